#include "faultline/engine/campaign/self_test.h"

#include <algorithm>

#include <fmt/format.h>

#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

constexpr std::size_t kSurvivorsShown = 5;

JobResult execute(Check& check, Executor& executor, const Bytes& schedule, std::vector<Perturbation> perturbed) {
  Job job;
  job.schedule = schedule;
  job.perturbed = std::move(perturbed);
  return executor.execute(check, job);
}

// How many commands had an outcome that nobody knows.
std::uint64_t unknown_in(const CheckInfo& check, const Tally& tally) {
  const std::size_t columns = check.outcomes.size();  // replies, then the fates
  const std::size_t unknown = columns - kFates + static_cast<std::size_t>(Fate::unknown);
  std::uint64_t total = 0;
  for (std::size_t i = unknown; i < Tally::kCells && columns > kFates; i += columns) total += tally.cells[i];
  return total;
}

}  // namespace

const std::vector<std::string>& perturbation_kinds() {
  static const std::vector<std::string> kinds{"drop", "repeat", "stale", "swap", "corrupt"};
  return kinds;
}

bool SelfTestReport::clean() const {
  return broken.empty() && survivors.empty() &&
         std::any_of(kinds.begin(), kinds.end(), [](const auto& kind) { return kind.second.changed > 0; });
}

SelfTestReport self_test(Check& check, Executor& executor, const SelfTestOptions& options) {
  SelfTestReport report;
  for (const std::string& kind : perturbation_kinds()) report.kinds[kind];
  JournalMemory memory;
  Journal journal(memory.span());
  for (std::uint32_t run = 0; run < options.runs && !options.interrupted(); ++run) {
    const std::uint64_t seed = run_seed(options.campaign, check.info().name, run);
    const std::uint32_t steps = options.steps.value_or(check.info().steps);
    const Bytes schedule = check.without_crashes(check.generate({seed, steps}));
    const JobResult healthy = execute(check, executor, schedule, {});
    if (healthy.stopped && !healthy.stopped->result.verdict.failed()) continue;  // nothing can be said of it
    if (healthy.stopped) {
      report.broken =
          fmt::format("the run with seed {} does not pass as it is: {}",
                      print_seed({check.info().revision_of(steps), seed}), healthy.stopped->result.verdict.message);
      return report;
    }
    journal.assign(healthy.journal);
    for (PerturbedRun& perturbed : check.perturb(schedule, journal, seed)) {
      const JobResult result = execute(check, executor, schedule, std::move(perturbed.perturbations));
      const bool failed = result.stopped && result.stopped->result.verdict.failed();
      if (!failed && (result.stopped || result.state.chain == healthy.state.chain)) continue;  // nothing to be seen
      // A fault of the target struck elsewhere than in the healthy run: a right system may do so as well.
      if (!failed && unknown_in(check.info(), result.state.tally) != unknown_in(check.info(), healthy.state.tally))
        continue;
      auto& counted = report.kinds[perturbed.kind];
      ++counted.changed;
      counted.killed += failed;
      if (!failed && report.survivors.size() < kSurvivorsShown)
        report.survivors.push_back(fmt::format("{}, in the run with seed {}", perturbed.text,
                                               print_seed({check.info().revision_of(steps), seed})));
    }
  }
  return report;
}

}  // namespace faultline
