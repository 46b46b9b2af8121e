#include "faultline/engine/campaign/describe.h"

#include <fmt/format.h>

#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/report/paths.h"
#include "faultline/engine/words/repro.h"
#include "faultline/engine/words/seed.h"

namespace faultline {

Bytes schedule_of(const Check& check, const RunInput& input) {
  if (const auto* bytes = std::get_if<Bytes>(&input)) return *bytes;
  return check.generate(std::get<Generated>(input));
}

std::string save_repro(const Check& check, const Finding& finding, const Bytes& schedule,
                       const std::filesystem::path& folder) {
  Repro repro;
  repro.check = check.info().name;
  repro.seed = finding.seed;
  repro.seed_steps = finding.steps;
  repro.revision = fmt::format("{:08x}", check.info().revision);
  repro.steps = check.to_json(schedule);
  repro.failure = name_of(finding.verdict.failure);
  repro.origin = finding.verdict.origin;
  repro.step = finding.verdict.step + 1;
  repro.digest = print_digest(finding.digest);
  const auto file = std::filesystem::absolute(folder) / repro_file_name(repro);
  write_file(file, print_repro(repro));
  return file.string();
}

Finding describe(Check& check, Executor& executor, const Suspect& suspect, const Budget& budget) {
  const Bytes schedule = schedule_of(check, suspect.stopped.input);
  Finding finding;
  finding.check = &check.info();
  finding.seed = suspect.seed;
  finding.steps = suspect.steps;
  if (const auto* generated = std::get_if<Generated>(&suspect.stopped.input)) {
    finding.seed = print_seed({check.info().revision, generated->seed});
    finding.steps = generated->steps;
  }
  take_execution(check, schedule, suspect.stopped, finding);
  finding.before = finding.after;
  finding.replays = suspect.passed;
  confirm(check, executor, schedule, budget, finding);
  return finding;
}

}  // namespace faultline
