// Part of runner.h: how commands are given to the system.
#pragma once

#include "faultline/engine/runner/runner.h"

namespace faultline {

template <Model M>
inline void Runner<M>::command(const Command& c) {
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

template <Model M>
inline void Runner<M>::together(const std::vector<Command>& commands) {
  stats().commands += commands.size();
  if (!up_) {
    for (const Command& c : commands) met_dead_system(c);
    return;
  }
  given_.clear();
  for (const Command& c : commands) {
    given_.push_back(c);
    if (may_be_given(given_.back()) && worlds_.allowed_together(given_)) continue;
    given_.pop_back();
    skip(c);
  }
  std::vector<OutcomeOf<M>> outcomes;
  if (given_.empty()) return;
  if (given_.size() == 1) {
    if (const auto outcome = execute(given_.front())) judge(given_.front(), *outcome, false);
  } else if (execute_together(outcomes)) {
    judge_together(outcomes);
  }
}

template <Model M>
inline bool Runner<M>::may_be_given(Command& c) {
  return handles_.resolve(c) && worlds_.allowed(c);
}

template <Model M>
inline void Runner<M>::skip(const Command& c) {
  record_.digest([&](auto& out) { encode(out, c), out.number(static_cast<std::uint8_t>(Mark::skipped)); });
  tally(c, Fate::skipped);
  if (trace_) trace_->skipped(step_, c);
}

template <Model M>
inline void Runner<M>::met_dead_system(const Command& c) {
  record_.digest([&](auto& out) { encode(out, c), out.number(static_cast<std::uint8_t>(Mark::met_dead_system)); });
  tally(c, Fate::down);
  if (trace_) trace_->down(step_, c);
}

template <Model M>
inline std::optional<OutcomeOf<M>> Runner<M>::execute(const Command& c) {
  std::optional<OutcomeOf<M>> outcome;
  std::string why;
  in_flight_.assign(1, &c);
  const Asked asked = outside_.execute(c, faults_on_, outcome, fired_, why);
  if (!came_back(asked)) return std::nullopt;
  in_flight_.clear();
  if (asked == Asked::threw) {
    if (trace_) trace_->threw(step_, worlds_, c, why);
    fired_unknown("it threw");
    threw(command_name(c), detail::alternative_text(c), why);
    return std::nullopt;
  }
  if (fired_ > 0) count_fired();
  fired_ += std::exchange(acted_at_once_, 0);
  record_.digest([&](auto& out) { encode(out, c), outcome->encode_to(out, false); });
  return outcome;
}

}  // namespace faultline
