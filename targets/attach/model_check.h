// The part of a check that knows the model but not the target, compiled once for each model.
#pragma once

#include <utility>

#include <fmt/format.h>

#include "faultline/engine/runner/perturbation.h"
#include "faultline/engine/runner/runner.h"
#include "faultline/engine/words/schedule_json.h"
#include "faultline/engine/words/sometimes.h"
#include "faultline/generators/interleave.h"
#include "faultline/targets/attach/explain.h"
#include "faultline/targets/attach/perturb.h"
#include "faultline/targets/attach/shrinking.h"
#include "faultline/targets/attach/signature.h"
#include "faultline/targets/attach/stream.h"

namespace faultline::attach {

template <Model M>
class ModelCheck : public Check {
 public:
  using Schedule = ScheduleOf<M>;

  // `info` says everything but the names of commands and faults and the revision.
  explicit ModelCheck(CheckInfo info);

  const CheckInfo& info() const override { return info_; }

  void prepare(const RunInput& input) override;
  RunResult run(const RunInput& input, RunEnv& env) override;
  RunResult conclude(const RunInput& input, Journal& journal, const Death& death, Progress& progress) override;
  std::vector<ReportRow> explain(const Bytes& bytes, Journal& journal, const Death* death, Progress& progress) override;
  std::vector<PerturbedRun> perturb(const Bytes& bytes, Journal& journal, std::uint64_t seed) override;
  Bytes without_crashes(const Bytes& bytes) const override;
  Bytes crashed_in(const Bytes& bytes, std::size_t step, const Crash& crash) const override;
  Bytes generate(const Generated& input) const override;
  ScheduleSize size(const Bytes& bytes) const override;
  boost::json::value to_json(const Bytes& bytes) const override;
  Bytes from_json(const boost::json::value& steps) const override;
  Minimised minimise(const Bytes& bytes, const RunResult& failure, const Evaluate& evaluate,
                     const MinimiseLimits& limits) const override;
  std::vector<Question> questions(const Bytes& bytes) const override;

 protected:
  virtual std::unique_ptr<System<M>> make_system(const RunEnv& env) = 0;
  // Replaces what `schedule` holds.
  virtual void fill(Schedule& schedule, const Generated& input) const;

 private:
  static Schedule unpack(const Bytes& bytes);
  static Bytes pack(const shrink::Node& schedule);
  void load(const RunInput& input, Schedule& schedule) const;

  // Walks a finished run through its journal; where the journal ends early, `death` is what ended the run.
  RunResult follow(const Schedule& schedule, Journal& journal, Progress& progress, const Death* death, Trace<M>* trace,
                   TableTrace<M>* table = nullptr, Asking* asking = nullptr) const;

  // What the process was doing: as an origin, and as people read it.
  static std::pair<std::string, std::string> where_it_was(const Runner<M>& runner);

  // The columns of the tally, in its order.
  static std::vector<std::string> outcome_names();
  void known_point(const std::string& point) const;

