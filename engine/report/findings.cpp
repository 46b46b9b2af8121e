#include "faultline/engine/report/findings.h"

#include <fmt/format.h>

namespace faultline {

std::string failing_rate(int failed, int replays) {
  return fmt::format("fails in {} of {} replay{} of the same schedule", failed, replays, replays == 1 ? "" : "s");
}

std::string flaky_text(const Finding& finding) {
  std::string text = finding.stable < finding.replays
                         ? failing_rate(finding.stable, finding.replays)
                         : fmt::format("fails in each of {} replays of the same schedule, but not by the same history",
                                       finding.replays);
  if (!finding.differs.empty()) text += "; first differs " + finding.differs;
  return text;
}

void judge_by_findings(CheckReport& report) {
  const Finding& first = report.findings.front();
  report.verdict = first.flaky() ? VerdictKind::flaky : VerdictKind::fail;
  if (first.flaky()) report.reason = flaky_text(first);
}

}  // namespace faultline
