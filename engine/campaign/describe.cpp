#include "faultline/engine/campaign/describe.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/report/paths.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/repro.h"
#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Whether `file` is of the same failure as `repro`, which is printed as `text`, and has a seed besides: what swept or
// shrank a kept schedule has none.
bool has_its_seed(const std::filesystem::path& file, const Repro& repro, const std::string& text) {
  std::error_code unknown;
  if (!repro.seed.empty() || !std::filesystem::is_regular_file(file, unknown)) return false;
  try {
    Repro other = read_repro(file);
    if (other.seed.empty()) return false;
    other.seed = repro.seed;
    other.seed_steps = repro.seed_steps;
    return print_repro(other) == text;
  } catch (const BadInput&) {
    return false;
  }
}

}  // namespace

Bytes schedule_of(const Check& check, const RunInput& input) {
  if (const auto* bytes = std::get_if<Bytes>(&input)) return *bytes;
  return check.generate(std::get<Generated>(input));
}

std::string save_repro(const Check& check, const Finding& finding, const Bytes& schedule,
                       const std::filesystem::path& folder, const std::filesystem::path& given) {
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
  repro.flaky = finding.flaky();
  if (finding.isolation) repro.isolation = name_of(*finding.isolation);
  auto file = std::filesystem::absolute(folder) / repro_file_name(repro);
  const std::string text = print_repro(repro);
  std::error_code missing;  // then it is not the given one
  if (!given.empty() && std::filesystem::equivalent(file, given, missing)) {
    if (text_of(given) == text) return given.string();
    file.replace_filename(file.stem().string() + "-2" + file.extension().string());
  }
  if (has_its_seed(file, repro, text)) {
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now(), missing);  // found anew
    return file.string();
  }
  write_file(file, text);
  return file.string();
}

void take_run(CheckReport& report, const JobResult& done) {
  report.tally = done.state.tally;
  report.stats = done.stopped ? done.stopped->result.stats : done.state.stats;
  report.chain = done.stopped ? done.stopped->result.digest : done.state.chain;
}

Finding describe(Check& check, const Suspect& suspect) {
  const Bytes schedule = schedule_of(check, suspect.stopped.input);
  Finding finding;
  finding.check = &check.info();
  finding.seed = suspect.seed;
  finding.steps = suspect.steps;
  if (suspect.isolation != check.info().isolation) finding.isolation = suspect.isolation;
  if (const auto* generated = std::get_if<Generated>(&suspect.stopped.input)) {
    finding.seed = print_seed({check.info().revision_of(generated->steps), generated->seed});
    finding.steps = generated->steps;
  }
  take_execution(check, schedule, suspect.stopped, finding);
  finding.before = finding.after;
  finding.replays = suspect.passes;
  return finding;
}

void note_engine_error(Finding& finding, const EngineError& error, std::string& to) {
  const bool interrupted = dynamic_cast<const Interrupted*>(&error) != nullptr;
  if (!interrupted) to = error.what();
  const std::string what = interrupted ? error.what() : fmt::format("the engine failed: {}", error.what());
  if (finding.note.find(what) != std::string::npos) return;
  finding.note += (finding.note.empty() ? "" : "; ") + what;
}

}  // namespace faultline
