// Schedules of commands that hold others, for tests.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/text.h"
#include "faultline/shrink/step_passes.h"
#include "faultline/shrink/steps.h"

#include "searching.h"

namespace faultline::shrink::testing::grouping {

using Word = OneOf<"a", "b", "c">;

struct Put {
  Word key;
};
BOOST_DESCRIBE_STRUCT(Put, (), (key))
struct Drop {
  Word key;
  bool checked = false;
};
BOOST_DESCRIBE_STRUCT(Drop, (), (key, checked))
struct All {
  std::vector<std::variant<Put, Drop>> writes;
};
BOOST_DESCRIBE_STRUCT(All, (), (writes))
struct Puts {
  std::vector<Put> puts;
};
BOOST_DESCRIBE_STRUCT(Puts, (), (puts))
struct Wipe {
  Word key;
};
BOOST_DESCRIBE_STRUCT(Wipe, (), (key))

using Command = std::variant<Put, Drop, All, Puts, Wipe>;
using Schedule = std::vector<Step<Command, NoFault>>;

inline std::string text(const Schedule& schedule) {
  std::string all;
  for (const auto& step : schedule) {
    if (!all.empty()) all += ' ';
    all += to_text(std::get<0>(step));
  }
  return all;
}

template <class Pass>
std::string after(const Pass& pass, const Schedule& start, const Fails<Schedule>& fails) {
  Problem problem = problem_of(start, fails);
  problem.key = schedule_key;
  Search search(std::move(problem), {});
  while (search.run(pass)) continue;
  return text(value_of<Schedule>(search.best()));
}

}  // namespace faultline::shrink::testing::grouping
