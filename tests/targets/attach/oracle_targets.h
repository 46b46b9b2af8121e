// Small systems, right and wrong, for what models may say about them: handles, contracts, concurrency, or nothing.
#pragma once

#include <chrono>
#include <fstream>
#include <mutex>
#include <thread>

#include "faultline/models/model_free.h"
#include "faultline/targets/attach/check.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::oracle_targets {

// --- a line of numbers in a file, written when synced; `durable_on<Sync>` ---

struct Append {
  Count<1, 9> number;
};
BOOST_DESCRIBE_STRUCT(Append, (), (number))
struct Read {};
BOOST_DESCRIBE_STRUCT(Read, (), ())
struct Sync {};
BOOST_DESCRIBE_STRUCT(Sync, (), ())

template <class C>
struct Line {
  using Command = std::variant<Append, Read, Sync>;
  using Reply = std::string;
  using Contract = C;
  std::string line;

  Reply apply(const Append& append) {
    line += std::to_string(append.number);
    return "";
  }
  Reply apply(const Read&) { return line; }
  Reply apply(const Sync&) { return ""; }
  std::vector<Command> audit() const { return {Read{}}; }
  bool operator==(const Line&) const = default;
};
struct SyncedLine : Line<durable_on<Sync>> {
  bool operator==(const SyncedLine&) const = default;
};
struct AckedLine : Line<durable_on_ack> {
  bool operator==(const AckedLine&) const = default;
};
struct PrefixLine : Line<any_prefix> {
  bool operator==(const PrefixLine&) const = default;
};

// Keeps what it was given in memory until it is told to sync, or closed.
class BufferedLine {
 public:
  static std::vector<std::string> crash_points() { return {"line.appended"}; }

  explicit BufferedLine(Run& run) : file_(run.workspace() / "line") {
    std::ifstream(file_) >> line_;
    written_ = line_.size();
  }
  ~BufferedLine() { sync(); }
  Outcome<std::string> execute(const SyncedLine::Command& command) {
    if (std::holds_alternative<Read>(command)) return line_;
    if (std::holds_alternative<Sync>(command)) sync();
    if (const auto* append = std::get_if<Append>(&command)) line_ += std::to_string(append->number);
    crash::breakpoint("line.appended");
    return std::string();
  }

 private:
  void sync() { std::ofstream(file_, std::ios::app) << line_.substr(std::exchange(written_, line_.size())); }

  std::filesystem::path file_;
  std::string line_;
  std::size_t written_ = 0;
};

// --- a sum, added to by several at once ---

struct Add {
  Count<1, 9> by;
};
BOOST_DESCRIBE_STRUCT(Add, (), (by))
struct Total {};
BOOST_DESCRIBE_STRUCT(Total, (), ())

struct SumModel {
  using Command = std::variant<Add, Total>;
  using Reply = std::int64_t;
  std::int64_t total = 0;

  Reply apply(const Add& add) {
    total += add.by;
    return 0;
  }
  Reply apply(const Total&) { return total; }
  std::vector<Command> audit() const { return {Total{}}; }
  bool operator==(const SumModel&) const = default;
};

template <bool Locked>
class Sum {
 public:
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false, concurrent = true, deterministic = false;
  static constexpr std::uint32_t runs = 20, steps = 20;

  explicit Sum(Run&) {}
  Outcome<std::int64_t> execute(const SumModel::Command& command) {
    std::unique_lock lock(mutex_);
    if (std::holds_alternative<Total>(command)) return total_;
    const std::int64_t sum = total_ + std::get<Add>(command).by;
    if (!Locked) {
      lock.unlock();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      lock.lock();
    }
    total_ = sum;
    return 0;
  }

 private:
  std::mutex mutex_;
  std::int64_t total_ = 0;
};

// One thread at a time, for the self-test.
class SteadySum : public Sum<true> {
 public:
  using Sum::Sum;
  static constexpr bool concurrent = false, deterministic = true;
};

// Believes everything.
struct BlindModel {
  using Command = SumModel::Command;
  using Reply = SumModel::Reply;
  bool step(const Command&, const Reply&) { return true; }
  void assume(const Command&) {}
  std::string expect(const Command&) const { return "anything"; }
  std::vector<Command> audit() const { return {Total{}}; }
  bool operator==(const BlindModel&) const = default;
};

// --- tickets that a desk hands out and takes back ---

struct Ticket {
  Minted id;
  bool operator==(const Ticket&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (id))
struct Take {};
BOOST_DESCRIBE_STRUCT(Take, (), ())
struct Return {
  Ref<Ticket> ticket;
};
BOOST_DESCRIBE_STRUCT(Return, (), (ticket))

struct DeskModel {
  using Command = std::variant<Take, Return>;
  using Reply = std::variant<Ticket, bool>;
  std::vector<Ticket> out;

  bool step(const Command& command, const Reply& reply) {
    if (std::holds_alternative<Return>(command)) {
      const auto* accepted = std::get_if<bool>(&reply);
      return accepted != nullptr && *accepted == (std::erase(out, *std::get<Return>(command).ticket) > 0);
    }
    const auto* ticket = std::get_if<Ticket>(&reply);
    if (ticket == nullptr || std::find(out.begin(), out.end(), *ticket) != out.end()) return false;
    out.push_back(*ticket);
    return true;
  }
  void assume(const Command&) {}
  std::string expect(const Command& command) const {
    if (std::holds_alternative<Take>(command)) return "a new ticket";
    const auto& ticket = *std::get<Return>(command).ticket;
    return std::find(out.begin(), out.end(), ticket) != out.end() ? "true" : "false";
  }
  bool operator==(const DeskModel&) const = default;
};

// `Careless` takes back a ticket twice.
template <bool Careless>
class Desk {
 public:
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false;

