#include "faultline/engine/isolation/hosted.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/ended.h"
#include "faultline/engine/isolation/interrupt.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/message.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/isolation/server.h"
#include "faultline/engine/isolation/worker.h"
#include "faultline/engine/runner/at_work.h"
#include "faultline/engine/runner/surroundings.h"

namespace faultline {
namespace {

std::atomic<pid_t> living_host{0};

MemoryUse memory_use_of(pid_t process) {
  const int statm = ::open(fmt::format("/proc/{}/statm", process).c_str(), O_RDONLY | O_CLOEXEC);
  const MemoryUse use = memory_use(statm);
  ::close(statm);
  return use;
}

// What a host had started comes to this process when the host dies, and what that had started when it dies. This
// process's own, fork servers for one, are in its group.
void end_orphans(const std::vector<ChildProcess>& own) {
  for (bool any = true; std::exchange(any, false);) {
    for (const ChildProcess& child : children_of(::getpid())) {
      const bool known = std::any_of(own.begin(), own.end(), [&](const auto& one) { return one.pid == child.pid; });
      if (known || child.group == ::getpgrp()) continue;
      ::kill(child.pid, SIGKILL);
      any |= ::waitpid(child.pid, nullptr, 0) == child.pid;
    }
  }
}

// Whether it has gone by itself, in the time that it may need.
bool goes(int handle) {
  constexpr int kLookAgainMs = 100, kLooks = 150;  // ending what the target has started may take ten seconds
  pollfd gone{handle, POLLIN, 0};
  for (int look = 0; look < kLooks && !interrupted_for_long(); ++look)
    if (::poll(&gone, 1, kLookAgainMs) == 1) return true;
  return false;
}

// In the host.
WorkerReport do_job(InProcessExecutor& executor, Check& check, const Job& job, Slate& slate) {
  const std::uint64_t before = data_bytes(), memory_mb = memory_limit_of(check.info(), job);
  say_when_terminated(slate.last_words, memory_mb);
  limit_memory(before, memory_mb);
  WorkerReport report;
  try {
    JobResult done = executor.execute(check, job);
    if (done.stopped) report.result = std::move(done.stopped->result);
    report.passed = std::move(done.passed);
    report.unwatched = done.unwatched;
  } catch (const std::bad_alloc&) {  // what the target left was not enough for the engine
    slate.last_words.say(FailureClass::out_of_memory, kTooMuchMemory);
    ::_exit(0);
  } catch (const std::exception& error) {  // the target's own are caught where they come from
    report.failed = error.what() + thrown_after(slate.progress);
  }
  std::fflush(nullptr);
  report.memory_mb = used_mb(before, data_bytes());
  return report;
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
  has_copies_ |= job.watch;
  WorkerLimits limits = limits_of(check.info(), job);
  bool confirming = limits.brief;
  Slate& slate = shared_.slate();
  slate.closely = 0;
  for (;;) {
    const std::optional<WorkerEnd> end = run(check, job, limits);
    if (!end) {
      JobResult done = reported(check, job, shared_);
      if (!done.stopped) needs_[check.info().name].include({0, std::max(done.needs.memory_mb, peak_mb_)});
      return done;
    }
    const bool flood = slate.redo != 0 || end->how == WorkerEnd::How::output_flood;
    if (flood && slate.closely == 0) {
      slate.closely = 1;
    } else if (end->late() && !confirming) {
      confirming = true;
      limits.deadline *= 4;  // once more, with four times as long
    } else {
      return conclude(check, job, *end);
    }
  }
}

// How the host ended; no value: the job is done.
std::optional<WorkerEnd> HostedExecutor::run(Check& check, const Job& job, WorkerLimits limits) {
  have_host(check);
  Slate& slate = shared_.slate();
  slate.state = {};
  slate.begun = slate.done = slate.redo = slate.last_words.said = slate.stack.size = 0;
  slate.progress.in_hook(nullptr);
  slate.progress.answered();
  Journal(shared_.journal_memory()).clear();
  output_.clear();
  const MemoryUse before = memory_use_of(host_);  // the engine's own, and of earlier jobs
  limits.resident += before.resident;
  Watch watch(host_, slate, output_, limits);
  send_message(socket_, to_bytes(job));
  WorkerEnd end;
  end.how = await(watch);
  steps_.line(slate.steps.take());  // it may have said more before it was done
  const bool done = end.how == WorkerEnd::How::itself && slate.done != 0;
  watch.tell(end, done);
  needs_[check.info().name].include({static_cast<std::uint32_t>(end.longest_step.count()), 0});
  peak_mb_ = used_mb(before.data, end.data);
  if (done) return std::nullopt;
  const WorkerEnd gone = kill_host();
  end.status = gone.status;
  end.processor = gone.processor;
  if (slate.begun == 0 && end.how == WorkerEnd::How::itself) throw EngineError(ended_between_runs(check, end));
  return end;
}

std::string HostedExecutor::ended_between_runs(const Check& check, const WorkerEnd& end) const {
  const Death death = death_of(end, shared_.slate(), output_);
  return fmt::format(
      "the process that {} ran in ended between two runs ({} {}): something that an earlier run left behind must have "
      "done it",
      check.info().name, name_of(death.failure), death.number);
}

// `itself`: the job is done, or the host is gone.
WorkerEnd::How HostedExecutor::await(Watch& watch) {
  pollfd waiting[]{{socket_, POLLIN, 0}, {handle_, POLLIN, 0}};
  for (;;) {
    (void)::poll(waiting, 2, Watch::kPollMs);
    steps_.line(shared_.slate().steps.take());
    // Whatever comes: a target may write to what is not its own, or close it, which is not judged here.
    if (std::array<char, 64> wake{}; waiting[0].fd >= 0 && waiting[0].revents != 0)
      if (::recv(socket_, wake.data(), wake.size(), MSG_DONTWAIT) <= 0) waiting[0].fd = -1;
    if (shared_.slate().done != 0) {
      if (waiting[0].fd < 0) kill_host();  // it hears of nothing any more
      return WorkerEnd::How::itself;
    }
    if (waiting[1].revents != 0) return WorkerEnd::How::itself;
    if (interrupted_for_long()) {
      kill_host();
      throw Interrupted();
    }
    if (const auto how = watch.look()) return *how;
  }
}

Needs HostedExecutor::needs_of(const Check& check) const {
  const auto known = needs_.find(check.info().name);
  return known == needs_.end() ? Needs{} : known->second;
}

void HostedExecutor::drop_copies() {
  if (here_) return here_->drop_copies();
  if (host_ > 0) send_message(socket_, {});
  has_copies_ = false;
}

JobResult HostedExecutor::conclude(Check& check, const Job& job, const WorkerEnd& end) {
  const auto trouble = trouble_of_death(root_ / "w", end.signal(), end.processor);
  Workspace(root_ / "w").remove();
  if (end.how == WorkerEnd::How::engine) throw EngineError("a run was stuck in the engine's own code");
  if (end.how == WorkerEnd::How::given_up) return given_up(shared_);
  const Progress& progress = shared_.slate().progress;
  if (end.how == WorkerEnd::How::model)  // the host has this program at the same addresses
    return stuck_in_model(check, job, shared_, progress.hook.load(), progress.step);
  if (!trouble.empty()) throw EngineError(trouble);
  return died(check, job, shared_, death_of(end, shared_.slate(), output_));
}

void HostedExecutor::have_host(Check& check) {
  if (host_ > 0 && hosted_ != &check) end_host();
  if (siginfo_t gone{}; host_ > 0 &&
                        ::waitid(P_PID, static_cast<id_t>(host_), &gone, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                        gone.si_pid == host_)
    throw EngineError(ended_between_runs(check, end_host()));
  // What runs leak is not judged here, but it must not add up for ever.
  const std::uint64_t much = check.info().memory_limit_mb / 2;
  if (host_ > 0 && !has_copies_ && used_mb(data_at_start_, memory_use_of(host_).data) > much) end_host();
  if (host_ > 0) return;
  Workspace(root_ / "w").remove();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw EngineError(std::string("cannot make a socket pair: ") + std::strerror(errno));
  std::fflush(nullptr);  // what is buffered is written once
  own_children_ = children_of(::getpid());
  ::prctl(PR_GET_CHILD_SUBREAPER, &was_subreaper_);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  host_ = ::fork();
  if (host_ == 0) {
    ::close(ends[0]);
    serve(check, ends[1]);
  }
  const int error = errno;
  ::close(ends[1]);
  socket_ = ends[0];
  if (host_ < 0) {
    ::close(std::exchange(socket_, -1));
    throw EngineError(std::string("cannot start a process for in-process runs: ") + std::strerror(error));
  }
  hosted_ = &check;
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, host_, 0));
  data_at_start_ = memory_use_of(host_).data;
  living_host = host_;
}

// In the copy, until the engine is gone or wants no more. Nothing may unwind into the engine's frames above.
void HostedExecutor::serve(Check& check, int socket) noexcept {
  become_worker();
  ::signal(SIGXFSZ, SIG_DFL);
  Slate& slate = shared_.slate();
  note_own_stack(slate.stack);
  shared_.keep_to_this_process();
  output_.redirect();
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // or its last words would be lost
  InProcessExecutor executor(root_, crash_, shared_);
  while (const auto bytes = receive_message(socket)) {
    if (bytes->empty()) {
      executor.drop_copies();
      continue;
    }
    Job job;
    Reader in(*bytes);
    decode(in, job);
    slate.begun = 1;
    report_to(slate, do_job(executor, check, job, slate));
    (void)::send(socket, "", 1, MSG_NOSIGNAL);
  }
  (void)end_children();  // in whatever group or session they are
  Workspace(root_ / "w").remove();
  ::_exit(0);
}

WorkerEnd HostedExecutor::kill_host() {
  ::kill(host_, SIGKILL);
  return end_host();
}

WorkerEnd HostedExecutor::end_host() {
  if (host_ <= 0) return {};
  ::shutdown(socket_, SHUT_RDWR);
  ::close(std::exchange(socket_, -1));
  ::kill(host_, SIGCONT);  // a target may have stopped it
  if (!goes(handle_)) ::kill(host_, SIGKILL);
  ::close(std::exchange(handle_, -1));
  const WorkerEnd end = reap(host_);
  ::kill(-host_, SIGKILL);  // what the target has started
  end_orphans(own_children_);
  ::prctl(PR_SET_CHILD_SUBREAPER, was_subreaper_);
  living_host = 0;
  host_ = -1;
  return end;
}

void kill_hosts() {
  const pid_t host = living_host;
  if (host <= 0) return;
  ::kill(-host, SIGKILL);
  ::kill(host, SIGKILL);  // in whatever group it is
  ::waitpid(host, nullptr, 0);
  kill_fled_children();
}

}  // namespace faultline
