#include "faultline/engine/isolation/server.h"

#include <cstdio>
#include <cstdlib>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/engine/isolation/message.h"
#include "faultline/engine/isolation/worker.h"

namespace faultline {
namespace {

// What the crash handler needs; set in the worker before anything can be armed.
Journal* crash_journal = nullptr;
Slate* crash_slate = nullptr;

// The armed point was reached, on whichever thread: leave word, then die as a killed process dies.
void die_at_crash_point(const char* point) {
  crash_journal->append(Observed::crashed, point);
  crash_slate->crash_hit.store(1, std::memory_order_release);
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

class Server {
 public:
  Server(const char* workspace, const std::function<Check*(std::string_view)>& find, CrashControl crash)
      : find_(find), crash_(crash), shared_(kServerSlate), workspace_(workspace) {
    crash_.on_hit = die_at_crash_point;
  }

  int run() {
    while (const auto bytes = receive_message(kServerSocket)) {
      ServerRequest request;
      Reader in(*bytes);
      decode(in, request);
      if (!send_message(kServerSocket, to_bytes(serve_one(request)))) break;
    }
    workspace_.remove();
    return 0;
  }

 private:
  ServerReply serve_one(const ServerRequest& request) {
    Check* check = find_(request.check);
    if (check == nullptr) return failed("the fork server does not know the check " + request.check);
    Slate& slate = shared_.slate();
    slate.state = {};
    forget_run();
    std::chrono::milliseconds deadline(check->info().deadline_ms);
    bool confirming = false;
    for (;;) {
      slate.done = slate.crash_hit = 0;
      const pid_t worker = ::fork();
      if (worker < 0) return failed("fork failed");
      if (worker == 0) work(*check, request.job);
      ::setpgid(worker, worker);
      const auto status = await_worker(worker, slate.progress, deadline);
      if (!status && !confirming) {  // once more from the run's beginning, with four times as long
        confirming = true;
        deadline *= 4;
        forget_run();
        continue;
      }
      if (!status) return death(Death::Kind::hang, 0);
      if (slate.done != 0) return {};
      if (slate.crash_hit != 0) continue;  // as the schedule wanted: another worker goes on
      return WIFSIGNALED(*status) ? death(Death::Kind::signal, WTERMSIG(*status))
                                  : death(Death::Kind::exit, WEXITSTATUS(*status));
    }
  }

  // In the worker. Never returns.
  [[noreturn]] void work(Check& check, const Job& job) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(kServerSocket);
    output_.redirect();
    Slate& slate = shared_.slate();
    Journal journal(shared_.journal_memory());
    crash_journal = &journal;
    crash_slate = &slate;
    RunEnv env{workspace_, journal, slate.progress, crash_, true};
    const Bytes result = to_bytes(host(check, job, slate.state, env));
    if (result.size() > sizeof slate.result) std::abort();
    std::copy(result.begin(), result.end(), slate.result);
    slate.result_size = static_cast<std::uint32_t>(result.size());
    slate.done.store(1, std::memory_order_release);
    std::fflush(nullptr);
    ::_exit(0);
  }

  void forget_run() {
    output_.clear();
    Journal(shared_.journal_memory()).clear();
    workspace_.remove();
  }

  ServerReply death(Death::Kind kind, int number) {
    workspace_.remove();
    return {true, static_cast<std::uint8_t>(kind), number, output_.tail(), ""};
  }
  static ServerReply failed(std::string why) {
    ServerReply reply;
    reply.error = std::move(why);
    return reply;
  }

  const std::function<Check*(std::string_view)>& find_;
  CrashControl crash_;
  SharedSlate shared_;
  Workspace workspace_;
  WorkerOutput output_;
};

}  // namespace

int serve(const char* workspace, const std::function<Check*(std::string_view name)>& find, CrashControl crash) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);  // Ctrl-C is the engine's business; it ends this process by going away
  return Server(workspace, find, crash).run();
}

}  // namespace faultline
