#include "faultline/engine/isolation/in_process.h"

#include <cstdio>
#include <optional>
#include <unistd.h>

#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/stop_before.h"
#include "faultline/engine/runner/at_work.h"
#include "faultline/engine/runner/surroundings.h"

namespace faultline {

namespace {

// Each run has what it prints for itself, and a bound on it. One that prints too much between two looks of the watch is
// found after it; then the job is run again closely, to see in which step it was.
class OutputOfRuns : public Aftermath {
 public:
  OutputOfRuns(RunEnv& env, Slate& slate, const Printed& printed) : slate_(slate), printed_(printed) {
    env.closely = slate.closely > 0;
    env.aftermath = this;
  }
  void before_run(const JobState&) override { printed_.clear(); }
  void observed() override {
    if (printed_.too_much()) end_here();
  }
  bool again(JobState&, bool) override {
    if (!printed_.too_much()) return false;
    if (slate_.closely > 0) end_here();
    slate_.redo.store(1, std::memory_order_release);
    ::_exit(0);
  }

 private:
  [[noreturn]] void end_here() {
    slate_.last_words.say(FailureClass::output_flood, kFloodText);
    std::fflush(nullptr);
    ::_exit(0);
  }

  Slate& slate_;
  const Printed& printed_;
};

}  // namespace

InProcessExecutor::InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash)
    : crash_(crash),
      journal_(memory_.emplace().span()),
      state_(own_state_),
      progress_(own_progress_),
      workspace_(workspace_root / "w"),
      steps_(std::make_unique<StepsToStderr>()) {}

InProcessExecutor::InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash, SharedSlate& shared)
    : crash_(crash),
      journal_(shared.journal_memory()),
      state_(shared.slate().state),
      progress_(shared.slate().progress),
      workspace_(workspace_root / "w"),
      steps_(std::make_unique<StepsToEngine>(shared.slate().steps, progress_)),
      watched_(&shared.slate()),
      printed_(std::in_place) {}

JobResult InProcessExecutor::execute(Check& check, const Job& job) {
  RunEnv env{workspace_, journal_, progress_, crash_, true};
  if (job.verbose) env.listener = steps_.get();
  std::optional<StopBefore> stop;
  if (job.stop_at != 0) env.asking = &stop.emplace(job.stop_at, job.stop_text, *steps_);
  std::optional<OutputOfRuns> output;
  if (watched_) output.emplace(env, *watched_, *printed_);
  env.reuse = job.reuse;
  const std::filesystem::path image = job.image;
  if (!image.empty()) env.image = &image;
  // One that died took its copies along: what they began is run from its start, and nobody watches that.
  const auto copy = job.copy ? copies_.find(*job.copy) : copies_.end();
  std::optional<PointWatch> watch;
  if (job.watch && (!job.copy || copy != copies_.end())) {
    watch.emplace(crash_.observe, job.first_copy, [this](const Run& run, std::uint32_t number) {
      copies_[number] = run.has_machine() ? run.machine().clone() : nullptr;
    });
    env.watch = &*watch;
  }
  state_ = {};
  journal_.clear();
  if (copy != copies_.end()) {
    if (copy->second) env.machine = copy->second->clone();
    journal_.assign(job.history);
  }
  std::optional<RunResult> stopped;
  const AtJob here(job, state_);
  try {
    stopped = host(check, job, state_, env);
  } catch (const BadSurroundings& bad) {
    throw EngineError(bad.what());
  }
  JobResult done;
  done.state = state_;
  done.unwatched = job.watch && !watch;
  if (stopped)
    done.stopped = StoppedRun{input_of(job, check.info(), state_.completed), std::move(*stopped),
                              Bytes(journal_.bytes()), std::nullopt};
  if (!done.stopped && job.schedule) done.journal = journal_.bytes();
  if (stop) stop->over();
  if (watch) {
    done.passed = watch->take();
    if (!watch->failed().empty()) throw EngineError("a machine could not be copied: " + watch->failed());
  }
  return done;
}

}  // namespace faultline
