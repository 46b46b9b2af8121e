// Part of runner.h: construction, recovery, audit.
#pragma once

#include "faultline/engine/runner/runner.h"

namespace faultline {

template <Model M>
inline void Runner<M>::restart() {
  if (up_) {
    if (!close()) return;
    restarted_ = true;
  }
  recover();
}

template <Model M>
inline void Runner<M>::heal() {
  if (armed_.drop_crash()) outside_.disarm();
  if (!up_) return recover();
  worlds_.heal();
  faults_on_ = false;
  doing("heal");
  std::string why;
  const Asked back = outside_.heal(why);
  disturbed(back, why);
}

template <Model M>
inline void Runner<M>::recover() {
  const bool after_death = std::exchange(died_, false);
  const bool twice = after_death && sampled(outside_.env().second_recovery_every);
  if (after_death) outside_.keep_image();
  if (!open("recovery")) return;
  ++stats().recoveries;
  if (trace_) trace_->recovered(step_, after_death);
  Reads reads;
  audit(twice ? &reads : nullptr);
  if (over() || !up_ || !twice) return;
  if (close() && open("second recovery")) audit(&reads);
}

// One in `every`, by what has happened so far, so that whoever goes on with this run or replays it decides the same.
template <Model M>
inline bool Runner<M>::sampled(std::uint32_t every) const {
  return every <= 1 || hash_pair(record_.result.digest, step_, every) % every == 0;
}

template <Model M>
inline void Runner<M>::audit(Reads* reads) {
  auditing_ = worlds_.audit();
  auditing_now_ = true;
  for (const Command& c : auditing_) {
    const auto outcome = execute(c);
    if (!outcome) break;
    if (reads && outcome->ok() && !reads_as_before(c, *outcome, *reads)) break;
    judge(c, *outcome, true);
    if (over()) break;
  }
  auditing_now_ = false;
}

template <Model M>
inline bool Runner<M>::reads_as_before(const Command& c, const OutcomeOf<M>& outcome, Reads& reads) {
  Writer answer;
  outcome.encode_to(answer, false);
  const std::uint64_t now = hash_text(answer.view());
  const auto before = reads.try_emplace(hash_text(to_bytes(c)), now).first;
  if (before->second == now) return true;
  if (trace_) trace_->command(step_, true, worlds_, c, outcome);
  fail(FailureClass::recovery_differs, "audit." + command_name(c),
       fmt::format("{} read one thing after the first recovery and another after the second.",
                   detail::alternative_text(c)));
  return false;
}

template <Model M>
inline bool Runner<M>::open(const char* occasion) {
  doing(occasion);
  std::string why;
  const Asked asked = outside_.open(why);
  if (!came_back(asked)) return false;
  up_ = asked == Asked::done;
  acted_at_once_ = 0;
  if (!up_) {
    if (trace_) trace_->open_failed(step_, occasion, why);
    fail(FailureClass::recovery_failed, occasion, fmt::format("{} failed: {}", occasion, why));
  }
  return up_;
}

template <Model M>
inline bool Runner<M>::close() {
  if (!go_down()) return false;
  worlds_.barrier();
  return true;
}

template <Model M>
inline bool Runner<M>::go_down() {
  doing("close");
  std::string why;
  const Asked back = outside_.close(why);
  if (!came_back(back)) return false;
  up_ = faults_on_ = false;
  if (back == Asked::threw) threw("close", "close", why);
  return !over();
}

template <Model M>
inline bool Runner<M>::came_back(Asked asked) {
  if (outside_.overfull()) [[unlikely]]
    record_.inconclusive("the history is larger than the journal; use fewer steps", step_);
  if (asked == Asked::crashed) crashed();
  if (asked == Asked::ended) {
    fired_unknown("the process died");
    cut_short_ = true;
    record_.end();
  }
  return asked == Asked::done || asked == Asked::threw;
}

}  // namespace faultline
