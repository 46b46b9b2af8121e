// The runner: drives the real system and the model side by side through one schedule.
//
// Chaos (the schedule), heal (faults off, restart if down), settle and audit (everything reads back what the model
// allows). Whatever comes from outside passes through the journal, so that another process can go on after a death,
// and a finished run can be explained without running anything.
#pragma once

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "faultline/engine/oracle/worlds.h"
#include "faultline/engine/runner/run.h"
#include "faultline/engine/runner/system.h"
#include "faultline/engine/runner/trace.h"

namespace faultline {

// Runs once. Not thread-safe.
template <Model M>
class Runner {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;

  // `system` may be null when `env.live` is false.
  Runner(System<M>* system, const ScheduleOf<M>& schedule, RunEnv& env, Trace<M>* trace = nullptr)
      : system_(system), schedule_(schedule), env_(env), trace_(trace), run_(env.workspace) {}

  // Never throws for what the target does.
  RunResult run() {
    if (open("start")) chaos();
    if (!over_) heal();
    if (!over_) audit();
    if (!over_) close();
    if (env_.live && over_ && up_) abandon();
    settle_unfired();
    return std::move(result_);
  }

  // The journal ended before the run did (only when not live): the step and command where it did.
  bool cut_short() const { return cut_short_; }
  std::size_t step() const { return step_; }
  const Command* in_flight() const { return in_flight_; }

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
        return restart();
      case StepKind::heal:
        if (trace_ && up_) trace_->healed(step_);
        return heal();
    }
  }

  // --- commands ---

  void command(const Command& c) {
    ++result_.stats.commands;
    if (!up_) {
      digest([&](auto& out) { encode(out, c), out.number(std::uint8_t{0xD0}); });
      if (trace_) trace_->down(step_, c);
      return;
    }
    const auto outcome = execute(c);
    if (outcome) judge(c, *outcome, false);
  }

  void judge(const Command& c, const OutcomeOf<M>& outcome, bool auditing) {
    if (trace_) trace_->command(step_, auditing, worlds_, c, outcome);
    bool explained = true;
    if (const Reply* reply = outcome.ok()) [[likely]] {
      explained = worlds_.ok(c, *reply);
      if (env_.live) system_->learn(c, *reply);
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
    const std::string name = command_name(c);
    const std::string origin = auditing ? "audit." + name : name;
    const std::string text = detail::alternative_text(c);
    if (!outcome.ok())
      return fail(FailureClass::unexpected_error, origin,
                  fmt::format("{} failed with '{}', which nothing permits.", text, outcome.show()));
    if (!auditing || !restarted_)
      return fail(FailureClass::wrong_reply, origin,
                  fmt::format("{} answered {}, which no correct system does here.", text, outcome.show()));
    if (const auto undone = last_true(c, *outcome.ok()); !undone.empty())
      return fail(FailureClass::lost_ack, origin,
                  fmt::format("{} is gone after recovery: {} reads {}.", undone, text, outcome.show()));
    fail(FailureClass::corrupt_recovery, origin,
         fmt::format("{} after recovery reads {}, which never was.", text, outcome.show()));
  }

  // What made the reply wrong, if it was right once: an acknowledged command, or a read after an earlier recovery, as
  // "... was acknowledged at step n but". Empty where it never was right, or was right until this very audit: then what
  // was in flight is half there, and nothing acknowledged is lost. Walks the journal once more.
  std::string last_true(const Command& c, const Reply& reply) {
    struct Search : Trace<M> {
      const Runner& runner;
      const Command& c;
      const Reply& reply;
      std::string found;
      Search(const Runner& r, const Command& command, const Reply& answer) : runner(r), c(command), reply(answer) {}
      void command(std::size_t step, bool auditing, const Worlds<M>& before, const Command& done,
                   const OutcomeOf<M>& outcome) override {
        auto copy = before;
        if (!copy.ok(c, reply)) return;
        const std::string what = detail::alternative_text(done);
        const std::size_t number = runner.printed_number(step);
        if (!auditing)
          found = fmt::format("{} was acknowledged at step {} but", what, number);
        else if (step == runner.step_)
          found.clear();
        else
          found = fmt::format("{} read {} after recovery at step {}, which", what, outcome.show(), number);
      }
    } search(*this, c, reply);
    if (searching_) return "";
    env_.journal.rewind();
    RunEnv past{env_.workspace, env_.journal, env_.progress, {}, false};
    Runner again(nullptr, schedule_, past, &search);
    again.searching_ = true;
    again.run();
    return search.found;
  }

  // Reports number what the system is asked to do, and not what is armed against it.
  std::size_t printed_number(std::size_t step) const {
    std::size_t number = 0;
    for (std::size_t i = 0; i <= step && i < schedule_.size(); ++i)
      number += kind_of(schedule_[i]) != StepKind::fault && kind_of(schedule_[i]) != StepKind::crash;
    return number;
  }

  std::optional<OutcomeOf<M>> execute(const Command& c) {
    in_flight_ = &c;
    auto outcome = recorded() ? read_outcome() : run_command(c);
    if (!outcome) return std::nullopt;
    in_flight_ = nullptr;
    digest([&](auto& out) { encode(out, c), outcome->encode_to(out, false); });
    return outcome;
  }

  std::optional<OutcomeOf<M>> run_command(const Command& c) {
    std::optional<OutcomeOf<M>> outcome;
    std::string why;
    if (throws([&] { outcome.emplace(system_->execute(c)); }, why)) {
      record(Observed::threw, why);
      threw(c, why);
      return std::nullopt;
    }
    const std::uint32_t fired = faults_on_ ? newly_fired() : 0;
    scratch_.clear();
    outcome->encode_to(scratch_, true);
    scratch_.number(fired);
    record(Observed::outcome, scratch_.view());
    count_fired(fired);
    return outcome;
  }

  std::optional<OutcomeOf<M>> read_outcome() {
    const auto entry = next_entry();
    if (!entry) return std::nullopt;
    if (entry->observed == Observed::threw) {
      threw(*in_flight_, std::string(entry->payload));
    } else if (entry->observed == Observed::crashed) {
      crashed();
    } else {
      Reader in(entry->payload);
      auto outcome = OutcomeOf<M>::decode_from(in);
      count_fired(in.template number<std::uint32_t>());
      return outcome;
    }
    return std::nullopt;
  }

  void threw(const Command& c, const std::string& what) {
    if (trace_) trace_->threw(step_, worlds_, c, what);
    fail(FailureClass::exception, command_name(c), fmt::format("{} threw: {}", detail::alternative_text(c), what));
  }

  // --- faults and crashes ---

  void arm_fault(const FaultOf<M>& fault) {
    ++result_.stats.faults_armed;
    settle_unfired();
    last_fault_ = step_;
    fired_since_arm_ = 0;
    digest([&](auto& out) { encode(out, fault); });
    if (trace_) trace_->fault(step_, detail::alternative_text(fault));
    if (!up_) return;  // a dead process cannot be given a fault
    faults_on_ = true;
    worlds_.inject(fault);
    guarded("inject", [&] { system_->inject(fault); });
  }

  // Calls the target outside commands. An exception is a failure; it is in the journal, its absence is not.
  template <class Fn>
  void guarded(const char* what, Fn&& fn) {
    std::string why;
    if (recorded()) {
      if (env_.journal.at_end() || env_.journal.peek() != Observed::disturbance_threw) return;
      why = next_entry()->payload;
    } else {
      if (!throws(fn, why)) return;
      record(Observed::disturbance_threw, why);
    }
    fail(FailureClass::exception, what, fmt::format("{} threw: {}", what, why));
  }

  template <class Fn>
  static bool throws(Fn&& fn, std::string& why) {
    try {
      fn();
      return false;
    } catch (const std::exception& error) {
      why = error.what();
    } catch (...) {
      why = "not a std::exception";
    }
    return true;
  }

  std::uint32_t newly_fired() {
    const std::uint64_t total = system_->fired();
    const auto delta = static_cast<std::uint32_t>(total - fired_total_);
    fired_total_ = total;
    return delta;
  }

  void count_fired(std::uint32_t fired) {
    if (fired == 0) return;
    fired_since_arm_ += fired;
    result_.stats.faults_fired += fired;
    if (trace_ && last_fault_) trace_->fault_fired(*last_fault_, fired);
  }

  // The last armed fault is done with: was it ever felt?
  void settle_unfired() {
    if (last_fault_ && fired_since_arm_ == 0) result_.unfired.push_back(static_cast<std::uint32_t>(*last_fault_));
    last_fault_.reset();
  }

  void arm_crash(const Crash& crash) {
    digest([&](auto& out) { encode(out, crash); });
    drop_armed_crash();
    armed_crash_ = step_;
    if (trace_) trace_->crash(step_, crash.point, crash.hit);
    if (!recorded() && env_.live && env_.crash.arm) env_.crash.arm(crash.point.c_str(), crash.hit, env_.crash.on_hit);
  }

  void drop_armed_crash() {
    if (!armed_crash_) return;
    result_.unfired.push_back(static_cast<std::uint32_t>(*armed_crash_));
    armed_crash_.reset();
    if (env_.live && env_.crash.disarm) env_.crash.disarm();
  }

  // The process died at the armed point, as the journal says; this is another process.
  void crashed() {
    ++result_.stats.crashes;
    digest([&](auto& out) { out.number(std::uint8_t{0xDE}); });
    if (trace_ && armed_crash_) trace_->crash_fired(*armed_crash_, step_, in_flight_);
    armed_crash_.reset();
    up_ = false;
    faults_on_ = false;
    died_ = restarted_ = true;
    worlds_.barrier(in_flight_);
    in_flight_ = nullptr;
  }

  // --- construction and recovery ---

  void restart() {
    if (up_) {
      if (!close()) return;
      worlds_.barrier(nullptr);
      restarted_ = true;
    }
    recover();
  }

  void heal() {
    drop_armed_crash();
    if (up_) {
      worlds_.heal();
      faults_on_ = false;
      guarded("heal", [&] { system_->heal(); });
    } else {
      recover();
    }
  }

  // Down -> up, audited. After a death, a second recovery must read the same.
  void recover() {
    const bool after_death = std::exchange(died_, false);
    if (!open("recovery")) return;
    ++result_.stats.recoveries;
    if (trace_) trace_->recovered(step_, after_death);
    const Reads first = audit();
    if (over_ || !up_ || !after_death) return;
    if (!close()) return;
    worlds_.barrier(nullptr);
    if (!open("second recovery")) return;
    audit(first);
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
      scratch_.clear();
      outcome->encode_to(scratch_, false);
      const std::uint64_t answer = reads[hash_text(to_bytes(c))] = hash_text(scratch_.view());
      const auto before = first.find(hash_text(to_bytes(c)));
      if (before != first.end() && before->second != answer) {
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
    std::string why;
    if (recorded()) {
      const auto entry = next_entry();
      if (!entry) return false;
      if (entry->observed == Observed::crashed) return crashed(), false;
      up_ = entry->observed == Observed::opened;
      why = entry->payload;
    } else {
      up_ = !throws([&] { system_->open(run_); }, why);
      record(up_ ? Observed::opened : Observed::open_failed, why);
    }
    fired_total_ = 0;
    if (!up_) {
      if (trace_) trace_->open_failed(step_, occasion, why);
      fail(FailureClass::recovery_failed, occasion, fmt::format("{} failed: {}", occasion, why));
    }
    return up_;
  }

  bool close() {
    if (recorded()) {
      const auto entry = next_entry();
      if (!entry) return false;
      if (entry->observed == Observed::crashed) return crashed(), false;
    } else {
      system_->close();
      record(Observed::closed, {});
    }
    up_ = false;
    return true;
  }

  // A failed run's target is destroyed too, but nothing is asked of it any more.
  void abandon() {
    if (env_.crash.disarm) env_.crash.disarm();
    system_->close();
  }

  // --- journal, digest, verdict ---

  // True while what comes next was observed before, by this process or a dead one.
  bool recorded() const { return !env_.live || !env_.journal.at_end(); }

  std::optional<Journal::Entry> next_entry() {
    env_.progress.ticks.store(env_.progress.ticks.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (!env_.journal.at_end()) return env_.journal.next();
    cut_short_ = over_ = true;
    return std::nullopt;
  }

  void record(Observed observed, std::string_view payload) {
    env_.progress.ticks.store(env_.progress.ticks.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (!env_.journal.append(observed, payload))
      inconclusive("the history is larger than the journal; use fewer steps");
  }

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

  System<M>* system_;
  const ScheduleOf<M>& schedule_;
  RunEnv& env_;
  Trace<M>* trace_;
  Run run_;
  Worlds<M> worlds_;
  RunResult result_;
  Writer scratch_;
  CanonicalWriter canonical_;

  std::size_t step_ = 0;
  bool up_ = false;         // the target is constructed
  bool over_ = false;       // a verdict stands
  bool died_ = false;       // the process died since the last recovery
  bool restarted_ = false;  // the target was down at least once
  bool cut_short_ = false;
  bool searching_ = false;
  const Command* in_flight_ = nullptr;
  std::vector<Command> auditing_;  // the commands of the last audit; one of them may be in flight

  bool faults_on_ = false;
  std::optional<std::size_t> last_fault_;
  std::uint32_t fired_since_arm_ = 0;
  std::uint64_t fired_total_ = 0;
  std::optional<std::size_t> armed_crash_;
};

}  // namespace faultline
