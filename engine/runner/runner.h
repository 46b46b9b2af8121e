// The runner: drives the real system and the model side by side through one schedule.
//
// Chaos (the schedule), heal (faults off, restart if down), settle and audit (everything reads back what the model
// allows). Whatever comes from outside passes through the journal (outside.h), so that another process can go on after
// a death, and a finished run can be explained without running anything.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/container/static_vector.hpp>

#include "faultline/engine/oracle/worlds.h"
#include "faultline/engine/runner/armed.h"
#include "faultline/engine/runner/blame.h"
#include "faultline/engine/runner/outside.h"
#include "faultline/engine/runner/record.h"
#include "faultline/engine/words/ref.h"

namespace faultline {

// Runs once. Not thread-safe.
template <Model M>
class Runner {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;

  // `system` may be null when `env.live` is false.
  Runner(System<M>* system, const ScheduleOf<M>& schedule, RunEnv& env, Trace<M>* trace = nullptr)
      : schedule_(schedule),
        outside_(system, env),
        trace_(trace),
        effort_(std::make_shared<Effort>(&env.progress, env.applications)),
        worlds_(Worlds<M>::kDefaultCap, effort_) {}

  // Never throws for what the target does.
  RunResult run() {
    if (open("start")) chaos();
    outside_.watch_no_more();
    if (!over()) heal();
    if (!over()) audit();
    if (!over()) (void)go_down();
    if (over() && up_) outside_.abandon();
    outside_.env().progress.in_hook(nullptr);
    record_.result.unfired = armed_.unfired();
    return std::move(record_.result);
  }

  // The journal ended before the run did (only when not live): the step and what was in flight where it did.
  bool cut_short() const { return cut_short_; }
  std::size_t step() const { return step_; }
  std::vector<const Command*> in_flight() const { return {in_flight_.begin(), in_flight_.end()}; }
  // What was asked of the target last, where no command is in flight: "start", "recovery", "inject disk_full", "close".
  // `whole`: with the fault's fields.
  std::string asked(bool whole) const {
    if (!injecting_) return doing_;
    return std::string(doing_) + ' ' + (whole ? detail::alternative_text(*injecting_) : fault_name(*injecting_));
  }

 private:
  using Mark = Record::Mark;

  // Leaves `step_` at the step that ended the run; one past the last: heal and final audit.
  void chaos() {
    for (; step_ < schedule_.size(); ++step_) {
      perform(schedule_[step_]);
      if (over()) return;
    }
    outside_.env().progress.step.store(static_cast<std::uint32_t>(step_), std::memory_order_relaxed);
  }

  void perform(const Step<Command, FaultOf<M>>& step) {
    ++stats().steps;
    outside_.env().progress.step.store(static_cast<std::uint32_t>(step_), std::memory_order_relaxed);
    fired_ = 0;
    outside_.watch(step_);
    switch (kind_of(step)) {
      case StepKind::command:
        return command(std::get<0>(step));
      case StepKind::fault:
        return arm_fault(std::get<1>(step));
      case StepKind::crash:
        return arm_crash(std::get<Crash>(step));
      case StepKind::restart:
        record_.digest(Mark::restarted);
        return restart();
      case StepKind::heal:
        record_.digest(Mark::healed);
        if (trace_ && up_) trace_->healed(step_);
        return heal();
      case StepKind::advance:
        return advance(std::get<Advance>(step));
      case StepKind::together:
        return together(std::get<Together<Command>>(step).commands);
    }
  }

  // --- commands: giving.h ---

  void command(const Command& c);
  void together(const std::vector<Command>& commands);
  // Fills in the handles that the command refers to; false if it must be skipped.
  bool may_be_given(Command& c);
  void skip(const Command& c);
  void met_dead_system(const Command& c);
  std::optional<OutcomeOf<M>> execute(const Command& c);
  bool execute_together(std::vector<OutcomeOf<M>>& outcomes);

  // --- verdicts on what commands answered: judging.h ---

  void judge(const Command& c, const OutcomeOf<M>& outcome, bool auditing);
  void judge_together(const std::vector<OutcomeOf<M>>& outcomes);
  std::string what_they_answered(const std::vector<OutcomeOf<M>>& outcomes) const;
  template <class Origin>
  void check_state(Origin&& origin);
  void reject(const Command& c, const OutcomeOf<M>& outcome, bool auditing);
  std::optional<std::string> what_was_undone(const Command& c, const Reply& reply);
  void learn(const Command& c, const OutcomeOf<M>& outcome);

  // --- faults, crashes and time ---

  void arm_fault(const FaultOf<M>& fault) {
    ++stats().faults_armed;
    armed_.fault(step_);
    if constexpr (Variant<FaultOf<M>>)
      if (counting()) ++outside_.env().tally->armed[fault.index() % Tally::kFaults];
    record_.digest([&](auto& out) { encode(out, fault); });
    if (trace_) trace_->fault(step_, detail::alternative_text(fault));
    if (!up_) return;  // a dead process cannot be given a fault
    faults_on_ = true;
    worlds_.inject(fault);
    doing("inject", &fault);
    std::string why;
    const Asked back = outside_.inject(fault, fired_, why);
    disturbed(back, why);
    if (back == Asked::done && fired_ > 0) count_fired();
    acted_at_once_ += fired_;
  }

  void disturbed(Asked back, const std::string& why) {
    if (!came_back(back) || back != Asked::threw) return;
    fired_unknown("it threw");
    threw(asked(false), asked(true), why);
  }

  void doing(const char* what, const FaultOf<M>* fault = nullptr) {
    doing_ = what;
    injecting_ = fault;
  }

