// Findings of failed runs as they are, and their repro files.
#pragma once

#include <filesystem>
#include <string>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/report/findings.h"

namespace faultline {

// A failed run, and where its schedule is from.
struct Suspect {
  StoppedRun stopped;
  std::string seed{};       // printed; empty for a generated schedule, which knows its own
  std::uint32_t steps = 0;  // of the seed's schedule
  std::string file{};       // absolute path of the repro that holds the schedule; empty: it is not saved yet
  int passes = 0;           // so often the same schedule passed in other runs
  std::optional<Isolation> isolation{};  // of the run; none: the check's own
};

// The finding of a failed run. Neither saved nor confirmed.
Finding describe(Check& check, const Suspect& suspect);

// What the one run of a job came to, into the report of its check. Not its verdict.
void take_run(CheckReport& report, const JobResult& done);

// The engine failed while it was busy with `finding`: the note says so, and `to` where it was not only interrupted.
void note_engine_error(Finding& finding, const EngineError& error, std::string& to);

// The schedule of a run.
Bytes schedule_of(const Check& check, const RunInput& input);

// Writes the repro file of `schedule`; returns its absolute path. The file `given`, where there is one, is never
// written over: it is taken for the repro where it says the same, else another name is. Throws EngineError.
std::string save_repro(const Check& check, const Finding& finding, const Bytes& schedule,
                       const std::filesystem::path& folder, const std::filesystem::path& given);

}  // namespace faultline