  explicit Desk(Run&) {}
  Outcome<DeskModel::Reply> execute(const DeskModel::Command& command) {
    if (const auto* back = std::get_if<Return>(&command))
      return DeskModel::Reply(Careless || std::erase(out_, *back->ticket) > 0);
    out_.push_back({{"t" + std::to_string(++last_)}});
    return DeskModel::Reply(out_.back());
  }

 private:
  std::vector<Ticket> out_;
  int last_ = 0;
};

// --- without a model ---

struct Poke {
  Count<1, 9> at;
};
BOOST_DESCRIBE_STRUCT(Poke, (), (at))
struct Look {
  Key key;
};
BOOST_DESCRIBE_STRUCT(Look, (), (key))
using Unmodelled = ModelFree<std::variant<Poke, Look>, std::int64_t, Look>;

enum class Flaw { none, dies, forgets };

// Counts how often it was opened, in a file. `forgets`: what it reads depends on that.
template <Flaw F>
class Poked {
 public:
  static std::vector<std::string> crash_points() { return {"poked"}; }

  explicit Poked(Run& run) {
    const auto file = run.workspace() / "opened";
    std::ifstream(file) >> opened_;
    std::ofstream(file) << ++opened_;
  }
  Outcome<std::int64_t> execute(const Unmodelled::Command& command) {
    if (std::holds_alternative<Look>(command)) return F == Flaw::forgets ? opened_ : 7;
    crash::breakpoint("poked");
    if (F == Flaw::dies && std::get<Poke>(command).at == 7) std::_Exit(3);
    return fail("whatever");
  }

 private:
  std::int64_t opened_ = 0;
};

// --- what must be seen ---

template <bool Rare>
class Watched : public Poked<Flaw::none> {
 public:
  using Poked::Poked;
  static constexpr std::uint32_t runs = 50;
  static std::vector<std::string> sometimes() { return {"poked at 7", "looked at e"}; }
  Outcome<std::int64_t> execute(const Unmodelled::Command& command) {
    if (const auto* poke = std::get_if<Poke>(&command); poke != nullptr && poke->at == 7)
      faultline::sometimes("poked at 7");
    if (!Rare && std::holds_alternative<Look>(command)) faultline::sometimes("looked at e");
    return Poked::execute(command);
  }
};

// --- models that take their time ---

// Each answer takes a while: where several states are possible, many a while.
struct SlowModel : SumModel {
  Reply apply(const Add& add) { return SumModel::apply(add); }
  Reply apply(const Total& read) {
    const auto enough = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
    while (std::chrono::steady_clock::now() < enough) {
    }
    return SumModel::apply(read);
  }
  bool operator==(const SlowModel&) const = default;
};
// Never answers an add of 9.
struct StuckModel : SumModel {
  Reply apply(const Add& add) {
    for (volatile bool nine = add.by == 9; nine;) {
    }
    return SumModel::apply(add);
  }
  Reply apply(const Total& read) { return SumModel::apply(read); }
  bool operator==(const StuckModel&) const = default;
};

// Cannot say what it expects, where a report's table wants to know.
enum class Mute : std::uint8_t { throws, dies, stuck, hungry };
template <Mute kHow>
struct MuteModel : SumModel {
  bool step(const Command& command, const Reply& reply) {
    const Reply right = std::visit([this](const auto& c) { return apply(c); }, command);
    return reply == right;
  }
  void assume(const Command& command) {
    std::visit([this](const auto& c) { (void)apply(c); }, command);
  }
  std::string expect(const Command&) const {
    if (kHow == Mute::throws) throw std::runtime_error("no idea");
    if (kHow == Mute::dies) std::abort();
    std::vector<std::string> all;
    for (volatile bool on = true; on;)
      if (kHow == Mute::hungry) all.emplace_back(1 << 20, 'x');
    return "";
  }
  bool operator==(const MuteModel&) const = default;
};
class OffByOne {
 public:
  static constexpr bool recovers = false;
  static constexpr std::uint64_t memory_limit_mb = 64;

  explicit OffByOne(Run&) {}
  Outcome<std::int64_t> execute(const SumModel::Command& command) {
    if (std::holds_alternative<Total>(command)) return total_ + (total_ > 0);
    total_ += std::get<Add>(command).by;
    return 0;
  }

 private:
  std::int64_t total_ = 0;
};

// Right. Of every second add nothing is heard any more where that is wanted.
template <bool Unknown>
class Adder {
 public:
  static constexpr bool recovers = false;
  static constexpr std::uint32_t runs = 5, steps = 24, deadline_ms = 30;

  explicit Adder(Run&) {}
  Outcome<std::int64_t> execute(const SumModel::Command& command) {
    if (std::holds_alternative<Total>(command)) return total_;
    total_ += std::get<Add>(command).by;
    if (Unknown && ++adds_ % 2 == 0) return info("timeout", "no answer");
    return 0;
  }

 private:
  std::int64_t total_ = 0, adds_ = 0;
};
using Doubtful = Adder<true>;
using Sure = Adder<false>;

}  // namespace faultline::oracle_targets
