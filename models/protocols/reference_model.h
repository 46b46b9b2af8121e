// What a value that is committed and then published reads.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/domain.h"

namespace faultline::models {

namespace reference {
struct Advance {
  Count<1, 9> by;
};
BOOST_DESCRIBE_STRUCT(Advance, (), (by))
struct Read {};
BOOST_DESCRIBE_STRUCT(Read, (), ())

// Fault: the next passes of a fail point fail, and the advances with them. Only before the commit: after it an advance
// that fails has happened all the same, and many such in a row are more possible worlds than the oracle follows.
struct FailNext {
  OneOf<"reference.commit"> point;
  Count<1, 3> times;
};
BOOST_DESCRIBE_STRUCT(FailNext, (), (point, times))
}  // namespace reference

// The sum of the advances. One that was on its way when the process died is in it once or not at all.
struct ReferenceModel {
  using Command = std::variant<reference::Advance, reference::Read>;
  using Reply = std::int64_t;
  using Fault = std::variant<reference::FailNext>;

  std::int64_t value = 0;
  std::int64_t failures = 0;  // that are armed

  Reply apply(const reference::Advance& advance) { return value += advance.by; }
  Reply apply(const reference::Read&) const { return value; }
  std::vector<Command> audit() const { return {reference::Read{}}; }
  void inject(const Fault& fault) { failures = std::get<reference::FailNext>(fault).times; }
  void heal() { failures = 0; }
  void after_crash() { failures = 0; }
  bool permits(const Command& command, const Error& error) {
    return std::holds_alternative<reference::Advance>(command) && error.kind == "io" && failures-- > 0;
  }

  bool operator==(const ReferenceModel&) const = default;
};

}  // namespace faultline::models
