#include <cstdlib>
#include <iostream>

#include "faultline/engine/isolation/fork_server.h"
#include "faultline/engine/isolation/in_process.h"
#include "faultline/targets/store/target/backends.h"

#include "measure.h"
#include "peers.h"
#include "rows.h"
#include "text_store.h"

namespace faultline::bench {
namespace {

using models::StoreModel;

std::uint64_t by_hand(std::uint64_t runs, std::uint64_t steps, std::uint64_t seed) {
  for (std::uint64_t run = 0; run < runs; ++run) {
    std::mt19937_64 random(seed * runs + run);
    TextModel model;
    TextSystem system;
    for (std::uint64_t step = 0; step < steps; ++step) {
      TextModel::Command command;
      draw(command, random);
      const bool same = std::visit([&](const auto& c) { return model.apply(c) == system.perform(c); }, command);
      if (!same) std::abort();
    }
  }
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

std::vector<BenchRow> text_store_rows(Executor& in_process) {
  const auto check = make_check<TextModel, TextTarget>("bench.text_store");
  std::vector<BenchRow> rows;
  for (const auto& [steps, bar] : {std::pair{100, 12.0}, {1000, 18.0}}) {
    const auto length = static_cast<std::uint32_t>(steps);
    const auto rates = race({
        {"engine", [&](auto round) { return by_engine(*check, in_process, 100'000 / length, length, round); }},
        {"hand", [&](auto round) { return by_hand(100'000 / length, length, round); }},
        {"rapidcheck",
         [&](auto round) {
           return by_rapidcheck<TextModel, TextSut, TextModel::Command>(10'000 / steps, steps, round);
         }},
    });
    rows.push_back({"store.vs_rapidcheck." + std::to_string(steps), rates.at("engine"), "commands/s",
                    "rc::state::check", rates.at("rapidcheck"), true, bar});
    if (steps == 100)
      rows.push_back(
          {"store.vs_hand", rates.at("engine"), "commands/s", "a hand-written loop", rates.at("hand"), true, 0.6});
  }
  return rows;
}

}  // namespace

std::vector<BenchRow> store_rows() {
  const auto root = make_workspace_root();
  std::vector<BenchRow> rows;
  {
    InProcessExecutor in_process(root);
    ForkedExecutor forked(root);
    rows = text_store_rows(in_process);
    Check* check = Registry::instance().find("chaos.store.memory");
    const auto rates = race({
        {"in-process", [&](auto round) { return by_engine(*check, in_process, 2000, 100, round); }},
        {"forked", [&](auto round) { return by_engine(*check, forked, 2000, 100, round); }},
    });
    rows.push_back({"store.forked_vs_in_process", rates.at("forked"), "steps/s", "chaos.store.memory in-process",
                    rates.at("in-process"), true, 0.85});
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
