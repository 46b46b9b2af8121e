// The runner: drives the real system and the model side by side through one schedule.
//
// Chaos (the schedule), heal (faults off, restart if down), settle and audit (everything reads back what the model
// allows). Whatever comes from outside passes through the journal (outside.h), so that another process can go on after
// a death, and a finished run can be explained without running anything.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "faultline/engine/oracle/worlds.h"
#include "faultline/engine/runner/armed.h"
#include "faultline/engine/runner/blame.h"
#include "faultline/engine/runner/outside.h"

namespace faultline {

// Runs once. Not thread-safe.
template <Model M>
class Runner {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;

  // `system` may be null when `env.live` is false.
  Runner(System<M>* system, const ScheduleOf<M>& schedule, RunEnv& env, Trace<M>* trace = nullptr)
      : schedule_(schedule), outside_(system, env), trace_(trace) {}

  // Never throws for what the target does.
  RunResult run() {
    if (open("start")) chaos();
    if (!over_) heal();
    if (!over_) audit();
    if (!over_) close();
    if (over_ && up_) outside_.abandon();
    result_.unfired = armed_.unfired();
    return std::move(result_);
  }

  // The journal ended before the run did (only when not live): the step and command where it did.
  bool cut_short() const { return cut_short_; }
  std::size_t step() const { return step_; }
  const Command* in_flight() const { return in_flight_; }
  // What was asked of the target last, where no command is in flight: "start", "recovery", "inject disk_full", "close".
  // `whole`: with the fault's fields.
  std::string asked(bool whole) const {
    if (!injecting_) return doing_;
    return std::string(doing_) + ' ' + (whole ? detail::alternative_text(*injecting_) : fault_name(*injecting_));
  }

 private:
  // Leaves `step_` at the step that ended the run; one past the last: heal and final audit.
  void chaos() {
    for (; step_ < schedule_.size(); ++step_) {
      perform(schedule_[step_]);
      if (over_) return;
    }
  }

  void perform(const Step<Command, FaultOf<M>>& step) {
    ++result_.stats.steps;
    switch (kind_of(step)) {
      case StepKind::command:
        return command(std::get<0>(step));
      case StepKind::fault:
        return arm_fault(std::get<1>(step));
      case StepKind::crash:
        return arm_crash(std::get<Crash>(step));
      case StepKind::restart:
        digest([](auto& out) { out.number(kRestarted); });
        return restart();
      case StepKind::heal:
        digest([](auto& out) { out.number(kHealed); });
        if (trace_ && up_) trace_->healed(step_);
        return heal();
    }
  }

  // --- commands ---

  void command(const Command& c) {
    ++result_.stats.commands;
    if (!up_) {
      digest([&](auto& out) { encode(out, c), out.number(kMetDeadSystem); });
      if (trace_) trace_->down(step_, c);
    } else if (const auto outcome = execute(c)) {
      judge(c, *outcome, false);
    }
  }

  std::optional<OutcomeOf<M>> execute(const Command& c) {
    std::optional<OutcomeOf<M>> outcome;
    std::uint32_t fired = 0;
    std::string why;
    in_flight_ = &c;
    const Asked asked = outside_.execute(c, faults_on_, outcome, fired, why);
    if (!came_back(asked)) return std::nullopt;
    in_flight_ = nullptr;
    if (asked == Asked::threw) {
      if (trace_) trace_->threw(step_, worlds_, c, why);
      threw(command_name(c), detail::alternative_text(c), why);
      return std::nullopt;
    }
    if (fired > 0) count_fired(fired);
    digest([&](auto& out) { encode(out, c), outcome->encode_to(out, false); });
    return outcome;
  }

  void judge(const Command& c, const OutcomeOf<M>& outcome, bool auditing) {
    if (trace_) trace_->command(step_, auditing, worlds_, c, outcome);
    bool explained = true;
    if (const Reply* reply = outcome.ok()) [[likely]] {
      explained = worlds_.ok(c, *reply);
      outside_.learn(c, *reply);
    } else if (const Error* error = outcome.fail()) {
      explained = worlds_.fail(c, *error);
    } else {
      worlds_.info(c);
    }
    // The right world may be among those over the cap, so that nothing is a failure any more.
    if (worlds_.overflowed()) [[unlikely]]
      return inconclusive("more possible worlds than the cap; use shorter schedules (--steps)");
    if (!explained) reject(c, outcome, auditing);
  }

