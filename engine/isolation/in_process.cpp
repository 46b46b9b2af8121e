#include "faultline/engine/isolation/in_process.h"

#include <optional>

#include "faultline/engine/isolation/stop_before.h"
#include "faultline/engine/runner/at_work.h"
#include "faultline/engine/runner/surroundings.h"

namespace faultline {

InProcessExecutor::InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash)
    : crash_(crash), journal_(memory_.emplace().span()), state_(own_state_), workspace_(workspace_root / "w") {}

InProcessExecutor::InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash, std::span<char> journal,
                                     JobState& state)
    : crash_(crash), journal_(journal), state_(state), workspace_(workspace_root / "w") {}

JobResult InProcessExecutor::execute(Check& check, const Job& job) {
  Progress progress;
  RunEnv env{workspace_, journal_, progress, crash_, true};
  if (job.verbose) env.listener = &steps_;
  std::optional<StopBefore> stop;
  if (job.stop_at != 0) env.asking = &stop.emplace(job.stop_at, job.stop_text, steps_);
  env.reuse = job.reuse;
  const std::filesystem::path image = job.image;
  if (!image.empty()) env.image = &image;
  std::optional<PointWatch> watch;
  if (job.watch) {
    watch.emplace(crash_.observe, job.first_copy, [this](const Run& run, std::uint32_t number) {
      copies_[number] = run.has_machine() ? run.machine().clone() : nullptr;
    });
    env.watch = &*watch;
  }
  state_ = {};
  journal_.clear();
  if (job.copy) {
    if (const auto& machine = copies_.at(*job.copy)) env.machine = machine->clone();
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
