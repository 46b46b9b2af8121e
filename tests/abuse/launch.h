// Starts a case as a user's shell would, does to it what is to be done, and looks at what is left of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "case.h"

namespace faultline::abuse {

struct Happened {
  int status = 0;                 // as from waitpid
  bool late = false;              // it did not end within a minute, and was killed
  bool greedy = false;            // it took all the memory that it could get, and was killed
  std::string out, err;           // what could be read; of a terminal all in `out`
  std::vector<std::string> left;  // processes, folders and files that should be gone
  std::string impossible;         // why the case could not be made here: no right to mount, for one
};

// `dir`: the case's folder, made ready (world.h). `program`: its path.
Happened launch(const Case& one, const std::filesystem::path& dir, const std::filesystem::path& program);

}  // namespace faultline::abuse
