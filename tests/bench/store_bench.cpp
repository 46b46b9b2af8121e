// How fast the engine drives a store, as ratios measured in one run.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <sched.h>

#include "faultline/engine/isolation/in_process.h"
#include "faultline/targets/attach/bench.h"

#include "kv.h"

namespace faultline::bench {
namespace {

constexpr std::uint32_t kSteps = 100;
constexpr std::uint64_t kRuns = 2000;
constexpr int kRounds = 5;

void pin_to_one_cpu() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(::sched_getcpu(), &one);
  ::sched_setaffinity(0, sizeof one, &one);
}

// Commands per second of one call that runs kRuns * kSteps commands.
template <class Fn>
double rate(Fn&& fn) {
  const auto start = std::chrono::steady_clock::now();
  fn();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(kRuns * kSteps) / elapsed.count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + kRounds / 2, values.end());
  return values[kRounds / 2];
}

// What a person writes who has no engine: draw, do it to both, compare.
void by_hand(std::uint64_t seed) {
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    std::mt19937_64 random(seed + run);
    KvModel model;
    KvSystem system;
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      const std::uint64_t bits = random();
      const std::int64_t key = static_cast<std::int64_t>((bits >> 8) % kKeys);
      bool same = false;
      switch (bits % 3) {
        case 0: {
          const std::int64_t value = static_cast<std::int64_t>((bits >> 32) % 1000);
          same = model.apply(Put{key, value}) == system.put(key, value);
          break;
        }
        case 1:
          same = model.apply(Look{key}) == system.look(key);
          break;
        default:
          same = model.apply(Drop{key}) == system.drop(key);
      }
      if (!same) std::abort();
    }
  }
}

void by_engine(Check& check, Executor& executor, std::uint64_t campaign) {
  Job job;
  job.campaign = campaign;
  job.count = kRuns;
  job.steps = kSteps;
  if (executor.execute(check, job).stopped) std::abort();
}

std::vector<BenchRow> measure() {
  pin_to_one_cpu();
  const auto check = make_check<KvModel, KvTarget>("bench.kv");
  InProcessExecutor executor("/nowhere");  // this target keeps nothing on disk
  std::vector<double> engine, hand;
  for (int round = 0; round <= kRounds; ++round) {
    const double by_hand_rate = rate([&] { by_hand(static_cast<std::uint64_t>(round)); });
    const double engine_rate = rate([&] { by_engine(*check, executor, static_cast<std::uint64_t>(round)); });
    if (round == 0) continue;  // warm-up
    hand.push_back(by_hand_rate);
    engine.push_back(engine_rate);
  }
  return {{"store.kv.vs_hand", median(engine), "commands/s", "a hand-written loop", median(hand), true, 0.6}};
}

const BenchRegistration registration({"store", "the engine's loop over a small key-value model and system", measure});

}  // namespace
}  // namespace faultline::bench
