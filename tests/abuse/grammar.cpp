#include "grammar.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <stdexcept>

namespace faultline::abuse {
namespace {

std::uint64_t seed() {
  const char* given = std::getenv("ABUSE_SEED");
  return given == nullptr ? 0x0b5e : std::strtoull(given, nullptr, 0);
}

struct Topic {
  const char* name;
  void (*first)(Case&, Draws&);
  bool second;  // may be added to another
};

constexpr Topic kTopics[] = {
    {"flags", abuse_flags, false},    {"variables", abuse_variables, true}, {"files", abuse_files, false},
    {"streams", abuse_streams, true}, {"limits", abuse_limits, true},       {"signals", abuse_signals, true},
    {"folders", abuse_folders, true},
};

// The `tried`-th attempt at case `number`.
Case made(int number, std::uint64_t tried) {
  static const std::uint64_t kSeed = seed();
  Draws draws(kSeed, static_cast<std::uint64_t>(number) * 1000 + tried);
  Case one;
  one.number = number;
  const Topic& first = kTopics[static_cast<std::size_t>(number) % std::size(kTopics)];
  first.first(one, draws);
  one.topic = first.name;
  if (!draws.chance(2, 5)) return one;
  const Topic& second = kTopics[draws.below(std::size(kTopics))];
  if (&second == &first || !second.second) return one;
  second.first(one, draws);
  one.topic += std::string("+") + second.name;
  return one;
}

// Nobody may write into the build folder, where reports go unless told otherwise.
Case with_a_report_folder(Case one) {
  if (one.nobody && std::count(one.arguments.begin(), one.arguments.end(), "--report-dir") == 0)
    one.environment.emplace("FAULT_REPORT_DIR", "{dir}/out");
  return one;
}

}  // namespace

std::set<int> Expected::codes() const {
  std::set<int> all = own;
  if (refused) all = {2};
  if (breaks) all = refused ? std::set{2, 4} : std::set{4};
  if (may_break) all.insert({2, 4});
  if (gtest) {
    if (all != std::set{0}) all.insert({1, 4});
    all.erase(2);
    all.erase(3);
  }
  if (interrupted && !refused && !breaks && !may_break) all = {130};
  if (interrupted || may_be_interrupted) all.insert(130);
  return all;
}

std::vector<Case> all_cases() {
  std::vector<Case> all;
  std::set<std::string> seen;
  for (int number = 0; number < kCases; ++number)
    for (std::uint64_t tried = 0;; ++tried) {
      if (tried == 1000) throw std::logic_error("the grammar has too few words");
      Case one = with_a_report_folder(made(number, tried));
      if (!seen.insert(shell_line(one, kDir)).second) continue;
      all.push_back(std::move(one));
      break;
    }
  return all;
}

void ask(Case& one, const Call& call, bool amount) {
  one.program = call.program;
  one.arguments = call.arguments;
  if (amount) one.arguments.insert(one.arguments.end(), call.amount.begin(), call.amount.end());
  one.expected.own = call.own;
  one.expected.classes = call.classes;
  one.expected.gtest = call.command().starts_with("--gtest_");
}

std::string odd_word(Draws& draws) {
  static const std::string kWords[] = {
      "",
      " ",
      "a b",
      "\t",
      "\n",
      "a\nb",
      "'",
      "\"",
      "$HOME",
      "`id`",
      "%s%n",
      "{}",
      "[",
      "\\",
      "-",
      "--",
      "\x1b[2J",
      "\x1b]0;x\x07",
      "\x7f",
      "\xc2\x9b"
      "31m",
      "\xff\xfe",
      "\xe2\x80\xaegnp.exe",
      "\xd9\xa1\xd9\xa2",
      "\xe6\x95\xb0\xe6\x8d\xae",
      "\xf0\x9f\x92\xa5",
      "NaN",
      "0x",
      "1e3",
      "1,000",
      "00000000000000000000000000000000000000007q",
      std::string(300, 'x'),
      std::string(5000, '9') + 'x',
      std::string(100'000, 'a'),
  };
  return one_of(draws, kWords);
}

}  // namespace faultline::abuse
