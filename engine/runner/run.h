// What one run needs from its surroundings, and what it gives back.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "faultline/engine/runner/aftermath.h"
#include "faultline/engine/runner/journal.h"
#include "faultline/engine/runner/machine.h"
#include "faultline/engine/runner/onlookers.h"
#include "faultline/engine/runner/point_watch.h"
#include "faultline/engine/runner/progress.h"
#include "faultline/engine/runner/tally.h"
#include "faultline/engine/runner/workspace.h"
#include "faultline/engine/words/schedule.h"
#include "faultline/engine/words/verdict.h"

namespace faultline {

// Given to a target's constructor. Lives as long as the run; the target is constructed on it again after each crash.
class Run {
 public:
  explicit Run(const Workspace& workspace, std::unique_ptr<Machine> machine = nullptr)
      : workspace_(workspace), machine_(std::move(machine)) {}

  // The folder that outlives the target's process: keep data here, and only here.
  const std::filesystem::path& workspace() const { return workspace_.folder(); }

  // The run's clock: seconds since the run began. Moved by `advance` steps alone, and not set back by crashes.
  std::int64_t now() const { return now_.load(std::memory_order_relaxed); }

  // For targets whose crashes are simulated: the machine that the target runs on, made when first asked for. Ask for
  // the same type every time.
  template <class M>
  M& machine() {
    if (!machine_) machine_ = std::make_unique<M>();
    return static_cast<M&>(*machine_);
  }

  // For the engine.
  bool has_machine() const { return machine_ != nullptr; }
  Machine& machine() const { return *machine_; }
  void advance(std::int64_t seconds) { now_.fetch_add(seconds, std::memory_order_relaxed); }

 private:
  const Workspace& workspace_;
  std::unique_ptr<Machine> machine_;
  std::atomic<std::int64_t> now_{0};
};

struct Perturbation;

// Counts over one run or many.
struct RunStats {
  std::uint64_t steps = 0, commands = 0, faults_armed = 0, faults_fired = 0, crashes = 0, recoveries = 0;

  RunStats& operator+=(const RunStats& other) {
    steps += other.steps;
    commands += other.commands;
    faults_armed += other.faults_armed;
    faults_fired += other.faults_fired;
    crashes += other.crashes;
    recoveries += other.recoveries;
    return *this;
  }
};
BOOST_DESCRIBE_STRUCT(RunStats, (), (steps, commands, faults_armed, faults_fired, crashes, recoveries))

struct RunResult {
  Verdict verdict;
  std::uint64_t digest = 0;  // of the history: steps, outcomes, replies; never time, pids, paths or error texts
  RunStats stats;
  std::vector<std::uint32_t> unfired;  // indices of faults and crashes that never took effect
};
BOOST_DESCRIBE_STRUCT(RunResult, (), (verdict, digest, stats, unfired))

// How the runner has a crash made: `on_hit` is called at the armed hit, notes it in the journal and kills the process.
// Null functions: crashes cannot be made here.
struct CrashControl {
  void (*arm)(const char* point, std::uint32_t hit, void (*on_hit)(const char* point)) = nullptr;
  void (*disarm)() = nullptr;
  void (*on_hit)(const char* point) = nullptr;
  // From now on `reached` is called at every crash point; null: no more.
  void (*observe)(void (*reached)(const char* point)) = nullptr;
};

// What the oracle may ask of the model in one run (oracle/effort.h).
inline constexpr std::uint64_t kMostApplications = 1'000'000;
// With more than these it may hold so many states that lack of memory is no verdict on the system.
inline constexpr std::uint64_t kManyApplications = 1'000;
inline constexpr const char* kOraclesMemory =
    "memory ran out while many states were possible, so it may be the oracle's: too many outcomes were unknown at "
    "once; "
    "use shorter schedules (--steps) or a smaller model";

// `live` false: nothing is executed; the journal is all there is (explaining a finished run).
struct RunEnv {
  Workspace& workspace;
  Journal& journal;
  Progress& progress;
  CrashControl crash;
  bool live = true;
  Tally* tally = nullptr;                                  // null: nothing is counted
  const std::vector<Perturbation>* perturbed = nullptr;    // null: the target answers for itself
  StepListener* listener = nullptr;                        // told of the steps as they happen
  Asking* asking = nullptr;                                // told before anything is asked of the system
  const std::vector<std::string>* crash_points = nullptr;  // the check's, as the tally counts them
  Aftermath* aftermath = nullptr;                // who looks at what runs leave behind; null where nobody does
  bool closely = false;                          // it is told of every observation
  bool reuse = false;                            // what a run before this one was answered need not be asked again
  bool simulated = false;                        // a crash ends a simulated process, not this one
  std::unique_ptr<Machine> machine = nullptr;    // of the simulated process; null: the target makes a new one
  PointWatch* watch = nullptr;                   // told of every crash point that the run passes
  const std::filesystem::path* image = nullptr;  // a folder for what recovery found, each time after a death

  std::uint32_t second_recovery_every = 1;         // the check's
  std::uint64_t applications = kMostApplications;  // of the model, while several states are possible; then inconclusive
};

}  // namespace faultline
