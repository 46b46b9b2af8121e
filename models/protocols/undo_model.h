// What accounts hold between which money is moved.
#pragma once

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/domain.h"

namespace faultline::models {

namespace undo {
using Account = OneOf<"a", "b", "c">;

struct Transfer {
  Account from, to;
  Count<1, 60> cents;
};
BOOST_DESCRIBE_STRUCT(Transfer, (), (from, to, cents))
struct Balance {
  Account account;
};
BOOST_DESCRIBE_STRUCT(Balance, (), (account))

// Fault: the next passes of a fail point fail, and the transfers with them.
struct FailNext {
  OneOf<"undo.write-second"> point;
  Count<1, 3> times;
};
BOOST_DESCRIBE_STRUCT(FailNext, (), (point, times))
}  // namespace undo

// Every account starts with 100 cents. A transfer answers 1, or 0 when nothing was moved: the accounts are the same, or
// the first does not hold as much. One that was on its way when the process died was made as a whole or not at all; one
// that failed was not made.
struct UndoModel {
  using Command = std::variant<undo::Transfer, undo::Balance>;
  using Reply = std::int64_t;
  using Fault = std::variant<undo::FailNext>;

  std::map<undo::Account, std::int64_t> books{{"a", 100}, {"b", 100}, {"c", 100}};
  std::int64_t failures = 0;  // that are armed

  Reply apply(const undo::Transfer& transfer) {
    if (transfer.from == transfer.to || books[transfer.from] < transfer.cents) return 0;
    books[transfer.from] -= transfer.cents;
    books[transfer.to] += transfer.cents;
    return 1;
  }
  Reply apply(const undo::Balance& balance) { return books[balance.account]; }
  std::vector<Command> audit() const { return {undo::Balance{"a"}, undo::Balance{"b"}, undo::Balance{"c"}}; }
  void inject(const Fault& fault) { failures = std::get<undo::FailNext>(fault).times; }
  void heal() { failures = 0; }
  void after_crash() { failures = 0; }
  bool permits(const Command& command, const Error& error) {
    return std::holds_alternative<undo::Transfer>(command) && error.kind == "io" && failures-- > 0;
  }

  bool operator==(const UndoModel&) const = default;
};

}  // namespace faultline::models
