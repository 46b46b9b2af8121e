#include <cstdlib>
#include <iostream>

#include "faultline/engine/isolation/fork_server.h"
#include "faultline/engine/isolation/in_process.h"
#include "faultline/targets/attach/registry.h"
#include "faultline/targets/store/target/backends.h"

#include "measure.h"
#include "peers.h"
#include "rows.h"

namespace faultline::bench {
namespace {

using models::StoreModel;
using targets::MemoryStoreTarget;

// Model and store side by side, with what the client remembers.
class StorePair {
 public:
  // For RapidCheck. The state that it carries along cannot learn ETags, so the model that judges is this one's.
  template <class C>
  static void apply(StoreModel& state, const C& command) {
    state.assume(command);
  }
  template <class C>
  bool agrees(const StoreModel&, const C& command) {
    return agrees(StoreModel::Command(command));
  }

  bool agrees(const StoreModel::Command& command) {
    const auto outcome = target_.execute(command, client_);
    if (const Error* error = outcome.fail()) return model_.permits(command, *error);
    client_.learn(command, *outcome.ok());
    return model_.step(command, *outcome.ok());
  }
  void inject(const models::StoreFault& fault) {
    model_.inject(fault);
    target_.inject(fault);
  }
  void advance(std::int64_t seconds) {
    model_.advance(seconds);
    run_.advance(seconds);
  }

 private:
  Workspace nowhere_{"/nowhere"};
  Run run_{nowhere_};
  StoreModel model_;
  MemoryStoreTarget target_{run_};
  MemoryStoreTarget::Client client_;
};

// The commands by the weights of the check, with about as many faults and advances as it draws.
std::uint64_t by_hand(std::uint64_t runs, std::uint64_t steps, std::uint64_t seed) {
  constexpr auto weights = generators::weights_of<StoreModel::Command>;
  std::vector<std::size_t> kinds;
  for (std::size_t kind = 0; kind < weights.size(); ++kind) kinds.insert(kinds.end(), weights[kind], kind);
  for (std::uint64_t run = 0; run < runs; ++run) {
    std::mt19937_64 random(seed * runs + run);
    StorePair pair;
    for (std::uint64_t step = 0; step < steps; ++step) {
      const std::uint64_t pick = random() % 1024;
      if (pick < 80) {
        models::StoreFault fault;
        draw(fault, random);
        pair.inject(fault);
      } else if (pick < 150) {
        pair.advance(static_cast<std::int64_t>(1 + random() % 8));
      } else {
        StoreModel::Command command;
        emplace_alternative(command, kinds[random() % kinds.size()]);
        std::visit([&](auto& c) { draw(c, random); }, command);
        if (!pair.agrees(command)) std::abort();
      }
    }
  }
  return runs * steps;
}

std::uint64_t by_engine(Check& check, Executor& executor, std::uint64_t runs, std::uint32_t steps,
                        std::uint64_t campaign) {
  Job job;
  job.campaign = campaign;
  job.count = runs;
  job.steps = steps;
  if (executor.execute(check, job).stopped) std::abort();
  return runs * steps;
}

// Schedules drawn and thrown away.
std::uint64_t draw_by_engine(std::uint64_t schedules, std::uint32_t steps, std::uint64_t seed) {
  const generators::Disturbances none{{}, false};
  ScheduleOf<StoreModel> schedule;
  for (std::uint64_t i = 0; i < schedules; ++i)
    generators::Interleaver<StoreModel>(seed * schedules + i, none).fill(schedule, steps);
  return schedules * steps;
}

std::uint64_t draw_by_rapidcheck(std::uint64_t commands, std::uint64_t seed) {
  const auto generator = generator_of<StoreModel::Command>();
  rc::Random random(seed);
  std::size_t kinds = 0;
  for (std::uint64_t i = 0; i < commands; ++i) kinds += generator(random.split(), 100).value().index();
  if (kinds == 0) std::abort();
  return commands;
}

}  // namespace

std::vector<BenchRow> store_rows() {
  Check* check = Registry::instance().find("chaos.store.memory");
  const auto root = make_workspace_root();
  std::vector<BenchRow> rows;
  {
    InProcessExecutor in_process(root);
    ForkedExecutor forked(root);
    for (const auto& [steps, bar] : {std::pair{100, 12.0}, {1000, 18.0}}) {
      const auto length = static_cast<std::uint32_t>(steps);
      const auto rates = race({
          {"engine", [&](auto round) { return by_engine(*check, in_process, 100'000 / length, length, round); }},
          {"forked", [&](auto round) { return by_engine(*check, forked, 100'000 / length, length, round); }},
          {"hand", [&](auto round) { return by_hand(100'000 / length, length, round); }},
          {"rapidcheck",
           [&](auto round) {
             return by_rapidcheck<StoreModel, StorePair, StoreModel::Command>(10'000 / steps, steps, round);
           }},
      });
      rows.push_back({"store.vs_rapidcheck." + std::to_string(steps), rates.at("engine"), "steps/s", "rc::state::check",
                      rates.at("rapidcheck"), true, bar});
      if (steps != 100) continue;
      rows.push_back(
          {"store.vs_hand", rates.at("engine"), "steps/s", "a hand-written loop", rates.at("hand"), true, 0.6});
      rows.push_back({"store.forked_vs_in_process", rates.at("forked"), "steps/s", "the same in-process",
                      rates.at("engine"), true, 0.85});
    }
  }
  Workspace(root).remove();
  const auto drawn = race({{"engine", [](auto round) { return draw_by_engine(1000, 100, round); }},
                           {"rapidcheck", [](auto round) { return draw_by_rapidcheck(10'000, round); }}});
  rows.push_back({"store.draw_vs_rapidcheck_gen", drawn.at("engine"), "steps/s", "a RapidCheck generator",
                  drawn.at("rapidcheck"), true, std::nullopt});
  return rows;
}

namespace {

std::vector<BenchRow> measure() {
  pin_to_one_cpu();
  std::cerr.rdbuf(nullptr);  // RapidCheck would say there which seed it took
  auto rows = kv_rows();
  for (auto& row : store_rows()) rows.push_back(std::move(row));
  return rows;
}

const BenchRegistration registration({"store", "how fast the engine drives a store, in-process and forked", measure});

}  // namespace
}  // namespace faultline::bench
