// What holds for every spec, and for every text.
#include <algorithm>
#include <string>
#include <variant>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/targets/crash/point/inject_spec.h"

namespace faultline::crash {
namespace {

rc::Gen<std::uint32_t> any_argument(Task task) {
  switch (task) {
    case Task::fail:
      return rc::gen::inRange<std::uint32_t>(1, kLargestErrno + 1);
    case Task::sleep:
      return rc::gen::arbitrary<std::uint32_t>();
    case Task::exit:
      return rc::gen::inRange<std::uint32_t>(0, 256);
    default:
      return rc::gen::just<std::uint32_t>(0);
  }
}

InjectTerm any_term() {
  InjectTerm term;
  if (*rc::gen::arbitrary<bool>()) term.chance = *rc::gen::inRange<std::uint32_t>(0, kCertain + 1);
  if (*rc::gen::arbitrary<bool>()) term.times = *rc::gen::arbitrary<std::uint64_t>();
  term.task = *rc::gen::element(Task::off, Task::kill, Task::panic, Task::fail, Task::sleep, Task::exit);
  term.argument = *any_argument(term.task);
  return term;
}

InjectSpec any_spec() {
  InjectSpec spec;
  const auto letters = rc::gen::container<std::string>(rc::gen::elementOf(std::string("abzAZ09._-/()>%* \t\xff")));
  for (int wanted = *rc::gen::inRange(0, 5); wanted > 0; --wanted) {
    InjectEntry entry;
    entry.name = "n" + *letters + std::to_string(wanted);  // no blank at either end, and none like another
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) entry.terms.push_back(any_term());
    spec.push_back(entry);
  }
  return spec;
}

RC_GTEST_PROP(InjectSpecProperties, APrintedSpecReadsBack, ()) {
  const InjectSpec spec = any_spec();
  const auto parsed = parse_inject(print_inject(spec));
  RC_ASSERT(std::holds_alternative<InjectSpec>(parsed));
  RC_ASSERT(std::get<InjectSpec>(parsed) == spec);
}

// What the separators are, and the blanks around everything, makes no difference.
RC_GTEST_PROP(InjectSpecProperties, BlanksAndSeparatorsDoNotMatter, ()) {
  const InjectSpec spec = any_spec();
  std::string text;
  const auto blanks = [] { return *rc::gen::element<std::string>("", " ", "\t \n"); };
  for (const InjectEntry& entry : spec) {
    text += blanks() + entry.name + blanks();
    const std::string printed = print_inject({entry});
    if (!entry.terms.empty()) text += '=' + blanks() + printed.substr(entry.name.size() + 1);
    text += blanks() + *rc::gen::element<std::string>(",", ";", ",,", " ; ,");
  }
  const auto parsed = parse_inject(text);
  RC_ASSERT(std::holds_alternative<InjectSpec>(parsed));
  RC_ASSERT(std::get<InjectSpec>(parsed) == spec);
}

// Text made of pieces of the grammar is read or refused at a place inside it, and what is read prints and reads back.
RC_GTEST_PROP(InjectSpecProperties, AnyTextIsReadOrRefusedInPlace, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("a", "b.c", "=", "->", ",", ";", " ", "(", ")", "5", "50%", "2*", "off", "kill",
                                    "panic", "return", "return(EIO)", "sleep(1)", "exit(1)", "-", ".", "\n"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  const auto parsed = parse_inject(text);
  if (const auto* error = std::get_if<InjectError>(&parsed)) {
    RC_ASSERT(error->at <= text.size());
    RC_ASSERT(!error->why.empty());
    return;
  }
  const InjectSpec& spec = std::get<InjectSpec>(parsed);
  RC_CLASSIFY(!spec.empty(), "read, not empty");
  const auto again = parse_inject(print_inject(spec));
  RC_ASSERT(std::holds_alternative<InjectSpec>(again));
  RC_ASSERT(std::get<InjectSpec>(again) == spec);
}

}  // namespace
}  // namespace faultline::crash
