#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/distribution.h"
#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/live.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<Check*> chosen_checks(const Settings& settings) {
  const auto& registry = Registry::instance();
  auto checks = registry.matching(settings.pattern);
  if (checks.empty()) registry.reject_unknown(settings.pattern);
  if (!settings.seed.empty() && checks.size() > 1)
    throw BadInput(fmt::format("a seed belongs to one check, but '{}' matches {}; name the one, for example {}",
                               settings.pattern, checks.size(), checks.front()->info().name));
  return checks;
}

void print_opening(const std::vector<Check*>& checks, const Settings& settings, const CampaignOptions& options) {
  const std::size_t columns = text_style().width;
  if (!settings.seed.empty()) {
    say("{}\n\n", fitted(fmt::format("Faultline: one run of {}, seed {}", checks.front()->info().name,
                                     on_one_line(settings.seed)),
                         columns, 2));
    return;
  }
  std::string opening = fmt::format(
      "Faultline: {}, campaign {:#x}{}\n"
      "Each run draws a schedule of commands, faults and crashes from a seed, drives a real system and its model\n"
      "through it side by side, and compares every answer. A failure is shrunk and saved with its seed.\n\n",
      counted(checks.size(), "check", "checks"), options.campaign,
      settings.campaign.empty() ? " (the same seeds every time; --campaign random for new ones)" : "");
  if (columns > 0) opening[opening.find("\nthrough")] = ' ';  // it is wrapped where the terminal ends
  say("{}", fitted(opening, columns, 0));
}

}  // namespace

int run_command(const Settings& settings) {
  if (!settings.replay.empty()) {
    Settings replay = settings;
    replay.files = {settings.replay};
    return replay_command(replay);
  }
  const auto start = Clock::now();
  const auto checks = chosen_checks(settings);
  const TextStyle style = text_style();
  const bool talk = !settings.quiet && settings.json != "-";
  const Interruptible saves;
  ProgressLine line(talk);
  CampaignOptions options = live_options(settings, line);
  for (const Check* check : checks) {  // refuse before anything is run or said
    (void)settings.seed_for(*check);
    (void)Session::isolation_of(*check, settings.isolation());
  }
  Session session(settings.jobs);
  if (talk) print_opening(checks, settings, options);

  CampaignReport report;
  report.campaign = options.campaign;
  for (Check* check : checks) {
    if (interrupted()) break;
    options.seed = settings.seed_for(*check);
    report.checks.push_back(checked(*check, Session::isolation_of(*check, settings.isolation()),
                                    [&] { return session.run(*check, settings.isolation(), options); }));
    line.clear();
    const CheckReport& done = report.checks.back();
    if (talk) say(render_check_line(done, style));
    if (settings.json != "-")
      for (const Finding& finding : done.findings) say("\n{}", render_finding(finding, style));
  }
  report.interrupted = interrupted();
  report.not_begun = checks.size() - report.checks.size();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (talk && settings.seed.empty())
    for (const CheckReport& done : report.checks)
      if (done.verdict != VerdictKind::fail) say("\n{}", render_distribution(done, style.width));
  if (talk) say("\n{}", render_summary(report, seconds, style));
  complain_of_failures(report.checks);
  write_json(settings.json, pretty_json(run_json(report)));
  return report.exit_code();
}

}  // namespace faultline::program
