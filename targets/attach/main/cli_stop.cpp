// `replay FILE --stop-at STEP`

#include <fmt/format.h>

#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {

int stop_command(const Settings& settings) {
  if (settings.files.size() != 1) throw BadInput("--stop-at stops in one schedule; name one file");
  const Repro repro = read_repro(settings.files.front());
  Check& check = Registry::instance().check_of(repro, settings.files.front());
  lose_patience();  // with a process that waits for a debugger
  const Interruptible saves;
  Session session;
  CampaignReport report;
  report.checks.push_back(
      session.stop(check, settings.isolation(), {repro, settings.files.front()}, *settings.stop_at));
  report.interrupted = interrupted();
  const bool text = settings.json != "-";
  for (const CheckReport& done : report.checks) {
    for (const Finding& finding : done.findings)
      if (text) say("{}\n", render_finding(finding, text_style()));
    if (text && !settings.quiet && done.findings.empty()) say("{}", render_check_line(done, text_style()));
  }
  write_json(settings.json, pretty_json(run_json(report)));
  return report.exit_code();
}

}  // namespace faultline::program
