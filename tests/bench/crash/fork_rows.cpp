#include <cstdlib>
#include <memory>

#include "faultline/engine/isolation/fork_server.h"
#include "faultline/engine/isolation/in_process.h"
#include "faultline/targets/attach/session.h"

#include "bench/crash/ballast.h"
#include "bench/crash/cycles.h"
#include "bench/crash/rows.h"
#include "bench/measure.h"

namespace faultline::bench {
namespace {

constexpr const char* kBareForks = "bench.crash.forks";
constexpr std::uint32_t kCyclesPerRun = 8;

const bool registered = [] {
  Registry::instance().add_unlisted(std::make_unique<CycleCheck<false>>());
  Registry::instance().add_unlisted(std::make_unique<CycleCheck<true>>());
  Registry::instance().add_unlisted(make_check<ForkModel, ForkTarget>(kBareForks));
  return true;
}();

template <bool kSimulated>
std::uint64_t crash_cycles(Executor& executor, std::uint64_t runs, std::uint64_t round) {
  Check& check = *Registry::instance().find(CycleCheck<kSimulated>::kName);
  Job job;
  job.campaign = round;
  job.count = runs;
  job.steps = kCyclesPerRun;
  const JobResult done = executor.execute(check, job);
  if (done.stopped || done.state.stats.crashes != runs * kCyclesPerRun) std::abort();
  return runs * kCyclesPerRun;
}

std::uint64_t bare_forks(Executor& executor, std::uint64_t times) {
  Check& check = *Registry::instance().find(kBareForks);
  Job job;
  job.schedule = to_bytes(ScheduleOf<ForkModel>{ForkModel::Command(ForkAndKill{static_cast<std::int64_t>(times)})});
  if (executor.execute(check, job).stopped) std::abort();
  return times;
}

BenchRow simulated_row(const std::filesystem::path& root, Executor& forked) {
  InProcessExecutor in_process(root, crash_control());
  const auto rates = race({{"simulated", [&](auto round) { return crash_cycles<true>(in_process, 1000, round); }},
                           {"bare", [&](auto) { return bare_forks(forked, 800); }}});
  return {"crash.simulated_vs_bare",
          rates.at("simulated"),
          "crashes/s",
          "bare fork, SIGKILL, wait",
          rates.at("bare"),
          true,
          10};
}

}  // namespace

std::vector<BenchRow> fork_rows() {
  (void)registered;
  const auto root = make_workspace_root();
  std::vector<BenchRow> rows;
  {
    ForkedExecutor forked(root);
    Ballast ballast;
    const auto rates = race({{"cycles", [&](auto round) { return crash_cycles<false>(forked, 100, round); }},
                             {"cycles, 200mb", [&](auto round) { return crash_cycles<false>(forked, 100, round); }},
                             {"bare", [&](auto) { return bare_forks(forked, 800); }}},
                            std::ref(ballast));
    rows.push_back({"crash.forked_vs_bare", rates.at("cycles"), "crashes/s", "bare fork, SIGKILL, wait",
                    rates.at("bare"), true, 0.65});
    rows.push_back({"crash.forked_200mb_vs_small", rates.at("cycles, 200mb"), "crashes/s", "an engine of a few MB",
                    rates.at("cycles"), true, 0.9});
    rows.push_back(simulated_row(root, forked));
  }
  Workspace(root).remove();
  return rows;
}

}  // namespace faultline::bench
