// Part of runner.h: what the runner makes of a command's outcome.
#pragma once

#include "faultline/engine/runner/runner.h"

namespace faultline {

template <Model M>
void Runner<M>::judge(const Command& c, const OutcomeOf<M>& outcome, bool auditing) {
  if (trace_) trace_->command(step_, auditing, worlds_, c, outcome);
  if (!auditing) tally(c, outcome);
  const bool explained = worlds_.observe(c, outcome, fired_);
  if (explained) learn(c, outcome);  // what no right system says may be nothing that a client can take in
  if (!explained && !worlds_.overflowed()) return reject(c, outcome, auditing);
  check_state([&] { return command_name(c); });
}

template <Model M>
bool Runner<M>::execute_together(std::vector<OutcomeOf<M>>& outcomes) {
  std::string why;
  std::size_t culprit = 0;
  in_flight_.clear();
  for (const Command& c : given_) in_flight_.push_back(&c);
  const Asked asked = outside_.together(given_, outcomes, fired_, culprit, why);
  if (!came_back(asked)) return false;
  in_flight_.clear();
  if (asked == Asked::threw) {
    if (trace_) trace_->together_threw(step_, given_, culprit, why);
    fired_unknown("it threw");
    threw("together", fmt::format("{} (given together with others)", detail::alternative_text(given_[culprit])), why);
    return false;
  }
  if (fired_ > 0) count_fired();
  fired_ += std::exchange(acted_at_once_, 0);
  record_.digest([&](auto& out) {
    for (std::size_t i = 0; i < given_.size(); ++i) encode(out, given_[i]), outcomes[i].encode_to(out, false);
  });
  return true;
}

template <Model M>
void Runner<M>::judge_together(const std::vector<OutcomeOf<M>>& outcomes) {
  if (trace_) trace_->together(step_, worlds_, given_, outcomes);
  for (std::size_t i = 0; i < given_.size(); ++i) tally(given_[i], outcomes[i]);
  const bool explained = worlds_.together(given_, outcomes, fired_);
  for (std::size_t i = 0; explained && i < given_.size(); ++i) learn(given_[i], outcomes[i]);
  if (!explained && !worlds_.overflowed())
    return fail(FailureClass::wrong_reply, "together",
                fmt::format("no order of {} explains the answers to these commands, given together: {}.",
                            given_.size() == 2 ? "the two" : "the three", what_they_answered(outcomes)));
  check_state([] { return std::string("together"); });
}

template <Model M>
std::string Runner<M>::what_they_answered(const std::vector<OutcomeOf<M>>& outcomes) const {
  std::string text;
  for (std::size_t i = 0; i < given_.size(); ++i)
    text +=
        fmt::format("{}{} answered {}", i == 0 ? "" : "; ", detail::alternative_text(given_[i]), outcomes[i].show());
  return text;
}

// After an outcome that some world explains. `origin` is called only to say what is wrong.
template <Model M>
template <class Origin>
void Runner<M>::check_state(Origin&& origin) {
  // The right world may be among those over the cap, so that nothing is a failure any more.
  if (worlds_.overflowed()) [[unlikely]]
    return record_.inconclusive(worlds_.why_overflowed(), step_);
  if constexpr (HasInvariant<M>)
    if (const std::string broken = worlds_.broken_invariant(); !broken.empty())
      fail(FailureClass::broken_invariant, origin(), broken);
}

template <Model M>
void Runner<M>::learn(const Command& c, const OutcomeOf<M>& outcome) {
  if (const Reply* reply = outcome.ok()) {
    outside_.learn(c, *reply);
    if constexpr (Handles<Command>::kAny) handles_.learn(*reply);
  }
}

template <Model M>
void Runner<M>::reject(const Command& c, const OutcomeOf<M>& outcome, bool auditing) {
  const std::string origin = auditing ? "audit." + command_name(c) : command_name(c);
  const std::string text = detail::alternative_text(c);
  if (!outcome.ok())
    return fail(FailureClass::unexpected_error, origin,
                fmt::format("{} failed with '{}', which nothing permits.", text, outcome.show()));
  if (!auditing || !restarted_)
    return fail(FailureClass::wrong_reply, origin,
                fmt::format("{} answered {}, which no correct system does here.", text, outcome.show()));
  const auto undone = what_was_undone(c, *outcome.ok());
  if (undone && !undone->empty())
    return fail(FailureClass::lost_ack, origin,
                fmt::format("{} is gone after recovery: {} reads {}.", *undone, text, outcome.show()));
  fail(FailureClass::corrupt_recovery, origin,
       fmt::format("{} after recovery reads {}, which {}.", text, outcome.show(),
                   undone ? "never was" : "is wrong; whether it ever was right took too long to tell"));
}

// Walks the journal once more, from its start. Empty: nothing was; no value: that would cost too much.
template <Model M>
std::optional<std::string> Runner<M>::what_was_undone(const Command& c, const Reply& reply) {
  if (blaming_) return "";
  Blame<M> blame(schedule_, step_, c, reply);
  RunEnv& env = outside_.env();
  env.journal.rewind();
  RunEnv past{env.workspace, env.journal, env.progress, {}, false};
  past.second_recovery_every = env.second_recovery_every;
  past.applications = 8 * env.applications;  // each command is asked about the reply as well
  Runner again(nullptr, schedule_, past, &blame);
  again.blaming_ = true;
  if (again.run().verdict.kind == VerdictKind::inconclusive) return std::nullopt;
  return blame.found;
}

}  // namespace faultline
