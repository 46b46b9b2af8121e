// What is around the program: streams, limits, signals.
#include <algorithm>
#include <csignal>
#include <string>

#include "grammar.h"

namespace faultline::abuse {
namespace {

void ask_anything(Case& one, Draws& draws) {
  if (one.arguments.empty() && one.topic.empty()) ask(one, quick_call(draws));
}

// Quiet ones print failures; GoogleTest prints, too, and does not look at what became of it.
bool prints_less(const Case& one) {
  return one.expected.gtest || std::count(one.arguments.begin(), one.arguments.end(), "--quiet") > 0;
}

}  // namespace

void abuse_streams(Case& one, Draws& draws) {
  const bool alone = one.arguments.empty() && one.topic.empty();
  ask_anything(one, draws);
  if (alone && draws.chance(1, 4)) {  // errors have to go somewhere, too
    ask(one, {.arguments = {"run", "chaos.none"}});
    one.expected.refused = true;
  }
  if (alone && one.arguments.front() == "run" && draws.chance(1, 4)) add(one, {"--json", "-"});
  const Output kOutputs[] = {Output::kept,      Output::closed, Output::full,     Output::full,   Output::no_reader,
                             Output::no_reader, Output::cut,    Output::terminal, Output::hung_up};
  auto& [in, out, err, cut_after, columns] = one.streams;
  const Input kInputs[] = {Input::null, Input::closed, Input::terminal, Input::endless};
  if (draws.chance(1, 2)) in = one_of(draws, kInputs);
  out = one_of(draws, kOutputs);
  err = draws.chance(1, 2) ? out : one_of(draws, kOutputs);
  if (out == Output::hung_up && err == Output::terminal) err = Output::hung_up;
  if (err == Output::hung_up && out == Output::terminal) out = Output::hung_up;
  cut_after = draws.below(600);
  const int kColumns[] = {0, 1, 20, 40, 80, 200, 1000};
  columns = one_of(draws, kColumns);
  if (draws.chance(1, 4)) one.environment["NO_COLOR"] = "1";
  if (draws.chance(1, 4)) one.environment["TERM"] = "dumb";
  if (!one.expected.refused && (out == Output::full || out == Output::closed))
    (out == Output::full && !prints_less(one) ? one.expected.breaks : one.expected.may_break) = true;
  if (out == Output::hung_up || err == Output::hung_up)  // the signal, or the error, comes first
    one.expected.may_break = one.expected.may_be_interrupted = true;
}

void abuse_limits(Case& one, Draws& draws) {
  ask_anything(one, draws);
  constexpr std::uint64_t kMiB = 1 << 20;
  const Limit kLimits[] = {
      {RLIMIT_NOFILE, "-n", 8},
      {RLIMIT_NOFILE, "-n", 16},
      {RLIMIT_NOFILE, "-n", 64},
      {RLIMIT_NOFILE, "-n", 100},
      {RLIMIT_FSIZE, "-f", 0, 1024},
      {RLIMIT_FSIZE, "-f", 4096, 1024},
      {RLIMIT_FSIZE, "-f", kMiB, 1024},
      {RLIMIT_AS, "-v", 256 * kMiB, 1024},
      {RLIMIT_AS, "-v", 512 * kMiB, 1024},
      {RLIMIT_AS, "-v", 4096 * kMiB, 1024},
      {RLIMIT_NPROC, "-u", 0},
      {RLIMIT_NPROC, "-u", 2},
      {RLIMIT_STACK, "-s", kMiB, 1024},
      {RLIMIT_STACK, "-s", 64 * kMiB, 1024},
      {RLIMIT_DATA, "-d", 64 * kMiB, 1024},
      {RLIMIT_CPU, "-t", 20},
      {RLIMIT_MEMLOCK, "-l", 0, 1024},
  };
  const Limit& limit = one_of(draws, kLimits);
  one.limits.push_back(limit);
  if (limit.resource == RLIMIT_NPROC) one.nobody = true;  // root has none
  // More than it needs, or nothing that it needs.
  const bool enough = limit.resource == RLIMIT_STACK || limit.resource == RLIMIT_MEMLOCK ||
                      limit.resource == RLIMIT_CPU || limit.value == 4096 * kMiB ||
                      (limit.resource == RLIMIT_NOFILE && limit.value >= 100);
  if (!enough) one.expected.may_break = true;
}

void abuse_signals(Case& one, Draws& draws) {
  const bool endless = one.arguments.empty() && one.topic.empty() && draws.chance(3, 4);
  if (endless) {
    ask(one, endless_call(draws));
  } else {
    ask_anything(one, draws);
  }
  if (one.expected.gtest) return;  // whoever runs ctest ends its tests
  const int kEnding[] = {SIGINT, SIGINT, SIGTERM, SIGTERM, SIGHUP};
  const int kHarmless[] = {SIGPIPE, SIGWINCH, SIGCONT, SIGURG};
  const int kDelays[] = {0, 0, 1, 5, 20, 60, 150, 300, 600};
  if (!endless && draws.chance(1, 4)) {
    one.kicks.push_back({one_of(draws, kHarmless), draws.chance(1, 2), one_of(draws, kDelays)});
    return;
  }
  const bool stuck = endless && draws.chance(1, 8);
  if (stuck)  // the target never looks up, and the engine may have found that out before the first signal
    ask(one, {.program = "faultline-abused",
              .arguments = {"run", "zoo.abused.hang", "--isolate", "in-process"},
              .own = {1},
              .classes = {"hang"}});
  int delay = one_of(draws, kDelays);
  for (auto left = stuck || draws.chance(1, 3) ? 2 : 1; left > 0; --left) {
    one.kicks.push_back({one_of(draws, kEnding), draws.chance(1, 2), delay});
    delay += one_of(draws, kDelays) + (stuck ? 300 : 0);
  }
  (endless && !stuck ? one.expected.interrupted : one.expected.may_be_interrupted) = true;
}

}  // namespace faultline::abuse
