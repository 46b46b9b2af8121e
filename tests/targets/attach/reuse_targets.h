// A shelf that keeps everything in itself, right or with three bugs, and counts what it is asked to do. It has all that
// a copy could forget: what lives until a second of the run's clock, armed faults, ids it mints, a client.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "faultline/targets/attach/check.h"

namespace faultline::reuse_targets {

struct Ticket {
  Minted id;
  bool operator==(const Ticket&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (id))

struct Put {
  Key key;
  Ranged<0, 9> value;
  Ranged<0, 4000> lives;  // seconds; 0 = for ever
};
BOOST_DESCRIBE_STRUCT(Put, (), (key, value, lives))
struct Get {
  Key key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))
// Writes 9 if the value is still the one that the client saw last.
struct Nine {
  Key key;
};
BOOST_DESCRIBE_STRUCT(Nine, (), (key))
struct Take {};
BOOST_DESCRIBE_STRUCT(Take, (), ())
struct Return {
  Ref<Ticket> ticket;
};
BOOST_DESCRIBE_STRUCT(Return, (), (ticket))
struct Busy {
  Count<1, 3> puts;
};
BOOST_DESCRIBE_STRUCT(Busy, (), (puts))

using Command = std::variant<Put, Get, Nine, Take, Return>;
using Reply = std::variant<bool, std::int64_t, Ticket>;

inline constexpr std::int64_t kNone = -1;

struct Cell {
  std::int64_t value = 0, until = 0;
  bool operator==(const Cell&) const = default;
};

struct ShelfModel {
  using Command = reuse_targets::Command;
  using Reply = reuse_targets::Reply;
  using Fault = std::variant<Busy>;

  std::map<Key, Cell> cells;
  std::map<Key, std::int64_t> shown;
  std::vector<Ticket> out;
  std::int64_t now = 0, busy = 0;

  bool step(const Command& command, const Reply& reply) {
    if (const auto* get = std::get_if<Get>(&command)) {
      shown[get->key] = read(get->key);
      return reply == Reply(read(get->key));
    }
    if (std::holds_alternative<Take>(command)) {
      const auto* ticket = std::get_if<Ticket>(&reply);
      if (ticket == nullptr || std::find(out.begin(), out.end(), *ticket) != out.end()) return false;
      out.push_back(*ticket);
      return true;
    }
    return reply == Reply(done(command));
  }
  void assume(const Command& command) { done(command); }
  std::string expect(const Command&) const { return "what is right"; }
  void inject(const Fault& fault) { busy = std::get<Busy>(fault).puts; }
  bool permits(const Command& command, const Error& error) {
    return std::holds_alternative<Put>(command) && error.kind == "busy" && busy-- > 0;
  }
  void heal() { busy = 0; }
  void advance(std::int64_t seconds) { now += seconds; }
  void after_crash() {
    cells.clear();
    out.clear();
    busy = 0;
  }
  std::vector<Command> audit() const { return {Get{"a"}, Get{"b"}, Get{"c"}, Get{"d"}}; }
  bool allowed(const Command& command) const {
    if (!std::holds_alternative<Take>(command) || out.size() < 3) return true;
    faultline::sometimes("no ticket was left");
    return false;
  }
  static std::vector<std::string> sometimes() { return {"the model saw a nine", "no ticket was left"}; }
  bool operator==(const ShelfModel&) const = default;

 private:
  std::int64_t read(const Key& key) const {
    const auto found = cells.find(key);
    const bool there = found != cells.end() && (found->second.until == 0 || now < found->second.until);
    return there ? found->second.value : kNone;
  }
  bool done(const Command& command) {
    if (const auto* put = std::get_if<Put>(&command)) {
      cells[put->key] = {put->value, put->lives == 0 ? 0 : now + put->lives};
    } else if (const auto* back = std::get_if<Return>(&command)) {
      return std::erase(out, *back->ticket) > 0;
    } else if (const auto* nine = std::get_if<Nine>(&command)) {
      if (!shown.contains(nine->key) || shown.at(nine->key) == kNone || read(nine->key) != shown.at(nine->key))
        return false;
      cells[nine->key].value = 9;
      faultline::sometimes("the model saw a nine");
    }
    return true;
  }
};

// What the shelf's client remembers.
struct Patron {
  std::map<Key, std::int64_t> shown;
  void learn(const Command& command, const Reply& reply) {
    if (const auto* get = std::get_if<Get>(&command)) shown[get->key] = std::get<std::int64_t>(reply);
  }
};

enum class Flaws : std::uint8_t { none, three };

template <Flaws kFlaws>
class Shelf {
 public:
  using Client = Patron;
  static constexpr Isolation isolation = Isolation::in_process;
  static std::vector<std::string> sometimes() { return {"a value had expired", "a return was refused"}; }