  void reject(const Command& c, const OutcomeOf<M>& outcome, bool auditing) {
    const std::string origin = auditing ? "audit." + command_name(c) : command_name(c);
    const std::string text = detail::alternative_text(c);
    if (!outcome.ok())
      return fail(FailureClass::unexpected_error, origin,
                  fmt::format("{} failed with '{}', which nothing permits.", text, outcome.show()));
    if (!auditing || !restarted_)
      return fail(FailureClass::wrong_reply, origin,
                  fmt::format("{} answered {}, which no correct system does here.", text, outcome.show()));
    if (const auto undone = what_was_undone(c, *outcome.ok()); !undone.empty())
      return fail(FailureClass::lost_ack, origin,
                  fmt::format("{} is gone after recovery: {} reads {}.", undone, text, outcome.show()));
    fail(FailureClass::corrupt_recovery, origin,
         fmt::format("{} after recovery reads {}, which never was.", text, outcome.show()));
  }

  // Walks the journal once more, from its start.
  std::string what_was_undone(const Command& c, const Reply& reply) {
    if (blaming_) return "";
    Blame<M> blame(schedule_, step_, c, reply);
    RunEnv& env = outside_.env();
    env.journal.rewind();
    RunEnv past{env.workspace, env.journal, env.progress, {}, false};
    Runner again(nullptr, schedule_, past, &blame);
    again.blaming_ = true;
    again.run();
    return blame.found;
  }

  // --- faults and crashes ---

  void arm_fault(const FaultOf<M>& fault) {
    ++result_.stats.faults_armed;
    armed_.fault(step_);
    digest([&](auto& out) { encode(out, fault); });
    if (trace_) trace_->fault(step_, detail::alternative_text(fault));
    if (!up_) return;  // a dead process cannot be given a fault
    faults_on_ = true;
    worlds_.inject(fault);
    disturb("inject", &fault, [&](System<M>& system) { system.inject(fault); });
  }

  template <class Fn>
  void disturb(const char* what, const FaultOf<M>* fault, Fn&& fn) {
    doing(what, fault);
    std::string why;
    const Asked back = outside_.disturb(fn, why);
    if (came_back(back) && back == Asked::threw) threw(asked(false), asked(true), why);
  }

  void doing(const char* what, const FaultOf<M>* fault = nullptr) {
    doing_ = what;
    injecting_ = fault;
  }

  void threw(std::string origin, std::string text, const std::string& why) {
    if (why == kOutOfMemory)
      return fail(FailureClass::out_of_memory, std::move(origin), fmt::format("{} ran out of memory.", text));
    fail(FailureClass::exception, std::move(origin), fmt::format("{} threw: {}", text, why));
  }

  void count_fired(std::uint32_t times) {
    armed_.fired(times);
    result_.stats.faults_fired += times;
    if (trace_ && armed_.last_fault()) trace_->fault_fired(*armed_.last_fault(), times);
  }

  void arm_crash(const Crash& crash) {
    digest([&](auto& out) { encode(out, crash); });
    if (armed_.crash(step_)) outside_.disarm();
    if (trace_) trace_->crash(step_, crash.point, crash.hit);
    outside_.arm(crash);
  }

  // The process died at the armed point, as the journal says; this is another process.
  void crashed() {
    ++result_.stats.crashes;
    digest([&](auto& out) { out.number(kCrashed); });
    const auto crash = armed_.crash_fired();
    if (trace_ && crash) trace_->crash_fired(*crash, step_, in_flight_);
    up_ = faults_on_ = false;
    died_ = restarted_ = true;
    worlds_.barrier(in_flight_);
    in_flight_ = nullptr;
  }

  // --- construction and recovery ---

  void restart() {
    if (up_) {
      if (!close()) return;
      restarted_ = true;
    }
    recover();
  }

  void heal() {
    if (armed_.drop_crash()) outside_.disarm();
    if (!up_) return recover();
    worlds_.heal();
    faults_on_ = false;
    disturb("heal", nullptr, [](System<M>& system) { system.heal(); });
  }

  // Down -> up, audited. After a death, a second recovery must read the same.
  void recover() {
    const bool after_death = std::exchange(died_, false);
    if (!open("recovery")) return;
    ++result_.stats.recoveries;
    if (trace_) trace_->recovered(step_, after_death);
    const Reads first = audit();
    if (over_ || !up_ || !after_death) return;
    if (close() && open("second recovery")) audit(first);
  }

