#include "faultline/engine/campaign/stop_kept.h"

#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/campaign/describe.h"
#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/words/bad_input.h"

namespace faultline {
namespace {

ReportRow row_of(const std::vector<ReportRow>& rows, std::uint32_t step, const Kept& kept) {
  std::uint32_t number = 0;
  for (const ReportRow& row : rows)
    if (row.kind == ReportRow::Kind::numbered && ++number == step) return row;
  throw BadInput(fmt::format("there is no step {} in {}: the table of its run has {}", step, kept.file.string(),
                             number == 1 ? "one" : std::to_string(number)));
}

}  // namespace

CheckReport stop_kept(Check& check, Executor& ahead, Executor& executor, Isolation isolation, const Kept& kept,
                      std::uint32_t step) {
  const auto start = std::chrono::steady_clock::now();
  const Bytes schedule = schedule_of(check, kept);
  const ReportRow row = row_of(rows_of(check, schedule, run_once(check, ahead, schedule)), step, kept);
  Job job;
  job.schedule = schedule;
  job.stop_at = row.asked;
  job.stop_text = fmt::format("step {}, {}", step, row.text.substr(row.text.find_first_not_of(' ')));
  JobResult done = executor.execute(check, job);

  CheckReport report;
  report.check = &check.info();
  report.isolation = isolation;
  report.runs = 1;
  take_run(report, done);
  if (done.stopped) {
    report.verdict = done.stopped->result.verdict.kind;
    report.reason = report.verdict == VerdictKind::fail ? "" : done.stopped->result.verdict.message;
  }
  if (report.verdict == VerdictKind::fail) {
    Finding finding = describe(check, Suspect{std::move(*done.stopped), "", 0, kept.file.string()});
    finding.replayed = true;
    finding.repro = std::filesystem::absolute(kept.file).string();
    finding.note = fmt::format("run once, stopped before step {}", step);
    report.findings.push_back(std::move(finding));
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace faultline
