// What the flags and the environment say. A flag wins over its variable.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "faultline/engine/report/report_folder.h"
#include "faultline/targets/attach/session.h"

namespace faultline::program {

struct Settings {
  std::string pattern = "*";
  std::string seed, campaign, isolate, duration, shrink_for, replay;
  std::optional<std::uint32_t> runs, steps, stop_at;
  std::uint32_t jobs = 1;
  std::uint32_t keep = kKeptFindings;
  std::string report_dir;  // default: out/ beside the program
  std::string json;        // a file, or - for standard output
  bool quiet = false;
  bool verbose = false;
  bool zoo = false;
  bool bars = false;  // bench --check
  std::vector<std::string> files;

  // Throw BadInput.
  std::optional<Isolation> isolation() const;
  CampaignOptions campaign_options() const;  // the seed is not in it: that needs the check's revision
  std::optional<std::uint64_t> seed_for(const Check& check) const;
};

// Seconds, from "30s", "10m" or "2h". Throws BadInput, also where the time makes no sense.
double parse_duration(const std::string& text);

// The settings the environment alone makes.
Settings settings_from_environment();

// Refuses a folder that cannot be written, and removes old findings. Throws BadInput.
void prepare_report_folder(const Settings& settings, const std::filesystem::path& folder);

// Throws BadInput where --json names no place that can be written, or a file that is read.
void demand_json_place(const Settings& settings);

// Writes where --json says.
void write_json(const std::string& where, const std::string& text);

// The subcommands; each returns the exit code.
int list_command(const Settings& settings);
int run_command(const Settings& settings);
int replay_command(const Settings& settings);
int stop_command(const Settings& settings);
int sweep_command(const Settings& settings);
int shrink_command(const Settings& settings);
int explain_command(const Settings& settings);
int self_test_command(const Settings& settings);
int bench_command(const Settings& settings);

// Everything else main can be.
int cli_main(int argc, char** argv);
int gtest_main(int argc, char** argv);
int crash_child_main(int argc, char** argv);

}  // namespace faultline::program