  void threw(std::string origin, std::string text, const std::string& why) {
    if (why == kOutOfMemory && effort_->applications() > kManyApplications)
      return record_.inconclusive(kOraclesMemory, step_);
    if (why == kOutOfMemory)
      return fail(FailureClass::out_of_memory, std::move(origin), fmt::format("{} ran out of memory.", text));
    fail(FailureClass::exception, std::move(origin), fmt::format("{} threw: {}", text, why));
  }

  void count_fired() {
    armed_.fired(fired_);
    stats().faults_fired += fired_;
    if (trace_ && armed_.last_fault()) trace_->fault_fired(*armed_.last_fault(), fired_);
  }

  // The call in which it may have fired is over, and did not return.
  void fired_unknown(const char* why) {
    if (!faults_on_ || !armed_.last_fault()) return;
    armed_.fired_unknown();
    if (trace_) trace_->fault_unknown(*armed_.last_fault(), why);
  }

  void arm_crash(const Crash& crash) {
    record_.digest([&](auto& out) { encode(out, crash); });
    if (armed_.crash(step_)) outside_.disarm();
    if (trace_) trace_->crash(step_, crash);
    outside_.arm(crash);
  }

  // The process died at the armed point, as the journal says; this is another process.
  void crashed() {
    ++stats().crashes;
    fired_unknown("the process died");
    record_.digest(Mark::crashed);
    const auto crash = armed_.crash_fired();
    if (crash) tally_crash(std::get<Crash>(schedule_[*crash]).point);
    if (!auditing_now_)
      for (const Command* c : in_flight_) tally(*c, Fate::killed);
    if (trace_ && crash) trace_->crash_fired(*crash, step_, in_flight());
    up_ = faults_on_ = false;
    died_ = restarted_ = true;
    worlds_.crash(in_flight());
    in_flight_.clear();
  }

  void advance(const Advance& step) {
    record_.digest([&](auto& out) { encode(out, step); });
    if (trace_) trace_->advanced(step_, step.seconds);
    worlds_.advance(step.seconds);
    outside_.advance(step.seconds);
  }

  // --- construction and recovery: recovering.h ---

  void restart();
  void heal();
  // Down -> up, audited. After a death (one in so many), a second recovery must read the same.
  void recover();
  bool sampled(std::uint32_t every) const;
  // What each read of an audit answered, as hashes.
  using Reads = std::map<std::uint64_t, std::uint64_t>;
  // Reads everything back. Where `reads` is given, what stands there must be read again, and what is read is noted.
  void audit(Reads* reads = nullptr);
  bool reads_as_before(const Command& c, const OutcomeOf<M>& outcome, Reads& reads);
  bool open(const char* occasion);
  // Nothing of the target's process outlives it.
  bool close();
  bool go_down();
  // False where nothing did: the process died there, or the journal ends there.
  bool came_back(Asked asked);

  // --- what is counted ---

  bool counting() const { return outside_.env().tally != nullptr && outside_.fresh(); }
  template <class What>
  void tally(const Command& c, const What& what) {
    if (counting()) count_in<M>(*outside_.env().tally, c, fault_fired(), what);
  }
  // The kind of the fault that fired in the last command, from 1; 0 = none.
  std::size_t fault_fired() const {
    if constexpr (Variant<FaultOf<M>>)
      if (fired_ > 0 && armed_.last_fault()) return std::get<1>(schedule_[*armed_.last_fault()]).index() + 1;
    return 0;
  }
  void tally_crash(const std::string& point) {
    const auto* points = outside_.env().crash_points;
    if (!counting() || points == nullptr) return;
    for (std::size_t i = 0; i < points->size() && i < Tally::kPoints; ++i)
      if ((*points)[i] == point) ++outside_.env().tally->crashes[i];
  }

  static const std::string& command_name(const Command& c) {
    return std::visit([]<class A>(const A&) -> const std::string& { return type_name<A>(); }, c);
  }
  static std::string fault_name(const FaultOf<M>& fault) {
    if constexpr (Variant<FaultOf<M>>)
      return std::visit([]<class A>(const A&) -> const std::string& { return type_name<A>(); }, fault);
    return "";
  }

  bool over() const { return record_.over(); }
  RunStats& stats() { return record_.result.stats; }
  void fail(FailureClass failure, std::string origin, std::string message) {
    record_.fail(failure, std::move(origin), std::move(message), step_);
  }

  const ScheduleOf<M>& schedule_;
  Outside<M> outside_;
  Trace<M>* trace_;
  std::shared_ptr<Effort> effort_;
  Worlds<M> worlds_;
  Armed armed_;
  Record record_;
  [[no_unique_address]] Handles<Command> handles_;

  std::size_t step_ = 0;
  bool up_ = false;         // the target is constructed
  bool died_ = false;       // the process died since the last recovery
  bool restarted_ = false;  // the target was down at least once
  bool faults_on_ = false;  // one was armed in this process
  bool cut_short_ = false;
  bool blaming_ = false;
  bool auditing_now_ = false;
  std::uint32_t fired_ = 0;  // faults, in the last command
  // Since the last command, while they were injected: counted, and what they permit is the next command's.
  std::uint32_t acted_at_once_ = 0;
  boost::container::static_vector<const Command*, 3> in_flight_;
  const char* doing_ = "start";  // where no command is
  const FaultOf<M>* injecting_ = nullptr;
  std::vector<Command> given_;     // the step's commands with their handles filled in
  std::vector<Command> auditing_;  // the commands of the last audit; one of them may be in flight
};

}  // namespace faultline

// The rest of this class.
#include "faultline/engine/runner/giving.h"
#include "faultline/engine/runner/judging.h"
#include "faultline/engine/runner/recovering.h"
