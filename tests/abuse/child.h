// The child's side of a launch, between fork and exec.
#pragma once

#include <string>
#include <vector>

#include "case.h"

namespace faultline::abuse {

struct Prepared {
  std::vector<std::string> arguments, environment;  // the program first; NAME=value
  std::string folder, mounted;
  int in = -1, out = -1, err = -1;  // -1: closed
  bool terminal = false;            // one of them is one, to be the controlling one
  int report = -1;                  // where to say why it could not become the program
};

inline constexpr unsigned kNobody = 65534;

[[noreturn]] void become_program(const Case& one, const Prepared& prepared);

}  // namespace faultline::abuse
