#include <fnmatch.h>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {

int replay_command(const Settings& settings) {
  if (settings.stop_at) return stop_command(settings);
  const TextStyle style = text_style();
  const bool text = settings.json != "-";
  const Interruptible saves;
  Session session;
  CampaignReport report;
  for (const std::string& file : settings.files) {
    if (interrupted()) break;
    const Repro repro = read_repro(file);
    Check& check = Registry::instance().check_of(repro, file);
    if (::fnmatch(settings.pattern.c_str(), repro.check.c_str(), 0) != 0)
      throw BadInput(fmt::format("{} is a repro of {}, which '{}' does not match; nothing was run", file, repro.check,
                                 settings.pattern));
    report.checks.push_back(session.replay(check, settings.isolation(), {repro, file}));
    const CheckReport& done = report.checks.back();
    for (const Finding& finding : done.findings)
      if (text) say("{}\n", render_finding(finding, style));
    if (text && !settings.quiet && done.findings.empty())
      say("{}{}\n", render_check_line(done, style),
          done.verdict == VerdictKind::pass && !repro.failure.empty()
              ? fitted(fmt::format("          the recorded failure ({}) does not happen any more: {}", repro.failure,
                                   on_one_line(file)),
                       style.width, 10)
              : "");
  }
  report.interrupted = interrupted();
  write_json(settings.json, pretty_json(run_json(report)));
  return report.exit_code();
}

}  // namespace faultline::program
