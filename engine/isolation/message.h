// Whole messages over a stream socket between the engine and its fork server.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

#include "faultline/engine/isolation/shared_slate.h"
#include "faultline/engine/runner/check.h"
#include "faultline/engine/runner/host.h"

namespace faultline {

// What a worker that came to its job's end has to say.
struct WorkerReport {
  std::optional<RunResult> result;  // of the run that did not pass
  std::vector<PassedPoint> passed;
  bool unwatched = false;
  std::string failed;  // what the engine itself could not do; empty: nothing
  std::uint64_t memory_mb = 0;
};
BOOST_DESCRIBE_STRUCT(WorkerReport, (), (result, passed, unwatched, failed, memory_mb))

// Puts it onto the slate, where it is the job's end.
void report_to(Slate& slate, const WorkerReport& report);

struct ServerRequest {
  std::string check;
  Job job;
};
BOOST_DESCRIBE_STRUCT(ServerRequest, (), (check, job))

// How the job's last worker ended; everything else is on the slate.
struct ServerReply {
  std::optional<Death> death;
  std::string error;       // the server itself failed
  std::string hook;        // of the model, that did not return
  std::uint32_t step = 0;  // and in which step of the schedule
  bool given_up = false;
  Needs needs;
};
BOOST_DESCRIBE_STRUCT(ServerReply, (), (death, error, hook, step, given_up, needs))

// False when the peer is gone.
bool send_message(int socket, const Bytes& message);
std::optional<Bytes> receive_message(int socket);
// False when it is there, or its sender is gone; true when it is not waited for any more (interrupt.h). A sender that
// was stopped goes on.
bool gave_up_waiting(int socket, pid_t sender);

}  // namespace faultline
