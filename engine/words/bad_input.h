#pragma once

#include <stdexcept>

namespace faultline {

// Something a person gave (seed, flag, repro file, name) cannot be used. The text says what, where, and what to do;
// the command line prints it and exits 2.
class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace faultline