  // What each read of an audit answered, as hashes.
  using Reads = std::map<std::uint64_t, std::uint64_t>;

  // Reads everything back; what was read in `first` must be read again.
  Reads audit(const Reads& first = {}) {
    Reads reads;
    auditing_ = worlds_.audit();
    for (const Command& c : auditing_) {
      const auto outcome = execute(c);
      if (!outcome) break;
      Writer answer;
      outcome->encode_to(answer, false);
      const auto [read, added] = reads.emplace(hash_text(to_bytes(c)), hash_text(answer.view()));
      const auto before = first.find(read->first);
      if (before != first.end() && before->second != read->second) {
        if (trace_) trace_->command(step_, true, worlds_, c, *outcome);
        fail(FailureClass::recovery_differs, "audit." + command_name(c),
             fmt::format("{} read one thing after the first recovery and another after the second.",
                         detail::alternative_text(c)));
        break;
      }
      judge(c, *outcome, true);
      if (over_) break;
    }
    return reads;
  }

  bool open(const char* occasion) {
    doing(occasion);
    std::string why;
    const Asked asked = outside_.open(why);
    if (!came_back(asked)) return false;
    up_ = asked == Asked::done;
    if (!up_) {
      if (trace_) trace_->open_failed(step_, occasion, why);
      fail(FailureClass::recovery_failed, occasion, fmt::format("{} failed: {}", occasion, why));
    }
    return up_;
  }

  // Nothing of the target's process outlives it.
  bool close() {
    doing("close");
    std::string why;
    const Asked asked = outside_.close(why);
    if (!came_back(asked)) return false;
    up_ = faults_on_ = false;
    worlds_.barrier(nullptr);
    if (asked == Asked::threw) threw("close", "close", why);
    return !over_;
  }

  // --- what came back, digest, verdict ---

  // False where nothing did: the process died there, or the journal ends there.
  bool came_back(Asked asked) {
    if (outside_.overfull()) [[unlikely]]
      inconclusive("the history is larger than the journal; use fewer steps");
    if (asked == Asked::crashed) crashed();
    if (asked == Asked::ended) cut_short_ = over_ = true;
    return asked == Asked::done || asked == Asked::threw;
  }

  // Stand in digests for what has no bytes of its own.
  static constexpr std::uint8_t kMetDeadSystem = 0xD0, kCrashed = 0xDE, kRestarted = 0xDA, kHealed = 0xDB;

  template <class Fill>
  void digest(Fill&& fill) {
    canonical_.clear();
    fill(canonical_);
    const auto bytes = canonical_.view();
    result_.digest = hash_bytes(bytes.data(), bytes.size(), result_.digest);
  }

  static const std::string& command_name(const Command& c) {
    return std::visit([]<class A>(const A&) -> const std::string& { return type_name<A>(); }, c);
  }
  static std::string fault_name(const FaultOf<M>& fault) {
    if constexpr (Variant<FaultOf<M>>)
      return std::visit([]<class A>(const A&) -> const std::string& { return type_name<A>(); }, fault);
    return "";
  }

  void fail(FailureClass failure, std::string origin, std::string message) {
    if (over_) return;
    over_ = true;
    result_.verdict = {VerdictKind::fail, failure, std::move(origin), std::move(message),
                       static_cast<std::uint32_t>(step_)};
    digest([&](auto& out) { out.number(static_cast<std::uint8_t>(failure)), out.text(result_.verdict.origin); });
  }

  void inconclusive(std::string why) {
    if (over_) return;
    over_ = true;
    result_.verdict = {VerdictKind::inconclusive, {}, "", std::move(why), static_cast<std::uint32_t>(step_)};
  }

  const ScheduleOf<M>& schedule_;
  Outside<M> outside_;
  Trace<M>* trace_;
  Worlds<M> worlds_;
  Armed armed_;
  RunResult result_;
  CanonicalWriter canonical_;

  std::size_t step_ = 0;
  bool up_ = false;         // the target is constructed
  bool over_ = false;       // a verdict stands
  bool died_ = false;       // the process died since the last recovery
  bool restarted_ = false;  // the target was down at least once
  bool faults_on_ = false;  // one was armed in this process
  bool cut_short_ = false;
  bool blaming_ = false;
  const Command* in_flight_ = nullptr;
  const char* doing_ = "start";
  const FaultOf<M>* injecting_ = nullptr;
  std::vector<Command> auditing_;  // the commands of the last audit; one of them may be in flight
};

}  // namespace faultline
