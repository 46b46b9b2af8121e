// What runs after a failure may use up before they count as failing slowly: as one that never ends, or that takes all
// the memory there is.
//
// Such a failure is found in full: at the deadline, and once more at four times that. To see it again need not take so
// long. What passing runs needed is known, and a run that needs far more is taken for a failing one. It may be a right
// one that is only slow, so what is reported in the end has failed in full.
#pragma once

#include "faultline/engine/campaign/budget.h"
#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/report/findings.h"

namespace faultline {

struct Pace {
  Bounds candidates, replays;
  bool provisional = false;  // what fails at these bounds has yet to fail in full
  double in_full = 0;        // how many seconds that may take
};

// A hang or a deadlock.
bool is_late(FailureClass failure);
bool is_slow(FailureClass failure);

// For the failure of `finding`, which `schedule` showed in full. Where it fails slowly, one run tells whether it does
// so at learnt bounds too.
Pace pace_of(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget, const Finding& finding);

// How long a run in full may take that fails so slowly.
double seconds_in_full(const CheckInfo& check, FailureClass failure);

// Whether the run failed as `chased`. After a short time a hang and a deadlock may not be told apart.
bool fails_so(const StoppedRun& run, const Verdict& chased);

}  // namespace faultline
