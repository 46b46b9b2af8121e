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
}  // namespace reference

// The sum of the advances. One that was on its way when the process died is in it once or not at all.
struct ReferenceModel {
  using Command = std::variant<reference::Advance, reference::Read>;
  using Reply = std::int64_t;

  std::int64_t value = 0;

  Reply apply(const reference::Advance& advance) { return value += advance.by; }
  Reply apply(const reference::Read&) const { return value; }
  std::vector<Command> audit() const { return {reference::Read{}}; }
  bool operator==(const ReferenceModel&) const = default;
};

}  // namespace faultline::models
