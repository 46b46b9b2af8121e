// Finds what made a read after recovery wrong, if it was right at an earlier moment of the run.
#pragma once

#include <string>

#include <fmt/format.h>

#include "faultline/engine/runner/trace.h"
#include "faultline/engine/words/schedule.h"

namespace faultline {

// Follows the run from its start. `found` is an acknowledged command, or a read after an earlier recovery, as
// "... was acknowledged at step n but". It stays empty where the reply never was right, or was right until the very
// audit that fails: then what was in flight is half there, and nothing acknowledged is lost.
template <Model M>
class Blame : public Trace<M> {
 public:
  Blame(const ScheduleOf<M>& schedule, std::size_t failing_step, const typename M::Command& read,
        const typename M::Reply& reply)
      : schedule_(schedule), failing_step_(failing_step), read_(read), reply_(reply) {}

  std::string found;

  void command(std::size_t step, bool auditing, const Worlds<M>& before, const typename M::Command& done,
               const OutcomeOf<M>& outcome) override {
    // Part of it may be what is undone.
    if (!before.explains_before(read_, reply_) && (auditing || !before.explains_within(done, read_, reply_))) return;
    const std::string what = detail::alternative_text(done);
    const std::size_t number = printed_number(schedule_, step);
    if (!auditing) {
      found = fmt::format("{} was acknowledged at step {} but", what, number);
    } else if (step == failing_step_) {
      found.clear();
    } else {
      found = fmt::format("{} read {} after recovery at step {}, which", what, outcome.show(), number);
    }
  }

 private:
  const ScheduleOf<M>& schedule_;
  std::size_t failing_step_;
  const typename M::Command& read_;
  const typename M::Reply& reply_;
};

}  // namespace faultline