  static inline std::uint64_t executed = 0;  // by all of them

  explicit Shelf(Run& run) : Shelf(run, {}) {}

  Outcome<Reply> execute(const Command& command, const Patron& patron) {
    ++executed;
    if (run_.now() < opened_) throw std::logic_error("time went back");
    if (const auto* put = std::get_if<Put>(&command)) return this->put(*put);
    if (const auto* get = std::get_if<Get>(&command)) return Reply(read(get->key));
    if (const auto* nine = std::get_if<Nine>(&command)) return Reply(make_nine(nine->key, patron));
    if (const auto* back = std::get_if<Return>(&command)) return Reply(give_back(*back->ticket));
    state_.out.push_back({{"t" + std::to_string(++state_.last)}});
    return Reply(state_.out.back());
  }
  void inject(const ShelfModel::Fault& fault) { state_.busy = std::get<Busy>(fault).puts; }
  void heal() { state_.busy = 0; }
  std::uint64_t faults_fired() const { return state_.fired; }

 protected:
  struct State {
    std::map<Key, Cell> cells;
    std::vector<Ticket> out;
    std::int64_t busy = 0;
    std::uint64_t fired = 0, last = 0, nines = 0;
  };
  Shelf(Run& run, const State& state) : run_(run), opened_(run.now()), state_(state) {}

  Run& run_;
  std::int64_t opened_;
  State state_;

 private:
  Outcome<Reply> put(const Put& put) {
    if (state_.busy > 0) {
      --state_.busy, ++state_.fired;
      return fail("busy");
    }
    if (kFlaws == Flaws::three && state_.fired > 4) throw std::runtime_error("tired of being busy");
    state_.cells[put.key] = {put.value, put.lives == 0 ? 0 : run_.now() + put.lives};
    return Reply(true);
  }
  std::int64_t read(const Key& key) {
    const auto found = state_.cells.find(key);
    if (found == state_.cells.end()) return kNone;
    if (found->second.until == 0 || run_.now() < found->second.until) return found->second.value;
    faultline::sometimes("a value had expired");
    return kNone;
  }
  bool make_nine(const Key& key, const Patron& patron) {
    const auto shown = patron.shown.find(key);
    if (shown == patron.shown.end() || shown->second == kNone || read(key) != shown->second) return false;
    if (++state_.nines < 4 || kFlaws == Flaws::none) state_.cells[key].value = 9;  // the fourth is forgotten
    return true;
  }
  bool give_back(const Ticket& ticket) {
    if (std::erase(state_.out, ticket) > 0) return true;
    faultline::sometimes("a return was refused");
    return kFlaws == Flaws::three && state_.cells.size() == 4 && run_.now() > 0;
  }
};

// Counts how many of it there are.
struct Alive {
  static inline int now = 0;
  Alive() { ++now; }
  Alive(const Alive&) : Alive() {}
  Alive& operator=(const Alive&) = default;
  ~Alive() { --now; }
};

template <Flaws kFlaws>
class CopiedShelf : public Shelf<kFlaws> {
  using Base = Shelf<kFlaws>;

 public:
  struct Snapshot {
    typename Base::State state;
    Alive alive{};
  };
  explicit CopiedShelf(Run& run) : Base(run) {}
  CopiedShelf(Run& run, const Snapshot& snapshot) : Base(run, snapshot.state) {}
  Snapshot snapshot() const { return {this->state_}; }
};

// Whose copies cannot be made, or cannot be gone on from.
struct ThrowsWhenCopied : CopiedShelf<Flaws::three> {
  using CopiedShelf::CopiedShelf;
  Snapshot snapshot() const { throw std::runtime_error("no copies"); }
};
struct ThrowsWhenRestored : CopiedShelf<Flaws::three> {
  explicit ThrowsWhenRestored(Run& run) : CopiedShelf(run) {}
  ThrowsWhenRestored(Run& run, const Snapshot& snapshot) : CopiedShelf(run, snapshot) {
    throw std::runtime_error("no way back");
  }
};

// Not to be reused, whatever they offer.
struct TimedShelf : CopiedShelf<Flaws::none> {
  using CopiedShelf::CopiedShelf;
  static constexpr bool deterministic = false;
};
struct BusyShelf : CopiedShelf<Flaws::none> {
  using CopiedShelf::CopiedShelf;
  static constexpr bool concurrent = true;
};
// Halves of what is asked for.
struct CopyOnly : Shelf<Flaws::none> {
  using Shelf::Shelf;
  int snapshot() const { return 0; }
};
struct ConstructorOnly : Shelf<Flaws::none> {
  using Snapshot = int;
  explicit ConstructorOnly(Run& run) : Shelf(run) {}
  ConstructorOnly(Run& run, const Snapshot&) : Shelf(run) {}
};

}  // namespace faultline::reuse_targets
