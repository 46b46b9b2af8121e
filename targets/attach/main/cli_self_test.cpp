
#include <fmt/format.h>

#include "faultline/engine/campaign/self_test.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {
namespace {

constexpr const char* kOpening =
    "Faultline self-test: one reply or effect of a healthy target is perturbed at a time. Counted are perturbations\n"
    "that changed something observable; noticed are those that made the check fail.\n"
    "  drop: the command is lost   repeat: it happens twice   stale: an old answer   swap: two answers exchanged\n"
    "  corrupt: an answer damaged\n\n";

void print_row(const CheckInfo& check, const SelfTestReport& report) {
  say("  {:<24}", check.name);
  for (const std::string& kind : perturbation_kinds()) {
    const auto& counted = report.kinds.at(kind);
    say(" {:>12}", counted.changed == 0 ? "none" : fmt::format("{}/{}", counted.killed, counted.changed));
  }
  say("\n");
  for (const std::string& survivor : report.survivors) say("      not noticed: {}\n", survivor);
  if (!report.broken.empty()) say("      {}\n", report.broken);
}

}  // namespace

int self_test_command(const Settings& settings) {
  const auto& registry = Registry::instance();
  const auto checks = registry.matching(settings.pattern);
  if (checks.empty()) registry.reject_unknown(settings.pattern);
  SelfTestOptions options;
  options.campaign = settings.campaign_options().campaign;
  options.runs = settings.runs.value_or(options.runs);
  options.steps = settings.steps;
  options.interrupted = interrupted;
  const Interruptible saves;

  say("{}  {:<24}", kOpening, "noticed / changed");
  for (const std::string& kind : perturbation_kinds()) say(" {:>12}", kind);
  say("\n");
  Session session;
  bool noticed_all = true, counted_all = true;
  for (Check* check : checks) {
    if (interrupted()) return kInterruptedCode;
    if (!check->info().deterministic) {
      say("  {:<24} skipped: its histories differ from run to run, so nothing can be compared\n", check->info().name);
      continue;
    }
    const Isolation isolation = Session::isolation_of(*check, settings.isolation());
    const SelfTestReport report = self_test(*check, session.executor(isolation), options);
    print_row(check->info(), report);
    noticed_all &= report.survivors.empty() && report.broken.empty();
    counted_all &= report.clean() || !report.survivors.empty();
  }
  if (!noticed_all) return 1;
  if (!counted_all) say("\nWhere it says none, no perturbation changed anything: more --runs or --steps.\n");
  return counted_all ? 0 : 3;
}

}  // namespace faultline::program
