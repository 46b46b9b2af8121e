// What became of a job whose process has ended, or has come to the job's end.
#pragma once

#include <string>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/watch.h"

namespace faultline {

// What the process said itself, else what it looked like from outside.
Death death_of(const WorkerEnd& end, const Slate& slate, const WorkerOutput& output);

// By the report on the slate. Throws EngineError where it says so.
JobResult reported(const Check& check, const Job& job, const SharedSlate& shared);
// The process died in the middle of it.
JobResult died(Check& check, const Job& job, const SharedSlate& shared, const Death& death);
// A hook of the model did not return, in this step of the schedule.
JobResult stuck_in_model(const Check& check, const Job& job, const SharedSlate& shared, const std::string& hook,
                         std::uint32_t step);
// Where an exception may have come from that nobody has caught: words that follow it.
std::string thrown_after(const Progress& progress);
// Its time was over.
JobResult given_up(const SharedSlate& shared);

}  // namespace faultline
