// The variables of the program, and those that others set: valid, empty, malformed, contradicting.
#include <iterator>
#include <string>

#include "grammar.h"

namespace faultline::abuse {
namespace {

using Words = std::vector<std::string>;

struct Variable {
  const char* name;
  std::initializer_list<const char*> readers;  // commands, but for GoogleTest, which reads all of them
  Words good, bad;
};

const Variable kRead[] = {
    {"FAULT_RUNS", {"run", "sweep", "self-test"}, {"2", "7"}, {"0", "many", "-1", "4294967296", "2.5", "\xd9\xa3"}},
    {"FAULT_STEPS", {"run", "sweep", "self-test"}, {"5", "12"}, {"0", "1000001", "x", "-1", "3 steps"}},
    {"FAULT_CAMPAIGN", {"run", "sweep", "self-test"}, {"9", "0xff", "random"}, {"x", "-1", "1.5", "9q"}},
    {"FAULT_FOR", {"run", "sweep"}, {"0.2s", "0.005m"}, {"soon", "0s", "-1s", "nan", "5d"}},
    {"FAULT_SHRINK_FOR", {"run", "sweep", "shrink", "explain"}, {"5s", "1m"}, {"0", "-1s", "inf", "a while"}},
    {"FAULT_JOBS", {"run", "sweep", "shrink", "explain"}, {"1", "2", "8"}, {"0", "65", "two", "-1"}},
    {"FAULT_ISOLATE", {"run", "sweep", "shrink", "explain", "replay", "self-test"}, {}, {"jail", "FORKED", "1"}},
    {"FAULT_REPORT_DIR",
     {"run", "sweep", "shrink", "explain"},
     {"{dir}/out/new/er", "{dir}/out/a b"},
     {"{dir}/f/file", "/dev/null", "{dir}/f/file/x", "/proc/none"}},
    {"FAULT_SEED", {"run", "sweep"}, {}, {"12x", "g12:0x7", "g00000000:0x7", "-1", "seven", "0x10000000000000000"}},
    // These are looked at before main, in every program with crash points.
    {"FAULT_INJECT", {}, {"", "wal.mid-frame"}, {"a=retrun", "=return", "\x1b[2J=", "a=5%retrun"}},
    {"FAULT_INJECT_SEED", {}, {"7", ""}, {"x", "-1", "99999999999999999999"}},
    {"FAULT_REPLAY", {"run", "sweep"}, {}, {"{dir}/f/none.json", "{dir}/f", "{dir}/f/file", "/dev/null"}},
};

// Nothing of these is the program's business, or it says that it is not.
const std::pair<const char*, Words> kOthers[] = {
    {"FAULT_CRASH_AT", {"", "wal.mid-frame", "\xff"}},
    {"FAULT_CRASH_AFTER", {"0", "x", "-1"}},
    {"FAULT_CRASH_DIR", {"", "/nonexistent", "{dir}/f"}},
    {"FAULT_INJECT", {"", "wal.mid-frame", "\x1b[2J", "log.flush=2*off->1*return(ENOSPC)->off"}},
    {"FAULT_INJECT_SEED", {"7", "0xff"}},
    {"FAULT_WORKSPACE", {"", "/nonexistent"}},
    {"FAULT_NOSUCH", {"1"}},
    {"FAULTLINE_NIGHT", {"1"}},
    {"GTEST_FILTER", {"-*"}},
    {"LD_BIND_NOW", {""}},
    {"MALLOC_ARENA_MAX", {"1"}},
    {"MALLOC_PERTURB_", {"165"}},
};

void set(Case& one, const std::string& name, const std::string& value) { one.environment[name] = value; }

Call reader(Draws& draws) {
  const Call calls[] = {
      healthy_run(draws),
      {.arguments = {"sweep", "chaos.durable.simulated"}, .amount = {"--runs", "1", "--steps", "12"}, .own = {0, 3}},
      {.arguments = {"self-test", "chaos.store.memory"}, .amount = {"--runs", "2"}},
      {.arguments = {"explain", "{dir}/f/repro.json"}, .own = {1}, .classes = {"lost_ack"}},
      {.arguments = {"shrink", "{dir}/f/repro.json"}, .own = {1}, .classes = {"lost_ack"}},
      {.arguments = {"replay", "{dir}/f/repro.json"}, .own = {1}, .classes = {"lost_ack"}},
      {.arguments = {"list"}},
      gtest_call(draws),
  };
  Call call = draws.chance(1, 2) ? healthy_run(draws) : one_of(draws, calls);
  call.arguments.resize(std::min<std::size_t>(call.arguments.size(), 2));  // no flag in the variable's way
  return call;
}

void ask_reader(Case& one, const Call& call, const Variable& variable) {
  ask(one, call, false);
  one.files.push_back({.kind = File::Kind::kept_repro, .path = "f/repro.json", .content = "durable"});
  one.files.push_back({.path = "f/file", .content = "x"});
  // Where the variable does not say how much of it.
  const std::string name = variable.name;
  if (call.is({"run", "sweep", "self-test"}) || one.expected.gtest) {
    if (name != "FAULT_SEED" && name != "FAULT_REPLAY") {
      if (name != "FAULT_FOR") set(one, "FAULT_RUNS", "2");
      set(one, "FAULT_STEPS", "12");
    }
  }
  if (call.is({"run", "sweep", "shrink", "explain"}) || one.expected.gtest) set(one, "FAULT_REPORT_DIR", "{dir}/out");
}

bool reads(const Case& one, const Call& call, const Variable& variable) {
  return one.expected.gtest || call.is(variable.readers);
}

void malformed(Case& one, Draws& draws) {
  const Variable& variable = one_of(draws, kRead);
  const Call call = reader(draws);
  ask_reader(one, call, variable);
  set(one, variable.name, one_of(draws, variable.bad));
  const std::string name = variable.name;
  if (name.starts_with("FAULT_INJECT")) {
    one.expected.refused = true;
    one.expected.gtest = false;
  } else if (reads(one, call, variable)) {
    (variable.name == std::string("FAULT_REPORT_DIR") && call.is({"explain"}) ? one.expected.may_break
                                                                              : one.expected.refused) = true;
  } else {
    one.expected.may_break = true;  // one that another command reads may be refused, too
  }
}

void valid_or_empty(Case& one, Draws& draws) {
  const Variable& variable = one_of(draws, kRead);
  const Call call = reader(draws);
  ask_reader(one, call, variable);
  const bool empty = variable.good.empty() || draws.chance(1, 3);
  set(one, variable.name, empty ? "" : one_of(draws, variable.good));
  if (call.command() == "sweep") one.expected.own = {0, 3};
  if (empty && variable.name == std::string("FAULT_SEED")) set(one, "FAULT_RUNS", "3");
  if (empty && variable.name == std::string("FAULT_REPLAY")) set(one, "FAULT_RUNS", "4");
}

// A flag wins over its variable, whatever that says.
void beaten_by_its_flag(Case& one, Draws& draws) {
  const Variable& variable = one_of(draws, kRead);
  const std::string name = variable.name;
  const std::pair<const char*, Words> kFlags[] = {
      {"FAULT_RUNS", {"--runs", "3"}},
      {"FAULT_STEPS", {"--steps", "10"}},
      {"FAULT_CAMPAIGN", {"--campaign", "4"}},
      {"FAULT_FOR", {"--for", "0.1s"}},
      {"FAULT_SHRINK_FOR", {"--shrink-for", "4s"}},
      {"FAULT_JOBS", {"--jobs", "1"}},
      {"FAULT_ISOLATE", {"--isolate", "forked"}},
      {"FAULT_REPORT_DIR", {"--report-dir", "{dir}/out"}},
      {"FAULT_SEED", {"--seed", "7"}},
  };
  ask_reader(one, {.arguments = {"run", "chaos.store.memory"}}, variable);
  for (const auto& [flagged, words] : kFlags)
    if (name == flagged)
      for (const auto& word : words) add(one, {word});
  if (name == "FAULT_REPLAY") add(one, {"--runs", "5"});
  set(one, name, one_of(draws, variable.bad));
  one.expected.refused = name.starts_with("FAULT_INJECT");  // it has no flag
  one.expected.may_break = name == "FAULT_REPLAY";          // nor has that, but how many runs contradicts it
}

void contradicting(Case& one, Draws& draws) {
  ask_reader(one, draws.chance(1, 2) ? Call{.arguments = {"run", "chaos.durable.posix"}} : gtest_call(draws), kRead[0]);
  one.environment.erase("FAULT_RUNS");
  one.environment.erase("FAULT_STEPS");
  switch (draws.below(3)) {
    case 0:
      set(one, "FAULT_SEED", "7");
      set(one, "FAULT_REPLAY", "{dir}/f/repro.json");
      break;
    case 1:
      set(one, "FAULT_SEED", "0x" + std::to_string(draws.below(90)));
      set(one, "FAULT_RUNS", std::to_string(1 + draws.below(90)));
      break;
    default:
      set(one, "FAULT_SEED", std::to_string(draws.below(90)));
      set(one, "FAULT_FOR", "1s");
  }
  one.expected.refused = true;
}

void seeded(Case& one, Draws& draws) {
  Call call = draws.chance(1, 4) ? gtest_call(draws) : healthy_run(draws);
  if (call.command() == "run") call.arguments.resize(2);
  ask(one, call, false);
  const std::string kSeeds[] = {"7", "0x51a7", "0", "18446744073709551615", std::to_string(draws.below(1'000'000))};
  set(one, "FAULT_SEED", one_of(draws, kSeeds));
  if (draws.chance(1, 2)) set(one, "FAULT_STEPS", "15");
  set(one, "FAULT_REPORT_DIR", "{dir}/out");
}

void not_its_business(Case& one, Draws& draws) {
  if (one.arguments.empty()) ask(one, quick_call(draws));
  for (auto left = 1 + draws.below(3); left > 0; --left) {
    const auto& [name, values] = one_of(draws, kOthers);
    set(one, name, one_of(draws, values));
  }
}

}  // namespace

void abuse_variables(Case& one, Draws& draws) {
  if (!one.arguments.empty() || !one.topic.empty()) return not_its_business(one, draws);
  constexpr void (*kWays[])(Case&, Draws&) = {malformed,          malformed,     malformed, valid_or_empty,
                                              beaten_by_its_flag, contradicting, seeded,    not_its_business};
  one_of(draws, kWays)(one, draws);
}

}  // namespace faultline::abuse
