// What the crash benchmarks run: a durable store of a few keys that dies inside every tenth command, and forks with
// nothing in them.
#pragma once

#include <array>
#include <cstdint>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <variant>
#include <vector>

#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/check.h"
#include "faultline/targets/disk/posix_files.h"
#include "faultline/targets/store/durable/durable_store.h"
#include "faultline/targets/store/target/disk_machine.h"

namespace faultline::bench {

// --- crash cycles: ten commands, the last of which dies, a recovery and its audit ---

struct Write {
  Ranged<0, 7> key;
  Ranged<0, 999> value;
};
BOOST_DESCRIBE_STRUCT(Write, (), (key, value))
struct Read {
  Ranged<0, 7> key;
};
BOOST_DESCRIBE_STRUCT(Read, (), (key))

struct CycleModel {
  using Command = std::variant<Write, Read>;
  using Reply = std::int64_t;  // the value, or -1

  std::array<std::int64_t, 8> values{-1, -1, -1, -1, -1, -1, -1, -1};

  Reply apply(const Write& write) { return values[write.key.rank()] = write.value; }
  Reply apply(const Read& read) const { return values[read.key.rank()]; }
  std::vector<Command> audit() const {
    std::vector<Command> all;
    for (std::uint64_t i = 0; i < values.size(); ++i) all.push_back(Read{decltype(Read::key)::at(i)});
    return all;
  }

  bool operator==(const CycleModel&) const = default;
};

// The store on files, or on the simulated disk of the run's machine.
template <bool kSimulated>
class CycleTarget {
 public:
  static constexpr bool simulated = kSimulated;
  static constexpr std::uint32_t second_recovery_every = 16;
  static std::vector<std::string> crash_points() {
    return {store::point::kMidFrame, store::point::kFrameEmitted, store::point::kBeforeDatasync,
            store::point::kAfterSyncBeforePublish};
  }

  explicit CycleTarget(Run& run)
      : store_(files(run), kSimulated ? "store" : (run.workspace() / "store").string(), [&run] { return run.now(); }) {}

  Outcome<std::int64_t> execute(const CycleModel::Command& command) {
    if (const auto* write = std::get_if<Write>(&command)) {
      const auto written = store_.set({.key = name(write->key), .value = std::to_string(write->value)});
      return written ? Outcome<std::int64_t>(write->value) : fail("io", written.error().text);
    }
    const auto item = store_.get(name(std::get<Read>(command).key));
    if (!item) return fail("io", item.error().text);
    return item.value() ? std::stoll(item.value()->value) : std::int64_t{-1};
  }

 private:
  static disk::FileSystem& files(Run& run) {
    if constexpr (kSimulated) return run.machine<targets::DiskMachine>().disk;
    return disk::posix_files();
  }
  static std::string name(std::int64_t key) { return std::string("key ") + static_cast<char>('a' + key); }

  store::DurableStore store_;
};

// Its schedules are of one shape: `steps` says how many crash cycles one has.
template <bool kSimulated>
class CycleCheck : public attach::CheckOf<CycleModel, CycleTarget<kSimulated>> {
  using Base = attach::CheckOf<CycleModel, CycleTarget<kSimulated>>;

 public:
  static constexpr const char* kName = kSimulated ? "bench.crash.simulated_cycles" : "bench.crash.cycles";

  CycleCheck() : Base(attach::info_of<CycleTarget<kSimulated>>(kName, "", "")) {}

 protected:
  void fill(ScheduleOf<CycleModel>& schedule, const Generated& input) const override {
    schedule.clear();
    schedule.reserve(input.steps * (kCommands + 2));
    for (std::uint32_t cycle = 0; cycle < input.steps; ++cycle) {
      Draws draws(input.seed, cycle);
      for (int i = 1; i < kCommands; ++i)
        schedule.emplace_back(draws.chance(1, 2) ? Command(write(draws)) : read(draws));
      schedule.emplace_back(Crash{this->info().crash_points[draws.below(this->info().crash_points.size())], 1});
      schedule.emplace_back(Command(write(draws)));
      schedule.emplace_back(Restart{});
    }
  }

 private:
  static constexpr int kCommands = 10;

  using Command = CycleModel::Command;
  static Command write(Draws& draws) {
    return Write{decltype(Write::key)::at(draws.below(8)), decltype(Write::value)::at(draws.below(1000))};
  }
  static Command read(Draws& draws) { return Read{decltype(Read::key)::at(draws.below(8))}; }
};

// --- the peer: fork, SIGKILL, wait, and nothing else, in the same small process ---

struct ForkAndKill {
  Ranged<1, 100'000> times;
};
BOOST_DESCRIBE_STRUCT(ForkAndKill, (), (times))

struct ForkModel {
  using Command = std::variant<ForkAndKill>;
  using Reply = std::int64_t;  // how many died of SIGKILL

  Reply apply(const ForkAndKill& command) const { return command.times; }

  bool operator==(const ForkModel&) const = default;
};

class ForkTarget {
 public:
  static constexpr std::uint32_t deadline_ms = 60'000;

  explicit ForkTarget(Run&) {}
  Outcome<std::int64_t> execute(const ForkModel::Command& command) {
    std::int64_t killed = 0;
    for (std::int64_t i = 0; i < std::get<ForkAndKill>(command).times; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        ::kill(::getpid(), SIGKILL);
        ::_exit(1);
      }
      int status = 0;
      killed += ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    return killed;
  }
};

}  // namespace faultline::bench
