// Points armed for a scope, in tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash {

struct Scope;

enum class ArmedFor { this_thread, every_thread };

// While it lives, the points that `spec` names (as in FAULT_INJECT) do what it says, and nothing that the environment,
// `arm` or a scope around it says about the same names; `name=off` makes a point silent. Gone with the scope, also when
// an exception leaves it.
//
//   const crash::Armed armed("wal.sync=2*return(EIO)");
//
// Normally for the thread that made it alone, so tests may run in parallel threads. Points that the system under test
// reaches on threads of its own do not see it: those need `every_thread`, and names that no parallel test arms.
class Armed {
 public:
  // Throws std::invalid_argument, which points at the place, when the spec is malformed.
  explicit Armed(std::string_view spec, ArmedFor threads = ArmedFor::this_thread, std::uint64_t seed = 0);
  Armed(const Armed&) = delete;
  Armed& operator=(const Armed&) = delete;
  ~Armed();

 private:
  std::unique_ptr<Scope> scope_;
};

}  // namespace faultline::crash
