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
  explicit ModelCheck(CheckInfo info)
      : info_(std::move(info)), disturbances_{info_.crash_points, info_.recovers, info_.concurrent, info_.simulated} {
    info_.model = type_name<M>();
    info_.commands = alternative_names<typename M::Command>();
    if constexpr (!std::is_same_v<FaultOf<M>, NoFault>) info_.faults = alternative_names<FaultOf<M>>();
    info_.outcomes = outcome_names();
    if constexpr (requires { M::sometimes(); })
      for (const auto& name : M::sometimes()) info_.sometimes.push_back(name);
    if (info_.simulated && info_.concurrent)
      throw std::logic_error(info_.name +
                             " cannot be both simulated and concurrent: a simulated process has one thread");
    if (info_.sometimes.size() > 64) throw std::logic_error(info_.name + " lists more than 64 things for sometimes()");
    info_.revision = revision<M>(disturbances_, info_.steps);
  }

  const CheckInfo& info() const override { return info_; }

  void prepare(const RunInput& input) override {
    if (prepared_ == input) return;
    load(input, schedule_);
    prepared_ = input;
  }

  RunResult run(const RunInput& input, RunEnv& env) override {
    if (prepared_ != input) {
      prepared_.reset();
      load(input, schedule_);
    }
    env.crash_points = &info_.crash_points;
    env.simulated = info_.simulated;
    env.second_recovery_every = info_.second_recovery_every;
    std::optional<WatchSometimes> watch;
    if (env.tally != nullptr && !info_.sometimes.empty()) watch.emplace(info_.sometimes, env.tally->seen);
    const auto system = make_system(env);
    StreamTrace<M> stream(env.verbose, env.journal);
    Trace<M>* trace = env.verbose >= 0 ? &stream : nullptr;
    if (env.perturbed == nullptr || env.perturbed->empty()) return Runner<M>(system.get(), schedule_, env, trace).run();
    PerturbedSystem<M> perturbed(*system, *env.perturbed);
    return Runner<M>(&perturbed, schedule_, env, trace).run();
  }

  RunResult conclude(const RunInput& input, Journal& journal, const Death& death) override {
    Schedule schedule;
    load(input, schedule);
    return follow(schedule, journal, &death, nullptr);
  }

  std::vector<ReportRow> explain(const Bytes& bytes, Journal& journal, const Death* death) override {
    TableTrace<M> table;
    const RunResult result = follow(unpack(bytes), journal, death, &table, &table);
    return table.finish(result.verdict.failed());
  }

  std::vector<PerturbedRun> perturb(const Bytes& bytes, Journal& journal, std::uint64_t seed) override {
    Perturber<M> perturber;
    follow(unpack(bytes), journal, nullptr, &perturber);
    return perturber.draw(seed);
  }

  Bytes without_crashes(const Bytes& bytes) const override {
    Schedule schedule = unpack(bytes);
    std::erase_if(schedule, [](const auto& step) { return kind_of(step) == StepKind::crash; });
    return to_bytes(schedule);
  }

  Bytes crashed_in(const Bytes& bytes, std::size_t step, const Crash& crash) const override {
    Schedule schedule = unpack(bytes);
    schedule.resize(step + 1);
    schedule.insert(schedule.end() - 1, crash);
    schedule.push_back(Restart{});
    return to_bytes(schedule);
  }

  Bytes generate(const Generated& input) const override {
    Schedule schedule;
    fill(schedule, input);
    return to_bytes(schedule);
  }
  ScheduleSize size(const Bytes& bytes) const override { return size_of(unpack(bytes)); }
  boost::json::value to_json(const Bytes& bytes) const override { return schedule_to_json(unpack(bytes)); }

  Bytes from_json(const boost::json::value& steps) const override {
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

  Minimised minimise(const Bytes& bytes, const RunResult& failure, const Evaluate& evaluate,
                     const MinimiseLimits& limits) const override {
    return minimise_run(info_, shrink::to_tree(unpack(bytes)), pack, failure, evaluate, limits);
  }
  std::vector<Question> questions(const Bytes& bytes) const override {
    return questions_of(info_, shrink::to_tree(unpack(bytes)), pack);
  }

 protected:
  virtual std::unique_ptr<System<M>> make_system(const RunEnv& env) = 0;
  // Replaces what `schedule` holds.
  virtual void fill(Schedule& schedule, const Generated& input) const {
    generators::Interleaver<M>(input.seed, disturbances_).fill(schedule, input.steps);
  }

 private:
  static Schedule unpack(const Bytes& bytes) {
    Schedule schedule;
    Reader in(bytes);
    decode(in, schedule);
    return schedule;
  }

  static Bytes pack(const shrink::Node& schedule) { return to_bytes(shrink::value_of<Schedule>(schedule)); }

  void load(const RunInput& input, Schedule& schedule) const {
    if (const auto* bytes = std::get_if<Bytes>(&input)) {
      schedule = unpack(*bytes);
    } else {
      fill(schedule, std::get<Generated>(input));
    }
  }

  // Walks a finished run through its journal; where the journal ends early, `death` is what ended the run.
  RunResult follow(const Schedule& schedule, Journal& journal, const Death* death, Trace<M>* trace,
                   TableTrace<M>* table = nullptr) const {
    Workspace nowhere("");
    Progress progress;
    RunEnv env{nowhere, journal, progress, {}, false};
    env.second_recovery_every = info_.second_recovery_every;
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

  // What the process was doing: as an origin, and as people read it.
  static std::pair<std::string, std::string> where_it_was(const Runner<M>& runner) {
    const auto& in_flight = runner.in_flight();
    if (in_flight.empty()) return {runner.asked(false), runner.asked(true)};
    if (in_flight.size() > 1) return {"together", fmt::format("{} commands given together", in_flight.size())};
    return {std::visit([]<class C>(const C&) { return type_name<C>(); }, *in_flight.front()),
            faultline::detail::alternative_text(*in_flight.front())};
  }

  // The columns of the tally, in its order.
  static std::vector<std::string> outcome_names() {
    std::vector<std::string> names{"ok"};
    if constexpr (tally_layout<M>().replies > 1) names = alternative_names<typename M::Reply>();
    names.insert(names.end(), {"fail", "unknown", "killed", "down", "skipped"});
    return names;
  }

  void known_point(const std::string& point) const {
    for (const auto& known : info_.crash_points)
      if (known == point) return;
    throw BadInput(
        fmt::format("{} has no crash point '{}'; it has: {}", info_.name, point,
                    info_.crash_points.empty() ? "none" : fmt::format("{}", fmt::join(info_.crash_points, ", "))));
  }

  CheckInfo info_;
  generators::Disturbances disturbances_;
  Schedule schedule_;
  std::optional<RunInput> prepared_;  // what `schedule_` was made from ahead of the run
};

}  // namespace faultline::attach