  CheckInfo info_;
  generators::Disturbances disturbances_;
  Schedule schedule_;
  std::optional<RunInput> prepared_;  // what `schedule_` was made from ahead of the run
};

// Defined outside the class, where they are not inline: a program that is told `extern template class` does not
// instantiate them again.

template <Model M>
ModelCheck<M>::ModelCheck(CheckInfo info)
    : info_(std::move(info)), disturbances_{info_.crash_points, info_.recovers, info_.concurrent, info_.simulated} {
  info_.model = type_name<M>();
  info_.commands = alternative_names<typename M::Command>();
  if constexpr (!std::is_same_v<FaultOf<M>, NoFault>) info_.faults = alternative_names<FaultOf<M>>();
  info_.outcomes = outcome_names();
  if constexpr (requires { M::sometimes(); })
    for (const auto& name : M::sometimes()) info_.sometimes.push_back(name);
  if (info_.simulated && info_.concurrent)
    throw std::logic_error(info_.name + " cannot be both simulated and concurrent: a simulated process has one thread");
  if (info_.sometimes.size() > 64) throw std::logic_error(info_.name + " lists more than 64 things for sometimes()");
  info_.revision = revision<M>(disturbances_, info_.steps);
}

template <Model M>
void ModelCheck<M>::prepare(const RunInput& input) {
  if (prepared_ == input) return;
  load(input, schedule_);
  prepared_ = input;
}

template <Model M>
RunResult ModelCheck<M>::run(const RunInput& input, RunEnv& env) {
  if (prepared_ != input) {
    prepared_.reset();
    env.progress.in_hook(kGenerating);
    load(input, schedule_);
  }
  env.crash_points = &info_.crash_points;
  env.simulated = info_.simulated;
  env.second_recovery_every = info_.second_recovery_every;
  std::optional<WatchSometimes> watch;
  if (env.tally != nullptr && !info_.sometimes.empty()) watch.emplace(info_.sometimes, env.tally->seen);
  const auto system = make_system(env);
  std::optional<StreamTrace<M>> stream;
  if (env.listener) stream.emplace(*env.listener, env.journal);
  Trace<M>* trace = stream ? &*stream : nullptr;
  if (env.perturbed == nullptr || env.perturbed->empty()) return Runner<M>(system.get(), schedule_, env, trace).run();
  PerturbedSystem<M> perturbed(*system, *env.perturbed);
  return Runner<M>(&perturbed, schedule_, env, trace).run();
}

template <Model M>
RunResult ModelCheck<M>::conclude(const RunInput& input, Journal& journal, const Death& death, Progress& progress) {
  Schedule schedule;
  load(input, schedule);
  return follow(schedule, journal, progress, &death, nullptr);
}

template <Model M>
std::vector<ReportRow> ModelCheck<M>::explain(const Bytes& bytes, Journal& journal, const Death* death,
                                              Progress& progress) {
  AskCount asked;
  TableTrace<M> table(asked);
  const RunResult result = follow(unpack(bytes), journal, progress, death, &table, &table, &asked);
  return table.finish(result.verdict.failed());
}

template <Model M>
std::vector<PerturbedRun> ModelCheck<M>::perturb(const Bytes& bytes, Journal& journal, std::uint64_t seed) {
  Perturber<M> perturber;
  Progress progress;
  follow(unpack(bytes), journal, progress, nullptr, &perturber);
  return perturber.draw(seed);
}

template <Model M>
Bytes ModelCheck<M>::without_crashes(const Bytes& bytes) const {
  Schedule schedule = unpack(bytes);
  std::erase_if(schedule, [](const auto& step) { return kind_of(step) == StepKind::crash; });
  return to_bytes(schedule);
}

template <Model M>
Bytes ModelCheck<M>::crashed_in(const Bytes& bytes, std::size_t step, const Crash& crash) const {
  Schedule schedule = unpack(bytes);
  schedule.resize(step + 1);
  schedule.insert(schedule.end() - 1, crash);
  schedule.push_back(Restart{});
  return to_bytes(schedule);
}

template <Model M>
Bytes ModelCheck<M>::generate(const Generated& input) const {
  Schedule schedule;
  fill(schedule, input);
  return to_bytes(schedule);
}

template <Model M>
ScheduleSize ModelCheck<M>::size(const Bytes& bytes) const {
  return size_of(unpack(bytes));
}

template <Model M>
boost::json::value ModelCheck<M>::to_json(const Bytes& bytes) const {
  return schedule_to_json(unpack(bytes));
}

template <Model M>
Bytes ModelCheck<M>::from_json(const boost::json::value& steps) const {
  const auto schedule = schedule_from_json<typename M::Command, FaultOf<M>>(steps);
  for (const auto& step : schedule) {
    if (const auto* crash = std::get_if<Crash>(&step)) {
      known_point(crash->point);
      if (crash->power_loss != 0 && !info_.simulated)
        throw BadInput(fmt::format("{} has a real disk, and no power to lose; set power_loss to 0", info_.name));
    }
    if (kind_of(step) == StepKind::restart && !info_.recovers)
      throw BadInput(fmt::format("{} keeps nothing over a restart; take the restart steps out", info_.name));
    if (kind_of(step) == StepKind::together && !info_.concurrent)
      throw BadInput(fmt::format("{} takes one command at a time; take the together steps apart", info_.name));
  }
  return to_bytes(schedule);
}

template <Model M>
Minimised ModelCheck<M>::minimise(const Bytes& bytes, const RunResult& failure, const Evaluate& evaluate,
                                  const MinimiseLimits& limits) const {
  return minimise_run(info_, shrink::to_tree(unpack(bytes)), pack, failure, evaluate, limits);
}

template <Model M>
std::vector<Question> ModelCheck<M>::questions(const Bytes& bytes) const {
  return questions_of(info_, shrink::to_tree(unpack(bytes)), pack);
}

template <Model M>
void ModelCheck<M>::fill(Schedule& schedule, const Generated& input) const {
  generators::Interleaver<M>(input.seed, disturbances_).fill(schedule, input.steps);
}

template <Model M>
typename ModelCheck<M>::Schedule ModelCheck<M>::unpack(const Bytes& bytes) {
  Schedule schedule;
  Reader in(bytes);
  decode(in, schedule);
  return schedule;
}

template <Model M>
Bytes ModelCheck<M>::pack(const shrink::Node& schedule) {
  return to_bytes(shrink::value_of<Schedule>(schedule));
}

template <Model M>
void ModelCheck<M>::load(const RunInput& input, Schedule& schedule) const {
  if (const auto* bytes = std::get_if<Bytes>(&input)) {
    schedule = unpack(*bytes);
  } else {
    fill(schedule, std::get<Generated>(input));
  }
}

template <Model M>
RunResult ModelCheck<M>::follow(const Schedule& schedule, Journal& journal, Progress& progress, const Death* death,
                                Trace<M>* trace, TableTrace<M>* table, Asking* asking) const {
  Workspace nowhere("");
  RunEnv env{nowhere, journal, progress, {}, false};
  env.second_recovery_every = info_.second_recovery_every;
  env.asking = asking;
  journal.rewind();
  Runner<M> runner(nullptr, schedule, env, trace);
  RunResult result = runner.run();
  if (death == nullptr || (!runner.cut_short() && result.verdict.kind != VerdictKind::pass)) return result;

  const auto& [where, text] = where_it_was(runner);
  if (table) table->add(ReportRow::Kind::numbered, runner.step(), text, "", death_name(*death));
  result.verdict = {VerdictKind::fail, death->failure, death_origin(*death, where),
                    death_message(*death, text, info_.deadline_ms), static_cast<std::uint32_t>(runner.step())};
  result.digest = hash_text(result.verdict.origin, result.digest);
  return result;
}

template <Model M>
std::pair<std::string, std::string> ModelCheck<M>::where_it_was(const Runner<M>& runner) {
  const auto& in_flight = runner.in_flight();
  if (in_flight.empty()) return {runner.asked(false), runner.asked(true)};
  if (in_flight.size() > 1)
    return {"together", faultline::detail::joined(in_flight, [](const auto* c) {
                          return faultline::detail::alternative_text(*c);
                        }) + " (given together)"};
  return {std::visit([]<class C>(const C&) { return type_name<C>(); }, *in_flight.front()),
          faultline::detail::alternative_text(*in_flight.front())};
}

template <Model M>
std::vector<std::string> ModelCheck<M>::outcome_names() {
  std::vector<std::string> names{"ok"};
  if constexpr (tally_layout<M>().replies > 1) names = alternative_names<typename M::Reply>();
  names.insert(names.end(), {"fail", "unknown", "killed", "down", "skipped"});
  return names;
}

template <Model M>
void ModelCheck<M>::known_point(const std::string& point) const {
  for (const auto& known : info_.crash_points)
    if (known == point) return;
  throw BadInput(
      fmt::format("{} has no crash point '{}'; it has: {}", info_.name, point,
                  info_.crash_points.empty() ? "none" : fmt::format("{}", fmt::join(info_.crash_points, ", "))));
}

}  // namespace faultline::attach
