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
      : schedule_(schedule), outside_(system, env), trace_(trace) {}

  // Never throws for what the target does.
  RunResult run() {
    if (open("start")) chaos();
    if (!over()) heal();
    if (!over()) audit();
    if (!over()) (void)go_down();
    if (over() && up_) outside_.abandon();
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
  }

  void perform(const Step<Command, FaultOf<M>>& step) {
    ++stats().steps;
    fired_ = 0;
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

  // --- commands ---

  void command(const Command& c) {
    ++stats().commands;
    if (!up_) return met_dead_system(c);
    if constexpr (Handles<Command>::kAny || Restricts<M>) {
      given_.assign(1, c);
      if (!may_be_given(given_.front())) return skip(c);
      if (const auto outcome = execute(given_.front())) judge(given_.front(), *outcome, false);
    } else if (const auto outcome = execute(c)) {
      judge(c, *outcome, false);
    }
  }

  void together(const std::vector<Command>& commands) {
    stats().commands += commands.size();
    if (!up_) {
      for (const Command& c : commands) met_dead_system(c);
      return;
    }
    given_.clear();
    for (const Command& c : commands) {
      given_.push_back(c);
      if (may_be_given(given_.back())) continue;
      given_.pop_back();
      skip(c);
    }
    std::vector<OutcomeOf<M>> outcomes;
    if (given_.size() == 1) {
      if (const auto outcome = execute(given_.front())) judge(given_.front(), *outcome, false);
    } else if (execute_together(outcomes)) {
      judge_together(outcomes);
    }
  }

  // Fills in the handles that the command refers to; false if it must be skipped.
  bool may_be_given(Command& c) const { return handles_.resolve(c) && worlds_.allowed(c); }

  void skip(const Command& c) {
    record_.digest([&](auto& out) { encode(out, c), out.number(static_cast<std::uint8_t>(Mark::skipped)); });
    tally(c, Fate::skipped);
    if (trace_) trace_->skipped(step_, c);
  }

  void met_dead_system(const Command& c) {
    record_.digest([&](auto& out) { encode(out, c), out.number(static_cast<std::uint8_t>(Mark::met_dead_system)); });
    tally(c, Fate::down);
    if (trace_) trace_->down(step_, c);
  }

  std::optional<OutcomeOf<M>> execute(const Command& c) {
    std::optional<OutcomeOf<M>> outcome;
    std::string why;
    in_flight_.assign(1, &c);
    const Asked asked = outside_.execute(c, faults_on_, outcome, fired_, why);
    if (!came_back(asked)) return std::nullopt;
    in_flight_.clear();
    if (asked == Asked::threw) {
      if (trace_) trace_->threw(step_, worlds_, c, why);
      threw(command_name(c), detail::alternative_text(c), why);
      return std::nullopt;
    }
    if (fired_ > 0) count_fired();
    record_.digest([&](auto& out) { encode(out, c), outcome->encode_to(out, false); });
    return outcome;
  }

  bool execute_together(std::vector<OutcomeOf<M>>& outcomes);

  // --- verdicts on what commands answered: judging.h ---

  void judge(const Command& c, const OutcomeOf<M>& outcome, bool auditing);
  void judge_together(const std::vector<OutcomeOf<M>>& outcomes);
  template <class Origin>
  void check_state(Origin&& origin);
  void reject(const Command& c, const OutcomeOf<M>& outcome, bool auditing);
  std::string what_was_undone(const Command& c, const Reply& reply);
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

  void count_fired() {
    armed_.fired(fired_);
    stats().faults_fired += fired_;
    if (trace_ && armed_.last_fault()) trace_->fault_fired(*armed_.last_fault(), fired_);
  }

  void arm_crash(const Crash& crash) {
    record_.digest([&](auto& out) { encode(out, crash); });
    if (armed_.crash(step_)) outside_.disarm();
    if (trace_) trace_->crash(step_, crash.point, crash.hit);
    outside_.arm(crash);
  }

  // The process died at the armed point, as the journal says; this is another process.
  void crashed() {
    ++stats().crashes;
    record_.digest(Mark::crashed);
    const auto crash = armed_.crash_fired();
    if (crash) tally_crash(std::get<Crash>(schedule_[*crash]).point);
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
    ++stats().recoveries;
    if (trace_) trace_->recovered(step_, after_death);
    const Reads first = audit();
    if (over() || !up_ || !after_death) return;
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
      if (outcome->ok() && !reads_as_before(c, *outcome, first, reads)) break;
      judge(c, *outcome, true);
      if (over()) break;
    }
    return reads;
  }

  bool reads_as_before(const Command& c, const OutcomeOf<M>& outcome, const Reads& first, Reads& reads) {
    Writer answer;
    outcome.encode_to(answer, false);
    const auto read = reads.emplace(hash_text(to_bytes(c)), hash_text(answer.view())).first;
    const auto before = first.find(read->first);
    if (before == first.end() || before->second == read->second) return true;
    if (trace_) trace_->command(step_, true, worlds_, c, outcome);
    fail(FailureClass::recovery_differs, "audit." + command_name(c),
         fmt::format("{} read one thing after the first recovery and another after the second.",
                     detail::alternative_text(c)));
    return false;
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
    if (!go_down()) return false;
    worlds_.barrier();
    return true;
  }
  bool go_down() {
    doing("close");
    std::string why;
    const Asked back = outside_.close(why);
    if (!came_back(back)) return false;
    up_ = faults_on_ = false;
    if (back == Asked::threw) threw("close", "close", why);
    return !over();
  }

  // False where nothing did: the process died there, or the journal ends there.
  bool came_back(Asked asked) {
    if (outside_.overfull()) [[unlikely]]
      record_.inconclusive("the history is larger than the journal; use fewer steps", step_);
    if (asked == Asked::crashed) crashed();
    if (asked == Asked::ended) {
      cut_short_ = true;
      record_.end();
    }
    return asked == Asked::done || asked == Asked::threw;
  }

  // --- what is counted ---

  static constexpr TallyLayout kLayout = tally_layout<M>();

  bool counting() const { return outside_.env().tally != nullptr && outside_.fresh(); }
  void tally(const Command& c, Fate fate) { tally(c, kLayout.replies + static_cast<std::size_t>(fate)); }
  void tally(const Command& c, std::size_t outcome) {
    if (counting()) ++outside_.env().tally->cells[kLayout.index(c.index(), fault_fired(), outcome)];
  }
  void tally(const Command& c, const OutcomeOf<M>& outcome) {
    if (const Reply* reply = outcome.ok()) [[likely]] {
      if constexpr (kLayout.replies > 1) return tally(c, reply->index());
      return tally(c, std::size_t{0});
    }
    tally(c, outcome.fail() ? Fate::failed : Fate::unknown);
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
  std::uint32_t fired_ = 0;  // faults, in the last command
  boost::container::static_vector<const Command*, 3> in_flight_;
  const char* doing_ = "start";  // where no command is
  const FaultOf<M>* injecting_ = nullptr;
  std::vector<Command> given_;     // the step's commands with their handles filled in
  std::vector<Command> auditing_;  // the commands of the last audit; one of them may be in flight
};

}  // namespace faultline

#include "faultline/engine/runner/judging.h"  // the rest of this class
