// Flags: malformed, contradicting, repeated, empty, huge, in other scripts, unknown.
#include <iterator>
#include <string>

#include "grammar.h"

namespace faultline::abuse {
namespace {

using Words = std::vector<std::string>;

struct Flag {
  const char* name;
  Words bad;  // besides the odd words
};

const Flag kSeed{"--seed", {"12x", "g12:0x7", "g00000000:0x7", "-1", "18446744073709551616", "g1a2b3c4d", "7 7"}};
const Flag kAmount[] = {{"--runs", {"0", "-1", "1.5", "ten", "4294967296", "99999999999999999999999999", "+"}},
                        {"--steps", {"0", "-3", "1000001", "many", "0.5", "4294967297"}}};
const Flag kTimes[] = {{"--for", {"0", "0s", "-5s", "inf", "nan", "5d", "soon", "1e400", "s", "1e308h", "5 s"}},
                       {"--shrink-for", {"0s", "-1s", "inf", "nan", "a while", "m", "1e308h", "3mm"}}};
const Flag kJobs{"--jobs", {"0", "65", "-1", "two", "1.5", "1 2", "4294967297"}};
const Flag kIsolate{"--isolate", {"jail", "FORKED", "forked ", "in_process", "0"}};
const Flag kCampaign{"--campaign", {"x", "-1", "1.5", "Random", "0xg"}};

const Flag& flag_of(const Call& call, Draws& draws) {
  std::vector<const Flag*> taken{&kIsolate};
  if (call.is({"run", "sweep", "self-test"})) taken.insert(taken.end(), {&kAmount[0], &kAmount[1], &kCampaign});
  if (call.is({"run", "sweep"})) taken.insert(taken.end(), {&kSeed, &kTimes[0], &kTimes[1], &kJobs});
  return *one_of(draws, taken);
}

void malformed(Case& one, Draws& draws) {
  const Call calls[] = {healthy_run(draws),
                        healthy_run(draws),
                        {.arguments = {"self-test", "chaos.store.memory"}},
                        {.arguments = {"sweep", "chaos.durable.simulated"}}};
  const Call& call = one_of(draws, calls);
  const Flag& flag = flag_of(call, draws);
  ask(one, {call.program, {call.arguments[0], call.arguments[1]}}, false);
  std::string bad = draws.chance(1, 2) ? one_of(draws, flag.bad) : odd_word(draws);
  if (bad == "1e3") bad = "1e3x";  // a number to some
  if (draws.chance(1, 2)) {
    add(one, {flag.name, bad});
  } else {
    add(one, {flag.name + ("=" + bad)});
  }
  one.expected.refused = true;
}

void unknown(Case& one, Draws& draws) {
  const Words kUnknown[] = {{"--rnus", "5"},
                            {"-Z"},
                            {"--RUNS", "5"},
                            {"--runs-", "5"},
                            {"---"},
                            {"--\xc3\xbcnicode"},
                            {"--se\x01"
                             "ed",
                             "7"},
                            {"-j4"},
                            {"--no-quiet"},
                            {"--gtestfilter=x"},
                            {"/runs"},
                            {"?"}};
  const Call call = draws.chance(1, 2) ? quick_call(draws) : healthy_run(draws);
  ask(one, call, false);
  while (!one.arguments.empty() && one.arguments.back() == "--help") one.arguments.pop_back();
  if (one.arguments.empty()) one.arguments = {"list"};
  for (const auto& word : one_of(draws, kUnknown)) add(one, {word});
  one.expected.refused = true;
}

void no_such_command(Case& one, Draws& draws) {
  const std::string kNone[] = {"frobnicate", "RUN", "run ", "runn", "crash-child", "help", "version", "--run", "-run"};
  ask(one, {.arguments = {draws.chance(1, 2) ? one_of(draws, kNone) : odd_word(draws) + "!"}});
  if (draws.chance(1, 2)) add(one, {odd_word(draws)});
  one.expected.refused = true;
}

void no_such_check(Case& one, Draws& draws) {
  const std::string kNone[] = {"chaos.store.memry",
                               "Chaos.store.memory",
                               "chaos",
                               "store",
                               "zoo.abused.none",
                               "chaos.store.memory.",
                               "chaos..memory",
                               "*.*.*.*",
                               "chaos.store.memory chaos.store.lmdb"};
  const char* kCommands[] = {"run", "sweep", "self-test"};
  ask(one, {.arguments = {one_of(draws, kCommands)}});
  add(one, {draws.chance(1, 2) ? one_of(draws, kNone) : "chaos." + odd_word(draws) + '!'});
  one.expected.refused = true;
}

void contradicting(Case& one, Draws& draws) {
  const Words kBoth[] = {
      {"run", "chaos.store.memory", "--seed", "7", "--runs", "5"},
      {"run", "chaos.store.memory", "--seed", "7", "--for", "1s"},
      {"run", "chaos.*", "--seed", "7"},
      {"run", "--seed", "0x7"},
      {"run", "chaos.durable.posix", "--isolate", "in-process"},
      {"run", "chaos.store.sqlite", "--isolate", "in-process", "--runs", "2"},
      {"run", "chaos.store.memory", "zoo.store.lost_update"},
      {"run", "chaos.store.memory", "--replay", "{dir}/f/none.json", "--seed", "7"},
      {"sweep", "chaos.store.memory"},
      {"sweep", "chaos.durable.simulated", "--isolate", "forked"},
      {"sweep", "chaos.durable.simulated", "--seed", "7", "--runs", "2"},
      {"self-test", "chaos.store.memory", "chaos.store.lmdb"},
      {"self-test", "chaos.store.memory", "--seed", "7"},
      {"list", "chaos.store.memory"},
      {"list", "--runs", "5"},
      {"bench", "nonsense"},
      {"bench", "crash", "shrink"},
      {"bench", ""},
      {"replay"},
      {"shrink"},
      {"explain"},
      {"replay", "--runs", "5"},
      {"explain", "{dir}/f/a.json", "{dir}/f/b.json"},
      {"crash-child"},
      {"crash-child", "{dir}/f/none.json"},
      {"run", "list"},
      {},
  };
  ask(one, {.arguments = {"run"}});
  one.arguments = one_of(draws, kBoth);
  one.expected.refused = true;
}

void cut_short_or_twice(Case& one, Draws& draws) {
  const char* kFlags[] = {"--runs", "--steps",   "--campaign",   "--for", "--shrink-for",
                          "--jobs", "--isolate", "--report-dir", "--json"};
  const Words kValues{"3", "4", "7", "5s", "6s", "1", "forked", "{dir}/out", "{dir}/f/x.json"};
  ask(one, healthy_run(draws), false);
  one.arguments.resize(2);
  const auto which = draws.below(std::size(kFlags));
  if (draws.chance(1, 3)) {
    add(one, {kFlags[which]});  // and no value
  } else {
    for (int twice = 0; twice < 2; ++twice) add(one, {kFlags[which], kValues[which]});
  }
  one.expected.refused = true;
}

// Results that cannot go where they should.
void bad_json_place(Case& one, Draws& draws) {
  const std::string kNowhere[] = {"{dir}",       "{dir}/none/x.json",   "{dir}/f/",
                                  "/dev/null/x", "{dir}/f/file/x.json", "{dir}/f/" + std::string(300, 'n'),
                                  "/proc/none"};
  Call call = draws.chance(1, 3) ? Call{.arguments = {"list"}} : healthy_run(draws);
  ask(one, call);
  one.files.push_back({.path = "f/file", .content = "x"});
  if (draws.chance(1, 4)) {
    add(one, {"--json", "/dev/full"});
    one.expected.breaks = true;
  } else {
    add(one, {"--json", one_of(draws, kNowhere)});
    one.expected.refused = true;
  }
}

// All in order.
void fine(Case& one, Draws& draws) {
  ask(one, quick_call(draws));
  if (one.arguments.front() != "run" || one.arguments.back() == "--help") return;
  const Words kFine[] = {{"--quiet"},
                         {"--json", "-"},
                         {"--json", "{dir}/f/result.json"},
                         {"--verbose"},
                         {"--jobs", "64"},
                         {"--campaign", "0xffffffffffffffff"},
                         {"--campaign", "random"},
                         {"--json", "/dev/null"},
                         {"--shrink-for", "0.000001s"},
                         {"--quiet", "--json", "-"}};
  for (const auto& word : one_of(draws, kFine)) add(one, {word});
}

}  // namespace

void abuse_flags(Case& one, Draws& draws) {
  constexpr void (*kWays[])(Case&, Draws&) = {
      malformed,     malformed,          malformed,      unknown, no_such_command,
      no_such_check, cut_short_or_twice, bad_json_place, fine,    contradicting};
  one_of(draws, kWays)(one, draws);
}

}  // namespace faultline::abuse
