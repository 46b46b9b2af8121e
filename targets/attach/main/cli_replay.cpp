#include <fnmatch.h>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/live.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

struct Replayed {
  Check* check;
  Kept kept;
};

// All of them are read before the first is run.
std::vector<Replayed> read_files(const Settings& settings) {
  std::vector<Replayed> all;
  for (const std::string& file : settings.files) {
    const Repro repro = read_repro(file);
    Check& check = Registry::instance().check_of(repro, file);
    if (::fnmatch(settings.pattern.c_str(), repro.check.c_str(), 0) != 0)
      throw BadInput(fmt::format("{} is a repro of {}, which '{}' does not match; nothing was run", file, repro.check,
                                 settings.pattern));
    all.push_back({&check, {repro, file}});
    (void)Session::isolation_of(check, settings.isolation(), all.back().kept);
    (void)schedule_of(check, all.back().kept);
  }
  return all;
}

}  // namespace

int replay_command(const Settings& settings) {
  if (settings.stop_at) return stop_command(settings);
  const TextStyle style = text_style();
  const bool text = settings.json != "-";
  const Interruptible saves;
  Session session;
  CampaignReport report;
  for (const Replayed& one : read_files(settings)) {
    if (interrupted()) break;
    const Repro& repro = one.kept.repro;
    report.checks.push_back(checked(*one.check, Session::isolation_of(*one.check, settings.isolation(), one.kept),
                                    [&] { return session.replay(*one.check, settings.isolation(), one.kept); }));
    const CheckReport& done = report.checks.back();
    for (const Finding& finding : done.findings)
      if (text) say("{}\n", render_finding(finding, style));
    if (text && !settings.quiet && done.findings.empty())
      say("{}{}\n", render_check_line(done, style),
          done.verdict == VerdictKind::pass && !repro.failure.empty()
              ? fitted(fmt::format("          the recorded failure ({}) does not happen any more: {}", repro.failure,
                                   on_one_line(one.kept.file.string())),
                       style.width, 10)
              : "");
  }
  report.interrupted = interrupted();
  complain_of_failures(report.checks);
  write_json(settings.json, pretty_json(run_json(report)));
  return report.exit_code();
}

}  // namespace faultline::program
