#include "faultline/targets/attach/main/live.h"

#include <fmt/format.h>

namespace faultline::program {
namespace {

std::string campaign_text(const CheckReport& report, std::uint64_t of) {
  const std::string total = of == 0 ? "" : fmt::format(" of {}", of);
  return fmt::format("{}   {}{} runs, {} commands, {} crashes", report.check->name, report.runs, total,
                     report.stats.commands, report.stats.crashes);
}

std::string shrinking_text(const Shrinking& now) {
  const std::string what =
      now.number == 1 ? now.finding.check->name : fmt::format("{}, failure {}", now.finding.check->name, now.number);
  if (now.questions > 0) return fmt::format("{}   asking what matters: {} of {}", what, now.asked + 1, now.questions);
  return fmt::format("{}   shrinking: {} runs, {} steps are now {}: {} commands, {} faults, {} crashes", what,
                     now.executions, now.finding.before.steps, now.best.steps, now.best.commands, now.best.faults,
                     now.best.crashes);
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

}  // namespace faultline::program
