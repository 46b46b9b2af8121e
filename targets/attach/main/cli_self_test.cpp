#include <functional>

#include <fmt/format.h>

#include "faultline/engine/campaign/self_test.h"
#include "faultline/engine/report/columns.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {
namespace {

constexpr const char* kOpening =
    "Faultline self-test: one reply or effect of a healthy target is perturbed at a\n"
    "time. Counted are perturbations that changed something observable; noticed are\n"
    "those that made the check fail.\n"
    "  drop: the command is lost   repeat: it happens twice   stale: an old answer\n"
    "  swap: two answers exchanged   corrupt: an answer damaged\n\n";

int end_interrupted() {
  say("{}", fitted("\n(interrupted; only what stands above was done)\n", text_style().width, 2));
  return kInterruptedCode;
}

// A cell for each kind, as wide as the terminal lets them be.
std::string row(const std::string& name, std::size_t columns,
                const std::function<std::string(const std::string&)>& cell) {
  std::string line = fmt::format("  {:<24}", name);
  for (const std::string& kind : perturbation_kinds())
    line += fmt::format(" {:>{}}", cell(kind), columns == 0 || columns >= 91 ? 12 : 9);
  return fitted(line + '\n', columns, 4);
}

void print_row(const CheckInfo& check, const SelfTestReport& report, std::size_t columns) {
  std::string out = row(check.name, columns, [&](const std::string& kind) {
    const auto& counted = report.kinds.at(kind);
    return counted.changed == 0 ? "none" : fmt::format("{}/{}", counted.killed, counted.changed);
  });
  std::string notes;
  for (const std::string& survivor : report.survivors)
    notes += fmt::format("      not noticed: {}\n", on_one_line(survivor));
  if (!report.broken.empty()) notes += fmt::format("      {}\n", on_one_line(report.broken));
  say("{}{}", out, fitted(notes, columns, 8));
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
  Session session;

  const std::size_t columns = text_style().width;
  say("{}{}", fitted(kOpening, columns, 2), row("noticed / changed", columns, [](const auto& kind) { return kind; }));
  bool noticed_all = true, counted_all = true, engine_failed = false;
  for (Check* check : checks) {
    if (interrupted()) return end_interrupted();
    if (!check->info().deterministic) {
      say("{}", fitted(fmt::format("  {:<24} skipped: its histories differ from run to run, so nothing can be "
                                   "compared\n",
                                   check->info().name),
                       columns, 27));
      continue;
    }
    const Isolation isolation = Session::isolation_of(*check, settings.isolation());
    try {
      const SelfTestReport report = self_test(*check, session.executor(isolation), options);
      print_row(check->info(), report, columns);
      noticed_all &= report.survivors.empty() && report.broken.empty();
      counted_all &= report.clean() || !report.survivors.empty();
    } catch (const Interrupted&) {
      return end_interrupted();
    } catch (const std::exception& error) {  // the other checks are still of use
      engine_failed = true;
      complain("faultline: internal error: {}: {}\n", check->info().name, message_of(error));
    }
  }
  if (interrupted()) return end_interrupted();
  if (engine_failed) return 4;
  if (!noticed_all) return 1;
  if (!counted_all)
    say("\n{}", fitted("Where it says none, no perturbation changed anything: more --runs or --steps.\n", columns, 2));
  return counted_all ? 0 : 3;
}

}  // namespace faultline::program
