#include <cstdlib>

#include "faultline/engine/isolation/in_process.h"

#include "kv.h"
#include "measure.h"
#include "peers.h"
#include "rows.h"

namespace faultline::bench {
namespace {

// Model and system side by side, as a person writes it who has no engine.
struct KvPair {
  KvModel model;
  KvSystem system;

  bool agrees(const Put& put) { return model.apply(put) == system.put(put.key, put.value); }
  bool agrees(const Look& look) { return model.apply(look) == system.look(look.key); }
  bool agrees(const Drop& drop) { return model.apply(drop) == system.drop(drop.key); }
};

// The same for RapidCheck, which carries the model along itself.
struct KvSut {
  KvSystem system;

  template <class C>
  static void apply(KvModel& state, const C& command) {
    (void)state.apply(command);
  }
  template <class C>
  bool agrees(const KvModel& state, const C& command) {
    KvPair pair{state, std::move(system)};
    const bool same = pair.agrees(command);
    system = std::move(pair.system);
    return same;
  }
};

std::uint64_t by_hand(std::uint64_t runs, std::uint64_t steps, std::uint64_t seed) {
  for (std::uint64_t run = 0; run < runs; ++run) {
    std::mt19937_64 random(seed * runs + run);
    KvPair pair;
    for (std::uint64_t step = 0; step < steps; ++step) {
      const std::uint64_t bits = random();
      const std::int64_t key = static_cast<std::int64_t>((bits >> 8) % kKeys);
      bool same = false;
      switch (bits % 3) {
        case 0:
          same = pair.agrees(Put{key, static_cast<std::int64_t>((bits >> 32) % 1000)});
          break;
        case 1:
          same = pair.agrees(Look{key});
          break;
        default:
          same = pair.agrees(Drop{key});
      }
      if (!same) std::abort();
    }
  }
  return runs * steps;
}

}  // namespace

std::vector<BenchRow> kv_rows() {
  const auto check = make_check<KvModel, KvTarget>("bench.kv");
  InProcessExecutor executor("/nowhere");  // this target keeps nothing on disk
  std::vector<BenchRow> rows;
  for (const auto& [steps, bar] : {std::pair{100, 25.0}, {1000, 50.0}}) {
    const auto length = static_cast<std::uint32_t>(steps);
    const auto rates = race({
        {"engine", [&](auto round) { return by_engine(*check, executor, 200'000 / length, length, round); }},
        {"hand", [&](auto round) { return by_hand(200'000 / length, length, round); }},
        {"rapidcheck",
         [&](auto round) { return by_rapidcheck<KvModel, KvSut, KvModel::Command>(20'000 / steps, steps, round); }},
    });
    rows.push_back({"store.kv.vs_rapidcheck." + std::to_string(steps), rates.at("engine"), "commands/s",
                    "rc::state::check", rates.at("rapidcheck"), true, bar});
    if (steps == 100)
      rows.push_back(
          {"store.kv.vs_hand", rates.at("engine"), "commands/s", "a hand-written loop", rates.at("hand"), true, 0.7});
  }
  return rows;
}

}  // namespace faultline::bench
