// What is asked of the program before anything is done to it, and what comes of it then.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "faultline/engine/words/seed.h"

#include "case.h"

namespace faultline::abuse {

struct Call {
  std::string program = "faultline";
  std::vector<std::string> arguments = {};
  std::vector<std::string> amount = {};  // flags that say how much of it; left out where a seed says that
  std::set<int> own = {0};
  std::set<std::string> classes = {};

  const std::string& command() const { return arguments.front(); }
  bool is(std::initializer_list<const char*> commands) const;
};

// Ends by itself, soon; healthy or not.
Call quick_call(Draws& draws);
// Of `run` on a healthy system.
Call healthy_run(Draws& draws);
// Of a command that reads a repro file, which is {dir}/f/NAME (`make` says how it is made).
Call file_call(Draws& draws, const std::string& path);
// Goes on until it is interrupted.
Call endless_call(Draws& draws);
// Of the checks as GoogleTest tests.
Call gtest_call(Draws& draws);

// One of them.
template <class T, std::size_t kSize>
const T& one_of(Draws& draws, const T (&all)[kSize]) {
  return all[draws.below(kSize)];
}
template <class T>
const T& one_of(Draws& draws, const std::vector<T>& all) {
  return all[draws.below(all.size())];
}

}  // namespace faultline::abuse
