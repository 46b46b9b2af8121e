#include "faultline/targets/attach/main/live.h"

#include <fmt/format.h>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

std::string campaign_text(const CheckReport& report, std::uint64_t of) {
  const std::string runs = of == 0 ? counted(report.runs, "run", "runs")
                                   : fmt::format("{} of {}", with_commas(report.runs), counted(of, "run", "runs"));
  return fmt::format("{}   {}, {}, {}", report.check->name, runs, counted(report.stats.commands, "command", "commands"),
                     counted(report.stats.crashes, "crash", "crashes"));
}

std::string shrinking_text(const Shrinking& now) {
  const std::string what =
      now.number == 1 ? now.finding.check->name : fmt::format("{}, failure {}", now.finding.check->name, now.number);
  if (now.questions > 0) return fmt::format("{}   asking what matters: {} of {}", what, now.asked + 1, now.questions);
  if (now.seconds_in_full > 0)
    return fmt::format("{}   confirming the smallest, with all the time that there is: {:.1f} s", what,
                       now.seconds_in_full);
  return fmt::format(
      "{}   shrinking: {}, {} now {}: {}, {}, {}", what, counted(now.executions, "run", "runs"),
      now.finding.before.steps == 1 ? "1 step is" : fmt::format("{} steps are", now.finding.before.steps),
      now.best.steps, counted(now.best.commands, "command", "commands"), counted(now.best.faults, "fault", "faults"),
      counted(now.best.crashes, "crash", "crashes"));
}

}  // namespace

CampaignOptions live_options(const Settings& settings, ProgressLine& line) {
  CampaignOptions options = settings.campaign_options();
  prepare_report_folder(settings, options.report_dir);
  options.interrupted = interrupted;
  options.on_progress = [&line](const CheckReport& report, std::uint64_t of) { line.show(campaign_text(report, of)); };
  options.on_failure = [&line](const Finding& found) {
    line.show(fmt::format("{}   failed, saved as {}; shrinking", found.check->name, found.repro));
  };
  options.on_shrinking = [&line](const Shrinking& now) { line.show(shrinking_text(now)); };
  return options;
}

CheckReport checked(const Check& check, Isolation isolation, const std::function<CheckReport()>& work) {
  CheckReport report;
  report.check = &check.info();
  report.isolation = isolation;
  report.verdict = VerdictKind::inconclusive;
  try {
    return work();
  } catch (const BadInput&) {
    throw;
  } catch (const Interrupted& error) {
    report.reason = error.what();
  } catch (const std::exception& error) {
    report.reason = fmt::format("the engine failed: {}", error.what());
    report.engine_error = error.what();
  }
  return report;
}

void complain_of_failures(const std::vector<CheckReport>& checks) {
  for (const CheckReport& done : checks)
    if (!done.engine_error.empty())
      complain("faultline: internal error: {}: {}\n", done.check->name, readable(done.engine_error));
}

}  // namespace faultline::program
