
#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/live.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

using Work = CheckReport (Session::*)(Check&, std::optional<Isolation>, const Kept&, const CampaignOptions&);

// Does something to the one schedule of a file and prints what came of it.
int work_on_file(const Settings& settings, Work work, const char* why_not) {
  const std::string& file = settings.files.front();
  const Kept kept{read_repro(file), file};
  Check& check = Registry::instance().check_of(kept.repro, file);
  const bool text = settings.json != "-";
  const Interruptible saves;
  ProgressLine line(text && !settings.quiet);
  const CampaignOptions options = live_options(settings, line);
  Session session(settings.jobs);
  CampaignReport report;
  report.campaign = options.campaign;
  report.checks.push_back(checked(check, Session::isolation_of(check, settings.isolation(), kept),
                                  [&] { return (session.*work)(check, settings.isolation(), kept, options); }));
  report.interrupted = interrupted();
  line.clear();
  const CheckReport& done = report.checks.back();
  const TextStyle style = text_style();
  const bool passes = done.verdict == VerdictKind::pass;
  if (text && !settings.quiet && (done.findings.empty() || done.left_out > 0))
    say("{}{}", render_check_line(done, style),
        passes ? fitted(fmt::format("          {} does not fail, so {}\n", on_one_line(file), why_not), style.width, 10)
               : "");
  if (text)
    for (const Finding& finding : done.findings) say("{}\n", render_finding(finding, style));
  complain_of_failures(report.checks);
  write_json(settings.json, pretty_json(run_json(report)));
  return report.exit_code();
}

}  // namespace

int shrink_command(const Settings& settings) {
  return work_on_file(settings, &Session::shrink, "there is nothing to shrink");
}

int explain_command(const Settings& settings) {
  return work_on_file(settings, &Session::explain, "there is nothing to explain");
}

}  // namespace faultline::program
