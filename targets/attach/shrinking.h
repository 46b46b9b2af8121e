// Between the engine's idea of a check (schedules as bytes, runs, verdicts) and the minimiser's (trees, yes or no).
#pragma once

#include <functional>

#include "faultline/engine/runner/check.h"
#include "faultline/shrink/tree.h"

namespace faultline::attach {

// A schedule's tree as bytes.
using Pack = std::function<Bytes(const shrink::Node& schedule)>;

Minimised minimise_run(const CheckInfo& info, const shrink::Node& schedule, const Pack& pack, const RunResult& failure,
                       const Evaluate& evaluate, const MinimiseLimits& limits);

std::vector<Question> questions_of(const CheckInfo& info, const shrink::Node& schedule, const Pack& pack);

}  // namespace faultline::attach
