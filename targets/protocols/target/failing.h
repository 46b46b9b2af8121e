// A fail point of a protocol as a fault, and its errors as outcomes.
#pragma once

#include <cstdint>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "faultline/engine/words/outcome.h"
#include "faultline/targets/crash/point/armed.h"

namespace faultline::targets {

// One slot: arming replaces. For use by one thread.
class Failing {
 public:
  template <class Fault>
  void inject(const Fault& fault) {
    armed_.emplace(fmt::format("{}={}*return(EIO)", fault.point.view(), std::int64_t{fault.times}));
  }
  void stop() { armed_.reset(); }
  std::uint64_t fired() const { return fired_; }

  // What `act` answers. An error of the file system is `io`, and certainly not done.
  template <class Reply, class Act>
  Outcome<Reply> outcome_of(Act&& act) {
    try {
      return Reply(act());
    } catch (const std::system_error& e) {
      ++fired_;
      return fail("io", e.what());
    }
  }

 private:
  std::optional<crash::Armed> armed_;
  std::uint64_t fired_ = 0;
};

}  // namespace faultline::targets
