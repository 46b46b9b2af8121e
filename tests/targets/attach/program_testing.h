// Runs the built program as a user would.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "faultline/engine/runner/workspace.h"
#include "faultline/targets/crash/harness/harness.h"

namespace faultline::program_testing {

using Environment = std::vector<std::pair<std::string, std::string>>;

struct Ended {
  int code = -1;
  std::string out, err;
};

inline Ended program_of(const std::string& file, std::vector<std::string> arguments, Environment environment = {}) {
  const std::string first = arguments.front();
  crash::Options options;
  options.arguments.assign(arguments.begin() + 1, arguments.end());
  options.environment = std::move(environment);
  options.deadline = std::chrono::minutes(5);
  const crash::Outcome outcome = crash::run(file, first, options);
  EXPECT_TRUE(outcome.exit_code().has_value()) << outcome.err();
  return {outcome.exit_code().value_or(-1), outcome.out(), outcome.err()};
}

inline Ended program(std::vector<std::string> arguments, Environment environment = {}) {
  return program_of(FAULTLINE_PROGRAM, std::move(arguments), std::move(environment));
}

// `run --json -` of one check: its entry in "checks".
inline boost::json::object check_json(std::vector<std::string> arguments, int code, Environment environment = {}) {
  arguments.insert(arguments.end(), {"--json", "-"});
  const Ended ended = program(std::move(arguments), std::move(environment));
  EXPECT_EQ(ended.code, code) << ended.out << ended.err;
  return boost::json::parse(ended.out).at("checks").at(0).as_object();
}

// `list --json -`: its entries. The program is asked once.
inline const std::vector<boost::json::object>& listed(const std::vector<std::string>& arguments = {"list"}) {
  static std::map<std::vector<std::string>, std::vector<boost::json::object>> known;
  const auto [at, fresh] = known.try_emplace(arguments);
  if (!fresh) return at->second;
  auto call = arguments;
  call.insert(call.end(), {"--json", "-"});
  const auto list = boost::json::parse(program(std::move(call)).out);
  for (const auto& check : list.at("checks").as_array()) at->second.push_back(check.as_object());
  return at->second;
}
inline std::string name_of(const boost::json::object& check) { return std::string(check.at("name").as_string()); }

// "chaos.store.memory" as the name of a test.
inline std::string as_test_name(std::string check) {
  std::replace(check.begin(), check.end(), '.', '_');
  return check;
}

// A folder for repro files, gone afterwards.
class ReportFolder {
 public:
  ~ReportFolder() { Workspace(path_).remove(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_ = make_workspace_root();
};

// Empty where it cannot be read, as what /proc has of a process that ends meanwhile.
inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

// The names and contents of a folder's files; folders in it are left out.
inline std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_regular_file()) all[entry.path().filename().string()] = text_of(entry.path());
  return all;
}

}  // namespace faultline::program_testing
