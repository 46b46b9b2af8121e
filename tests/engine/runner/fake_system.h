// A system under test that is the model itself, with a switch to misbehave, and what a run of it needs.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "faultline/engine/runner/runner.h"

#include "tiny_models.h"

namespace faultline::testing {

// `disk` outlives close and open. Right unless a hook says otherwise.
template <class M>
class FakeSystem : public System<M> {
 public:
  using Command = typename M::Command;

  M disk;
  std::function<void(FakeSystem&)> on_open, on_inject, on_heal;                        // may throw
  std::function<std::optional<OutcomeOf<M>>(FakeSystem&, const Command&)> on_execute;  // no value: do it right
  int opens = 0, closes = 0, executed = 0, learned = 0;
  std::uint64_t faults_fired = 0;
  std::vector<M> history;  // the disk after each open, command, fault, heal and close

  void open(Run&) override {
    ++opens;
    faults_fired = 0;
    if (on_open) on_open(*this);
    history.push_back(disk);
  }
  void close() override {
    ++closes;
    history.push_back(disk);
  }
  OutcomeOf<M> execute(const Command& command) override {
    ++executed;
    auto special = on_execute ? on_execute(*this, command) : std::nullopt;
    OutcomeOf<M> outcome = special ? std::move(*special) : right(command);
    history.push_back(disk);
    return outcome;
  }
  OutcomeOf<M> right(const Command& command) {
    if constexpr (Predicts<M>) {
      return std::visit([&](const auto& c) { return disk.apply(c); }, command);
    } else {
      throw std::logic_error("a model that judges does not know the answer: set on_execute");
    }
  }
  void inject(const FaultOf<M>&) override {
    if (on_inject) on_inject(*this);
    history.push_back(disk);
  }
  void heal() override {
    if (on_heal) on_heal(*this);
    history.push_back(disk);
  }
  std::uint64_t fired() const override { return faults_fired; }
  void learn(const Command&, const typename M::Reply&) override { ++learned; }
};

// The surroundings of runs, whose journal outlives each of them.
class Bench {
 public:
  explicit Bench(std::size_t journal_size = 1 << 16) : memory_(journal_size), journal(memory_) {}

  // A run of its own, or going on from what the journal holds.
  template <class M>
  RunResult run(FakeSystem<M>& system, const std::type_identity_t<ScheduleOf<M>>& schedule) {
    return run_system<M>(system, schedule);
  }
  template <class M>
  RunResult run_system(System<M>& system, const ScheduleOf<M>& schedule) {
    journal.rewind();
    RunEnv env{workspace_, journal, progress, {}, true};
    env.tally = tally;
    return Runner<M>(&system, schedule, env).run();
  }
  // What the journal says, without a system.
  template <class M>
  RunResult walk(const ScheduleOf<M>& schedule, Trace<M>* trace = nullptr) {
    journal.rewind();
    RunEnv env{workspace_, journal, progress, {}, false};
    return Runner<M>(nullptr, schedule, env, trace).run();
  }

  // Writes what an earlier process, now dead, has observed.
  void note(Observed observed, std::string_view payload = {}) { ASSERT_TRUE(journal.append(observed, payload)); }
  template <class M>
  void note_outcome(const OutcomeOf<M>& outcome, std::uint32_t fired = 0) {
    Writer out;
    outcome.encode_to(out, true);
    out.number(fired);
    note(Observed::outcome, out.view());
  }

 private:
  Workspace workspace_{"never-made"};
  std::vector<char> memory_;

 public:
  Journal journal;
  Progress progress;
  Tally* tally = nullptr;
};

// How many bytes each of the journal's entries ends at.
inline std::vector<std::size_t> entry_ends(Journal& journal) {
  std::vector<std::size_t> ends;
  std::size_t end = 0;
  for (journal.rewind(); !journal.at_end();) ends.push_back(end += 5 + journal.next().payload.size());
  return ends;
}

// "pass", or "class origin@step", to compare in one go.
inline std::string summary(const RunResult& result) {
  const Verdict& verdict = result.verdict;
  if (!verdict.failed()) return std::string(name_of(verdict.kind));
  return std::string(name_of(verdict.failure)) + ' ' + verdict.origin + '@' + std::to_string(verdict.step);
}

}  // namespace faultline::testing
