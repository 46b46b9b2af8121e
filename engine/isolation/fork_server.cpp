#include "faultline/engine/isolation/fork_server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/engine/isolation/ended.h"
#include "faultline/engine/isolation/interrupt.h"
#include "faultline/engine/isolation/message.h"
#include "faultline/engine/isolation/server.h"
#include "faultline/engine/runner/at_work.h"

namespace faultline {
namespace {

// One server of this program has answered, so its main() starts them as it should.
std::atomic<bool> any_answered = false;

// The environment of this process, with symbols bound at start so that no worker has to bind them again.
std::vector<char*> server_environment() {
  static std::string bind_now = "LD_BIND_NOW=1";
  std::vector<char*> all{bind_now.data()};
  for (char** entry = environ; *entry != nullptr; ++entry) all.push_back(*entry);
  all.push_back(nullptr);
  return all;
}

// A descriptor of the same, with a number that none of a server's own has.
int out_of_the_way(int descriptor) {
  const int other = ::fcntl(descriptor, F_DUPFD_CLOEXEC, kServerSlate + 1);
  if (other < 0) throw EngineError(std::string("cannot start the fork server: ") + std::strerror(errno));
  return other;
}

// Starts this program again with `socket` and `slate` as the descriptors a server expects.
pid_t start_server(int socket, int slate, std::string workspace) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, kServerSocket);
  posix_spawn_file_actions_adddup2(&actions, slate, kServerSlate);
  // What the engine's own parent left open is nobody's business here.
  posix_spawn_file_actions_addclosefrom_np(&actions, kServerSlate + 1);
  std::string program = "/proc/self/exe", flag(kForkServerFlag);
  std::array<char*, 4> arguments{program.data(), flag.data(), workspace.data(), nullptr};
  // Who is to end is the engine's business, also while the server is not so far that it ignores these.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  for (const int signal : kSignalsToEnd) sigaddset(&blocked, signal);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t server = -1;
  const int error =
      ::posix_spawn(&server, program.c_str(), &actions, &attributes, arguments.data(), server_environment().data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw EngineError(std::string("cannot start the fork server: ") + std::strerror(error));
  return server;
}

}  // namespace

ForkedExecutor::ForkedExecutor(const std::filesystem::path& workspace_root, const std::string& name) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw EngineError(std::string("cannot make a socket pair: ") + std::strerror(errno));
  socket_ = ends[0];
  const int socket = out_of_the_way(ends[1]);
  ::close(ends[1]);
  const int slate = out_of_the_way(shared_.fd());
  server_ = start_server(socket, slate, (workspace_root / name).string());
  ::close(socket);
  ::close(slate);
}

ForkedExecutor::~ForkedExecutor() {
  ::shutdown(socket_, SHUT_RDWR);  // a process that hosts others may have inherited it
  ::close(socket_);
  ::kill(server_, SIGCONT);
  int status = 0;
  while (::waitpid(server_, &status, 0) < 0 && errno == EINTR) {
  }
}

JobResult ForkedExecutor::execute(Check& check, const Job& job) {
  start(check, job);
  return finish(check, job);
}

// A server that is gone is noticed by `finish`.
void ForkedExecutor::start(Check& check, const Job& job) {
  at_work.check = &check.info();
  send_message(socket_, to_bytes(ServerRequest{check.info().name, job}));
}

// Passes on what the worker says of its steps until the answer is there.
void ForkedExecutor::pass_steps_on() {
  constexpr int kPollMs = 10;
  pollfd answer{socket_, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&answer, 1, kPollMs);  // first, so that the last of it is there when the answer is
    steps_.line(shared_.slate().steps.take());
    if (ready == 0) ::kill(server_, SIGCONT);  // a target may have stopped it
  } while (ready <= 0 && !interrupted_for_long());
}

JobResult ForkedExecutor::finish(Check& check, const Job& job) {
  if (job.verbose || job.stop_at != 0) pass_steps_on();
  if (gave_up_waiting(socket_, server_)) throw Interrupted();
  const auto bytes = receive_message(socket_);
  if (!bytes)
    throw EngineError(
        any_answered ? "the fork server is gone; was it killed?"
                     : "the fork server is gone before it answered once: either it was killed, or main() does not call "
                       "faultline's main before anything else (see README)");
  any_answered = true;
  ServerReply reply;
  Reader in(*bytes);
  decode(in, reply);
  if (!reply.error.empty()) throw EngineError(reply.error);

  JobResult done = reply.given_up        ? given_up(shared_)
                   : !reply.hook.empty() ? stuck_in_model(check, job, shared_, reply.hook, reply.step)
                   : reply.death         ? died(check, job, shared_, *reply.death)
                                         : reported(check, job, shared_);
  const bool stopped = done.stopped.has_value();
  done.needs.include(reply.needs);
  if (stopped) done.needs.memory_mb = 0;  // of a run that may have failed for its use of it
  return done;
}

}  // namespace faultline
