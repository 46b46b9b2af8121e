#include "faultline/targets/attach/main/settings.h"

#include <charconv>
#include <cmath>
#include <iostream>
#include <random>

#include <fmt/format.h>

#include "faultline/engine/report/paths.h"
#include "faultline/engine/runner/surroundings.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

constexpr double kShortest = 1e-6, kLongest = 366 * 24 * 3600.0;  // seconds
constexpr std::uint32_t kMostSteps = 1'000'000;

std::uint64_t parse_campaign(const std::string& text) {
  if (text != "random") {
    const Seed seed = parse_seed(text);
    if (seed.revision)
      throw BadInput(fmt::format("--campaign {} is the seed of a run; a campaign is a number or `random`", text));
    return seed.number;
  }
  // The one place where chance decides anything, because the user asked for it; the number taken is printed.
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

// The seed was printed for schedules of another length, by this revision or another.
[[noreturn]] void reject(const std::string& seed, std::uint32_t printed, const CheckInfo& info, std::uint32_t steps) {
  for (std::uint32_t others = 1; others <= kMostSteps; ++others)
    if (info.revision_of(others) == printed)
      throw BadInput(fmt::format(
          "the seed {} was found with schedules of {} steps, and this run has {}, so it would mean another schedule; "
          "say --steps {} (FAULT_STEPS={})",
          seed, others, steps, others, others));
  throw BadInput(fmt::format(
      "the seed {} was printed by another revision of {} (g{:08x}; this is g{:08x}), so it would mean another "
      "schedule now; replay the repro file instead: FAULT_REPLAY=<file printed with it>, or `replay FILE`",
      seed, info.name, printed, info.revision_of(steps)));
}

}  // namespace

double parse_duration(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const std::string unit(stop, end);
  const double scale = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  const double seconds = number * scale;
  // Not "<": NaN is neither.
  if (error != std::errc{} || scale == 0 || !(seconds >= kShortest && seconds <= kLongest))
    throw BadInput(fmt::format("bad duration '{}'; write 30s, 10m or 2h, from a microsecond to a year", text));
  return seconds;
}

std::optional<Isolation> Settings::isolation() const {
  if (isolate.empty()) return std::nullopt;
  if (const auto known = isolation_named(isolate)) return known;
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
  const std::uint32_t in_force = steps.value_or(check.info().steps);
  if (parsed.revision && *parsed.revision != check.info().revision_of(in_force))
    reject(seed, *parsed.revision, check.info(), in_force);
  return parsed.number;
}

void prepare_report_folder(const Settings& settings, const std::filesystem::path& folder) {
  demand_report_folder(folder);
  keep_newest(folder, settings.keep, settings.files.empty() ? settings.replay : settings.files.front());
}

void demand_json_place(const Settings& settings) {
  const std::string& where = settings.json;
  if (where.empty() || where == "-") return;
  const auto refuse = [&](const std::string& why) {
    throw BadInput(fmt::format("--json {} {}; name a file, or - for standard output", where, why));
  };
  constexpr std::size_t kLongest = 220;  // characters; a disk takes 255, and the file has a longer name at first
  std::error_code error;
  const auto there = std::filesystem::status(where, error);
  auto read = settings.files;
  read.push_back(settings.replay);
  for (const auto& file : read)
    if (std::filesystem::equivalent(where, file, error)) refuse("is the file that is read, and would be lost");
  if (std::filesystem::is_directory(there)) refuse("is a folder");
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) return;  // a device, a pipe
  const auto file = std::filesystem::absolute(where, error);
  const auto folder = file.parent_path();
  if (file.filename().native().size() > kLongest)
    refuse(fmt::format("has a name of {} characters, which is too long", file.filename().native().size()));
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
