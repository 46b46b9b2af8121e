#include "faultline/targets/attach/main/settings.h"

#include <charconv>
#include <cmath>
#include <random>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "faultline/engine/report/paths.h"
#include "faultline/engine/runner/surroundings.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

double parse_duration(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const std::string unit(stop, end);
  const double scale = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (error != std::errc{} || scale == 0 || !(number > 0) || !std::isfinite(number * scale))
    throw BadInput(fmt::format("bad duration '{}'; write 30s, 10m or 2h", text));
  return number * scale;
}

std::uint64_t parse_campaign(const std::string& text) {
  if (text != "random") return parse_seed(text).number;
  // The one place where chance decides anything, because the user asked for it; the number taken is printed.
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

std::optional<Isolation> Settings::isolation() const {
  if (isolate.empty()) return std::nullopt;
  if (isolate == "in-process") return Isolation::in_process;
  if (isolate == "forked") return Isolation::forked;
  throw BadInput(fmt::format("unknown isolation '{}'; choose in-process or forked", isolate));
}

CampaignOptions Settings::campaign_options() const {
  CampaignOptions options;
  if (!campaign.empty()) options.campaign = parse_campaign(campaign);
  options.runs = runs;
  options.steps = steps;
  options.verbose = verbose;
  if (!duration.empty()) options.seconds = parse_duration(duration);
  if (!shrink_for.empty()) options.limits.seconds = parse_duration(shrink_for);
  options.report_dir = report_dir.empty() ? program_path().parent_path() / "out" : std::filesystem::path(report_dir);
  return options;
}

std::optional<std::uint64_t> Settings::seed_for(const Check& check) const {
  if (seed.empty()) return std::nullopt;
  const Seed parsed = parse_seed(seed);
  const std::uint32_t current = check.info().revision;
  if (parsed.revision && *parsed.revision != current)
    throw BadInput(fmt::format(
        "the seed {} was printed by another revision of {} (g{:08x}; this is g{:08x}), so it would mean another "
        "schedule now; replay the repro file instead: FAULT_REPLAY=<file printed with it>, or `replay FILE`",
        seed, check.info().name, *parsed.revision, current));
  return parsed.number;
}

void add_shrink_flags(CLI::App& app, Settings& settings) {
  app.add_option("--shrink-for", settings.shrink_for,
                 "shrink each failure, and what else is met meanwhile, for at most this long; default 60s")
      ->envname("FAULT_SHRINK_FOR")
      ->check(
          [](const std::string& text) { return text.empty() ? "no duration; write 30s, 10m or 2h" : std::string(); });
  app.add_option("--jobs", settings.jobs,
                 "how many processes may shrink at once, at most 4 for each processor; only for shrinking, and not for "
                 "checks that run in-process; the result is the same; default 1")
      ->envname("FAULT_JOBS")
      ->check(CLI::Range(1, 64));
  app.add_option("--isolate", settings.isolate, "in-process or forked; by default what the check says")
      ->envname("FAULT_ISOLATE");
  app.add_option("--report-dir", settings.report_dir, "where repro files go; default out/ beside the program")
      ->envname("FAULT_REPORT_DIR");
  app.add_option("--keep", settings.keep,
                 fmt::format("how many repro files stay in that folder, the newest; what this run finds comes on top; "
                             "default {}",
                             kKeptFindings))
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_amount_flags(CLI::App& app, Settings& settings, const std::string& runs) {
  app.add_option("--runs", settings.runs, runs)->envname("FAULT_RUNS")->check(CLI::Range(1U, 4'294'967'295U));
  app.add_option("--steps", settings.steps, "how many steps a schedule has")
      ->envname("FAULT_STEPS")
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_campaign_flags(CLI::App& app, Settings& settings) {
  app.add_option("--seed", settings.seed, "run exactly this one run: 7, 0x51a7 or g1a2b3c4d:0x51a7")
      ->envname("FAULT_SEED");
  add_amount_flags(app, settings, "how many schedules to run");
  app.add_option("--for", settings.duration, "run for this long instead: 30s, 10m, 2h")->envname("FAULT_FOR");
  app.add_option("--campaign", settings.campaign, "campaign seed, a number or `random`; fixed by default")
      ->envname("FAULT_CAMPAIGN");
  add_shrink_flags(app, settings);
  app.add_option("--replay", settings.replay)->envname("FAULT_REPLAY")->group("");
}

Settings settings_from_environment() {
  Settings settings;
  CLI::App app;
  add_campaign_flags(app, settings);
  std::vector<std::string> nothing;
  try {
    app.parse(nothing);
  } catch (const CLI::Error& error) {
    throw BadInput(error.what());
  }
  return settings;
}

void prepare_report_folder(const Settings& settings, const std::filesystem::path& folder) {
  demand_report_folder(folder);
  keep_newest(folder, settings.keep, settings.files.empty() ? settings.replay : settings.files.front());
}

void demand_json_place(const std::string& where) {
  if (where.empty() || where == "-") return;
  const auto refuse = [&](const std::string& why) {
    throw BadInput(fmt::format("--json {} {}; name a file, or - for standard output", where, why));
  };
  std::error_code error;
  const auto there = std::filesystem::status(where, error);
  if (std::filesystem::is_directory(there)) refuse("is a folder");
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) return;  // a device, a pipe
  const auto folder = std::filesystem::absolute(where, error).parent_path();
  if (!std::filesystem::is_directory(folder, error))
    refuse(fmt::format("is in {}, which is no folder", folder.string()));
  if (const auto why = why_not_writable(folder); !why.empty()) refuse("cannot be written (" + why + ")");
}

void write_json(const std::string& where, const std::string& text) {
  if (where.empty()) return;
  if (where == "-") {
    say(std::string_view(text));
  } else {
    write_file(std::filesystem::absolute(where), text);
  }
}

}  // namespace faultline::program
