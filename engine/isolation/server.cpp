#include "faultline/engine/isolation/server.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <new>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "faultline/engine/isolation/ended.h"
#include "faultline/engine/isolation/fork_server.h"
#include "faultline/engine/isolation/free_pieces.h"
#include "faultline/engine/isolation/leftovers.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/message.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/isolation/program_text.h"
#include "faultline/engine/isolation/steps.h"
#include "faultline/engine/isolation/stop_before.h"
#include "faultline/engine/isolation/worker.h"
#include "faultline/engine/isolation/workspace_root.h"
#include "faultline/engine/runner/copy_folder.h"
#include "faultline/engine/runner/surroundings.h"

namespace faultline {
namespace {

// What the crash handler needs. Set in the server, as all that is the same for every worker: what a worker writes
// costs it a copy of the page.
Journal* crash_journal = nullptr;
Slate* crash_slate = nullptr;
ProgramText* crash_text = nullptr;  // null: nobody wants to know what this worker used

// Of one check, before a worker is watched: where there are few crashes it would cost more than it saves.
constexpr std::uint64_t kCrashesBefore = 32;

// The armed point was reached, on whichever thread: leave word, then die as a killed process dies.
void die_at_crash_point(const char* point) {
  if (crash_text != nullptr) crash_text->note();
  crash_journal->append_last(Observed::crashed, point);
  crash_slate->crash_hit.store(1, std::memory_order_release);
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

class Server {
 public:
  Server(const char* workspace, const std::function<Check*(std::string_view)>& find, CrashControl crash)
      : find_(find), crash_(crash), shared_(kServerSlate), workspace_(workspace) {
    crash_.on_hit = die_at_crash_point;
    crash_journal = &journal_;
    crash_slate = &shared_.slate();
    note_stacks_of_children(shared_.slate().stack);
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // or a worker's last words would be lost
  }

  int run() {
    while (const auto bytes = receive_message(kServerSocket)) {
      ServerRequest request;
      Reader in(*bytes);
      decode(in, request);
      if (!send_message(kServerSocket, to_bytes(serve_one(request)))) break;
    }
    leave_no_folder();
    return 0;
  }

 private:
  ServerReply serve_one(const ServerRequest& request) {
    Check* check = find_(request.check);
    if (check == nullptr) return failed("the fork server does not know the check " + request.check);
    Slate& slate = shared_.slate();
    slate.state = slate.window = {};
    slate.closely = 0;
    begin_run(request.job);
    const Job& job = request.job;
    const std::uint64_t memory_mb = memory_limit_of(check->info(), job);
    say_when_terminated(slate.last_words, memory_mb);
    WorkerLimits limits = limits_of(check->info(), job);
    bool confirming = limits.brief;
    Needs needs;
    const auto with_needs = [&](ServerReply reply) {
      reply.needs = needs;
      return reply;
    };
    for (;;) {
      slate.done = slate.crash_hit = slate.redo = slate.last_words.said = slate.stack.size = 0;
      slate.progress.in_hook(nullptr);
      slate.progress.answered();
      const bool watched = crashes_ == kCrashesBefore && crashing_ == request.check;
      if (watched) {
        use_up_free_pieces();
        text_.take_apart();
      }
      const pid_t worker = ::fork();
      if (worker < 0) {
        if (watched) text_.put_together();
        return failed("fork failed");
      }
      if (worker == 0) {
        if (watched) crash_text = &text_;
        work(*check, request.job, memory_mb);
      }
      const WorkerEnd end = await_worker(worker, slate, output_, limits, kServerSocket);
      needs.include({static_cast<std::uint32_t>(end.longest_step.count()), used_mb(data_at_start_, end.data)});
      if (watched) {
        text_.put_together();
        ++crashes_;  // once is enough, however it ended
      }
      if (!end_children()) return failed("a process that the target started cannot be killed");
      if (end.how == WorkerEnd::How::engine_gone) leave();
      if (end.how == WorkerEnd::How::engine) return failed("a worker was stuck in the engine's own code");
      if (slate.done != 0) return with_needs({});
      if (slate.crash_hit != 0) {  // as the schedule wanted: another worker goes on
        count_crash(request.check);
        check->prepare(input_of(request.job, check->info(), slate.state.completed));
        continue;
      }
      if (slate.redo != 0) {
        begin_run(request.job);
        continue;
      }
      if (end.how == WorkerEnd::How::given_up || end.how == WorkerEnd::How::model) {
        workspace_.remove();
        return with_needs(end.how == WorkerEnd::How::model ? stuck_hook() : given_up());
      }
      ServerReply reply;
      reply.death = death_of(end, slate, output_);
      if (end.late() && !confirming) {  // once more, with four times as long
        confirming = true;
        limits.deadline *= 4;
      } else if (slate.closely > 0 || !needs_a_closer_look(end)) {
        const auto trouble = trouble_of_death(workspace_.path(), end.signal(), end.processor);
        workspace_.remove();
        return with_needs(trouble.empty() ? std::move(reply) : failed(trouble));
      }
      do_window_again(request.job);
    }
  }

  // An earlier run may be to blame, or an earlier step of this one.
  bool needs_a_closer_look(const WorkerEnd& end) const {
    const Slate& slate = shared_.slate();
    return slate.state.completed > slate.window.completed || end.how == WorkerEnd::How::output_flood;
  }

  void do_window_again(const Job& job) {
    Slate& slate = shared_.slate();
    slate.closely = slate.state.completed - slate.window.completed + 1;
    slate.state = slate.window;
    begin_run(job);
  }

  // In the worker. Never returns.
  [[noreturn]] void work(Check& check, const Job& job, std::uint64_t memory_mb) {
    become_worker();
    ::close(kServerSocket);
    ::close(lock_);
    shared_.keep_to_this_process();
    output_.redirect();
    Slate& slate = shared_.slate();
    if (job.stop_at == 0) limit_memory(data_at_start_, memory_mb);
    RunEnv env{workspace_, journal_, slate.progress, crash_, true};
    Leftovers leftovers(env, slate, check.info(), job);
    env.aftermath = &leftovers;
    StepsToEngine steps(slate.steps, slate.progress);
    if (job.verbose) env.listener = &steps;
    std::optional<StopBefore> stop;
    if (job.stop_at != 0) {
      env.asking = &stop.emplace(job.stop_at, job.stop_text, steps);
      env.aftermath = nullptr;  // whoever debugs may leave anything behind
    }
    std::filesystem::path image = job.image;
    if (!image.empty()) env.image = &image;
    std::optional<PointWatch> watch;
    if (job.watch)
      env.watch = &watch.emplace(crash_.observe, job.first_copy, [this](const Run&, std::uint32_t number) {
        remove_folder(copy_of(number));  // of an earlier run of this place
        copy_folder(workspace_.folder(), copy_of(number), [this] { shared_.slate().progress.alive(); });
      });
    WorkerReport report;
    try {
      report.result = host(check, job, slate.state, env);
      if (stop) stop->over();
    } catch (const std::bad_alloc&) {  // what the target left was not enough for the engine
      slate.last_words.say(FailureClass::out_of_memory, kTooMuchMemory);
      ::_exit(0);
    } catch (const std::exception& error) {  // the target's own are caught where they come from
      report.failed = std::string("in a worker: ") + error.what() + thrown_after(slate.progress);
    }
    if (watch) {
      report.passed = watch->take();
      if (!watch->failed().empty()) report.failed = "a disk could not be copied: " + watch->failed();
    }
    report.memory_mb = used_mb(data_at_start_, data_bytes());
    report_to(slate, report);
    ::_exit(0);
  }

  void count_crash(const std::string& check) {
    if (std::exchange(crashing_, check) != check) crashes_ = 0;
    ++crashes_;
  }

  // Nothing is left of another run; what the job goes on from is there.
  void begin_run(const Job& job) {
    output_.clear();
    journal_.clear();
    workspace_.remove();
    if (!job.copy) return;
    copy_folder(copy_of(*job.copy), workspace_.path());
    journal_.assign(job.history);
  }

  std::filesystem::path copy_of(std::uint32_t number) const {
    return workspace_.path().parent_path() / kCopiesFolder / std::to_string(number);
  }

  // The engine died in the middle of a job. All that the target started is gone by now.
  [[noreturn]] void leave() {
    leave_no_folder();
    ::_exit(0);
  }
  // Nor the engine's own, which it could not remove if it was killed. That one is empty then, else it stays.
  void leave_no_folder() const {
    workspace_.remove();
    remove_folder(workspace_.path().parent_path() / kCopiesFolder);
    if (!shares_alone(lock_)) return;
    std::error_code not_empty;
    std::filesystem::remove(workspace_.path().parent_path(), not_empty);
  }

  ServerReply stuck_hook() const {
    const Progress& progress = shared_.slate().progress;
    ServerReply reply;
    reply.hook = progress.hook.load();  // this process is the worker's program too, at the same addresses
    reply.step = progress.step;
    return reply;
  }

  static ServerReply given_up() {
    ServerReply reply;
    reply.given_up = true;
    return reply;
  }

  static ServerReply failed(std::string why) {
    ServerReply reply;
    reply.error = std::move(why);
    return reply;
  }

  const std::function<Check*(std::string_view)>& find_;
  CrashControl crash_;
  SharedSlate shared_;
  Journal journal_{shared_.journal_memory()};
  Workspace workspace_;
  WorkerOutput output_;
  ProgramText text_;
  std::string crashing_;  // the check whose crashes are counted
  std::uint64_t crashes_ = 0;
  const std::uint64_t data_at_start_ = data_bytes();
  const int lock_ = share_workspace_root(workspace_.path().parent_path());
};

}  // namespace

int serve(const char* workspace, const std::function<Check*(std::string_view name)>& find, CrashControl crash) {
  // No parent-death signal: when the engine goes away the socket tells, and what a target started is ended first.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t blocked;  // by the engine until here
  sigemptyset(&blocked);
  for (const int signal : kSignalsToEnd) {
    ::signal(signal, SIG_IGN);
    sigaddset(&blocked, signal);
  }
  ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
  return Server(workspace, find, crash).run();
}

}  // namespace faultline
