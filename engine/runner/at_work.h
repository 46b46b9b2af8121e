// Which run this process works on, for whoever has to tell of its sudden end.
#pragma once

#include <atomic>
#include <optional>

#include "faultline/engine/runner/check.h"
#include "faultline/engine/runner/host.h"

namespace faultline {

// May be read by a signal handler.
struct AtWork {
  std::atomic<const CheckInfo*> check{nullptr};  // null: none yet
  std::atomic<const Job*> job{nullptr};          // that is run, or told of, in this very process; null: none is
  std::atomic<const JobState*> state{nullptr};   // how far it is

  // The run, where it comes from a seed. Allocates nothing.
  std::optional<Generated> run() const {
    const Job* now = job;
    if (now == nullptr || now->schedule) return std::nullopt;
    return std::get<Generated>(input_of(*now, *check, state.load()->completed));
  }
};
inline AtWork at_work;

// While it lives the job is done in this very process.
class AtJob {
 public:
  AtJob(const Job& job, const JobState& state) {
    at_work.state = &state;
    at_work.job = &job;
  }
  ~AtJob() { at_work.job = nullptr; }
  AtJob(const AtJob&) = delete;
  AtJob& operator=(const AtJob&) = delete;
};

}  // namespace faultline
