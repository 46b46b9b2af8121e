#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/report/sweep_report.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/live.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

// Those that match and have crash points; a check that is named must have some.
std::vector<Check*> swept_checks(const Settings& settings) {
  const auto& registry = Registry::instance();
  auto checks = registry.matching(settings.pattern);
  if (checks.empty()) registry.reject_unknown(settings.pattern);
  std::erase_if(checks, [](const Check* check) { return check->info().crash_points.empty(); });
  if (checks.empty()) throw BadInput(fmt::format("no check that matches '{}' has crash points", settings.pattern));
  if ((!settings.seed.empty() || !settings.replay.empty()) && checks.size() > 1)
    throw BadInput(fmt::format("a schedule belongs to one check, but '{}' matches {}; name the one, for example {}",
                               settings.pattern, checks.size(), checks.front()->info().name));
  return checks;
}

std::optional<Kept> schedule_of(const Settings& settings, const Check& check) {
  if (settings.replay.empty()) return std::nullopt;
  const Repro repro = read_repro(settings.replay);
  if (repro.check != check.info().name)
    throw BadInput(
        fmt::format("{} holds a schedule of {}, not of {}", settings.replay, repro.check, check.info().name));
  return Kept{repro, settings.replay};
}

}  // namespace

int sweep_command(const Settings& settings) {
  const auto start = std::chrono::steady_clock::now();
  const auto checks = swept_checks(settings);
  const TextStyle style = text_style();
  const bool talk = !settings.quiet && settings.json != "-";
  const Interruptible saves;
  ProgressLine line(talk);
  CampaignOptions options = live_options(settings, line);
  std::optional<Kept> kept;
  for (const Check* check : checks) {  // refuse before anything is run
    (void)settings.seed_for(*check);
    (void)Session::swept_isolation_of(*check, settings.isolation());
    kept = schedule_of(settings, *check);
    if (kept) (void)faultline::schedule_of(*check, *kept);
  }
  Session session(settings.jobs);
  CampaignReport summary;
  summary.campaign = options.campaign;
  std::vector<SweepReport> reports;
  for (Check* check : checks) {
    if (interrupted()) break;
    options.seed = settings.seed_for(*check);
    reports.push_back(session.sweep(*check, settings.isolation(), options, kept));
    line.clear();
    const SweepReport& done = reports.back();
    summary.checks.push_back(done.check);
    if (talk) say("{}\n", render_sweep(done, style));
    if (settings.json != "-")
      for (const Finding& finding : done.check.findings) say("{}\n", render_finding(finding, style));
  }
  summary.interrupted = interrupted();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (talk) say(render_summary(summary, seconds, style));
  complain_of_failures(summary.checks);
  write_json(settings.json, pretty_json(sweep_json(summary.campaign, reports)));
  return summary.exit_code();
}

}  // namespace faultline::program
