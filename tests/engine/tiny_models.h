// Three models small enough to check by hand.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"

namespace faultline::tiny {

// A sum: sets of commands matter, their order does not.
struct Add {
  Ranged<1, 1 << 20> by;
};
BOOST_DESCRIBE_STRUCT(Add, (), (by))
struct Total {};
BOOST_DESCRIBE_STRUCT(Total, (), ())

struct Counter {
  using Command = std::variant<Add, Total>;
  using Reply = std::int64_t;
  std::int64_t total = 0;

  Reply apply(const Add& add) {
    total += add.by;
    return 0;
  }
  Reply apply(const Total&) { return total; }
  bool operator==(const Counter&) const = default;
};

// A line of words: order matters.
struct Append {
  Key word;
};
BOOST_DESCRIBE_STRUCT(Append, (), (word))
struct Read {};
BOOST_DESCRIBE_STRUCT(Read, (), ())

struct Log {
  using Command = std::variant<Append, Read>;
  using Reply = std::string;
  std::string line;

  Reply apply(const Append& append) {
    line += append.word.view();
    return "";
  }
  Reply apply(const Read&) { return line; }
  bool operator==(const Log&) const = default;
};

// Cells that persist, with a fault that lets puts fail as "busy", and one audited read for each key.
struct Put {
  Key key;
  Ranged<0, 9> value;
};
BOOST_DESCRIBE_STRUCT(Put, (), (key, value))
struct Get {
  Key key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))
struct Busy {
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(Busy, (), (n))

struct Cells {
  using Command = std::variant<Put, Get>;
  using Reply = std::int64_t;  // of a get: the value, or -1
  using Fault = std::variant<Busy>;
  std::map<Key, std::int64_t> cells;
  std::int64_t busy = 0;  // puts that may still fail

  Reply apply(const Put& put) {
    cells[put.key] = put.value;
    return 0;
  }
  Reply apply(const Get& get) { return cells.contains(get.key) ? cells.at(get.key) : -1; }
  void inject(const Fault& fault) { busy = std::get<Busy>(fault).n; }
  bool permits(const Command& command, const Error& error) {
    return std::holds_alternative<Put>(command) && error.kind == "busy" && busy-- > 0;
  }
  void heal() { busy = 0; }
  void after_crash() { busy = 0; }
  std::vector<Command> audit() const { return {Get{"a"}, Get{"b"}, Get{"c"}, Get{"d"}}; }
  bool operator==(const Cells&) const = default;
};

}  // namespace faultline::tiny
