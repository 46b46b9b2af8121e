#include "faultline/engine/isolation/hosted.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/fork_server.h"
#include "faultline/engine/isolation/interrupt.h"
#include "faultline/engine/isolation/message.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/isolation/server.h"
#include "faultline/engine/runner/at_work.h"
#include "faultline/engine/runner/surroundings.h"

namespace faultline {
namespace {

std::atomic<pid_t> living_host{0};

bool has_other_threads() {
  struct stat tasks {};
  return ::stat("/proc/self/task", &tasks) != 0 || tasks.st_nlink > 3;  // one link for each thread
}

Death death_of(const LastWords& words, int status) {
  Death death;
  if (words.said != 0) {
    death.failure = words.failure;
    death.detail = words.detail();
  } else if (WIFSIGNALED(status)) {
    death.number = WTERMSIG(status);
  } else {
    death.failure = FailureClass::exited;
    death.number = WEXITSTATUS(status);
  }
  return death;
}

// True when the host has answered; false when it is gone. Throws Interrupted.
bool await_answer(int socket, int handle) {
  constexpr int kLookAgainMs = 200;
  pollfd waiting[]{{socket, POLLIN, 0}, {handle, POLLIN, 0}};
  for (;;) {
    const int ready = ::poll(waiting, 2, kLookAgainMs);
    if (ready > 0) {
      char answer = 0;
      return (waiting[0].revents & POLLIN) != 0 && ::recv(socket, &answer, 1, MSG_DONTWAIT) == 1;
    }
    if (interrupted_for_long()) throw Interrupted();
  }
}

// A target prints to the streams of this process, and is not to end because nobody reads them any more. Whether one was
// such; it goes nowhere from now on.
bool gave_up_streams() {
  bool any = false;
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    pollfd one{stream, POLLOUT, 0};
    if (::poll(&one, 1, 0) != 1 || (one.revents & POLLERR) == 0) continue;
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    any |= ::dup2(nowhere, stream) >= 0;
    ::close(nowhere);
  }
  return any;
}

}  // namespace

HostedExecutor::HostedExecutor(std::filesystem::path workspace_root, CrashControl crash)
    : root_(std::move(workspace_root)), crash_(crash) {
  if (is_debugged() || has_other_threads()) here_ = std::make_unique<InProcessExecutor>(root_, crash_);
}

HostedExecutor::~HostedExecutor() { end_host(); }

JobResult HostedExecutor::execute(Check& check, const Job& job) {
  at_work.check = &check.info();
  if (here_) return here_->execute(check, job);
  for (;;) {
    have_host(check);
    Slate& slate = shared_.slate();
    slate.state = {};
    slate.done = slate.last_words.said = 0;
    Journal(shared_.journal_memory()).clear();
    send_message(socket_, to_bytes(job));
    try {
      if (await_answer(socket_, handle_)) return reported(check, job, shared_);
    } catch (const Interrupted&) {
      ::kill(host_, SIGKILL);
      end_host();
      throw;
    }
    const WorkerEnd end = end_host();
    if (end.signal() != SIGPIPE || !gave_up_streams()) return conclude(check, job, end);
  }
}

void HostedExecutor::drop_copies() {
  if (here_) return here_->drop_copies();
  if (host_ > 0) send_message(socket_, {});
}

JobResult HostedExecutor::conclude(Check& check, const Job& job, const WorkerEnd& end) {
  const auto trouble = trouble_of_death(root_ / "w", end.signal(), end.processor);
  Workspace(root_ / "w").remove();
  if (!trouble.empty()) throw EngineError(trouble);
  return died(check, job, shared_, death_of(shared_.slate().last_words, end.status));
}

void HostedExecutor::have_host(Check& check) {
  if (host_ > 0 && hosted_ != &check) end_host();
  if (siginfo_t gone{}; host_ > 0 &&
                        ::waitid(P_PID, static_cast<id_t>(host_), &gone, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                        gone.si_pid == host_) {
    const Death death = death_of(shared_.slate().last_words, end_host().status);
    throw EngineError(
        fmt::format("the process that {} ran in ended between two runs ({} {}): something that an earlier "
                    "run left behind must have done it",
                    check.info().name, name_of(death.failure), death.number));
  }
  if (host_ > 0) return;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw EngineError(std::string("cannot make a socket pair: ") + std::strerror(errno));
  std::fflush(nullptr);  // what is buffered is written once
  host_ = ::fork();
  if (host_ == 0) {
    ::close(ends[0]);
    serve(check, ends[1]);
  }
  const int error = errno;
  if (host_ > 0) ::setpgid(host_, host_);  // as it does itself, whoever is first
  ::close(ends[1]);
  socket_ = ends[0];
  if (host_ < 0) {
    ::close(std::exchange(socket_, -1));
    throw EngineError(std::string("cannot start a process for in-process runs: ") + std::strerror(error));
  }
  hosted_ = &check;
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, host_, 0));
  living_host = host_;
}

// In the copy, until the engine is gone or wants no more.
void HostedExecutor::serve(Check& check, int socket) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const int signal : kSignalsToEnd) ::signal(signal, SIG_DFL);
  for (const int signal : {SIGPIPE, SIGXFSZ}) ::signal(signal, SIG_DFL);
  // A group of its own is in the background; it may use the terminal all the same.
  for (const int signal : {SIGTTIN, SIGTTOU}) ::signal(signal, SIG_IGN);
  Slate& slate = shared_.slate();
  shared_.keep_to_this_process();
  say_when_terminated(slate.last_words, check.info().memory_limit_mb);
  InProcessExecutor executor(root_, crash_, shared_.journal_memory(), slate.state);
  while (const auto bytes = receive_message(socket)) {
    if (bytes->empty()) {
      executor.drop_copies();
      continue;
    }
    Job job;
    Reader in(*bytes);
    decode(in, job);
    WorkerReport report;
    try {
      JobResult done = executor.execute(check, job);
      if (done.stopped) report.result = std::move(done.stopped->result);
      report.passed = std::move(done.passed);
    } catch (const std::exception& error) {  // the target's own are caught where they come from
      report.failed = error.what();
    }
    std::fflush(nullptr);
    report_to(slate, report);
    (void)::send(socket, "", 1, MSG_NOSIGNAL);
  }
  (void)end_children();  // in whatever group or session they are
  Workspace(root_ / "w").remove();
  ::_exit(0);
}

WorkerEnd HostedExecutor::end_host() {
  if (host_ <= 0) return {};
  ::shutdown(socket_, SHUT_RDWR);
  ::close(std::exchange(socket_, -1));
  ::close(std::exchange(handle_, -1));
  const WorkerEnd end = reap(host_);
  ::kill(-host_, SIGKILL);  // what the target has started
  living_host = 0;
  host_ = -1;
  return end;
}

void kill_hosts() {
  const pid_t host = living_host;
  if (host <= 0) return;
  ::kill(-host, SIGKILL);
  ::waitpid(host, nullptr, 0);
}

}  // namespace faultline
