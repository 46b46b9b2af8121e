// Every failure is reproduced by its printed line, by its repro file, and under the crash harness.
#include <algorithm>
#include <fstream>
#include <regex>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

std::vector<std::string> planted_bugs() {
  std::vector<std::string> names;
  for (const auto& check : listed({"list", "--zoo"})) names.push_back(name_of(check));
  return names;
}

class Replay : public testing::TestWithParam<std::string> {
 protected:
  ReportFolder folder_;
};

std::string first_match(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

TEST_P(Replay, ThePrintedLinesReproduceTheSameHistory) {
  const Ended found = program({"run", GetParam()}, {{"FAULT_REPORT_DIR", folder_.path()}});
  ASSERT_EQ(found.code, 1) << found.out << found.err;
  const std::string seed = first_match(found.out, "FAULT_SEED=(\\S+)");
  const std::string repro = first_match(found.out, "FAULT_REPLAY=(\\S+)");
  const std::string digest = first_match(found.out, "history ([0-9a-f]{16})");
  ASSERT_FALSE(seed.empty() || repro.empty() || digest.empty()) << found.out;

  const Ended by_seed = program({"run", GetParam()}, {{"FAULT_SEED", seed}, {"FAULT_REPORT_DIR", folder_.path()}});
  EXPECT_EQ(by_seed.code, 1);
  EXPECT_EQ(first_match(by_seed.out, "history ([0-9a-f]{16})"), digest) << by_seed.out;

  const Ended by_variable = program({"run", GetParam()}, {{"FAULT_REPLAY", repro}});
  EXPECT_EQ(by_variable.code, 1);
  EXPECT_EQ(first_match(by_variable.out, "history ([0-9a-f]{16})"), digest) << by_variable.out;
  EXPECT_NE(by_variable.out.find("as recorded, same history"), std::string::npos) << by_variable.out;

  EXPECT_EQ(program({"replay", repro}).code, 1);
}

class CrashHarness : public Replay {
 protected:
  // The check of a right system that knows the model and every crash point of the planted bug.
  static std::string right_system_of(const boost::json::object& bug) {
    for (const auto& check : listed()) {
      const auto& points = check.at("crash_points").as_array();
      const auto known = [&](const auto& point) {
        return std::find(points.begin(), points.end(), point) != points.end();
      };
      const auto& needed = bug.at("crash_points").as_array();
      if (check.at("model") == bug.at("model") && std::all_of(needed.begin(), needed.end(), known))
        return name_of(check);
    }
    return "";
  }

  // A schedule that failed on a planted bug passes on the right system, and a replay says so.
  void expect_pass_on_the_right_system(const std::string& repro) const {
    for (const auto& bug : listed({"list", "--zoo"})) {
      if (name_of(bug) != GetParam()) continue;
      const std::string right = right_system_of(bug);
      ASSERT_NE(right, "");
      const std::string fixed = folder_.path() + "/fixed.json";
      std::ofstream(fixed) << std::regex_replace(text_of(repro), std::regex(GetParam()), right);
      const Ended ended = program({"replay", fixed});
      EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
      EXPECT_NE(ended.out.find("does not happen any more"), std::string::npos) << ended.out;
    }
  }
};

TEST_P(CrashHarness, TheReproFailsInTheSameWayAndPassesOnTheRightSystem) {
  const auto check = check_json({"run", GetParam(), "--report-dir", folder_.path()}, 1);
  const auto& failure = check.at("failures").at(0).as_object();
  const std::string repro(failure.at("repro").as_string());
  expect_pass_on_the_right_system(repro);
  ReportFolder artefacts;
  crash::Options options;
  options.arguments = {repro};
  options.folder = artefacts.path();
  // Simulated deaths are over in one process.
  const int crashes = check.at("isolation") == "forked" ? failure.at("after").at("crashes").to_number<int>() : 0;
  for (int i = 0; i < crashes; ++i) {
    const crash::Outcome killed = crash::run(FAULTLINE_PROGRAM, "crash-child", options);
    EXPECT_TRUE(killed.killed()) << killed.out() << killed.err();
  }
  const auto text = [&](const char* key) { return std::string(failure.at(key).as_string()); };
  const bool stuck = text("class") == "hang" || text("class") == "deadlock";
  if (stuck) options.deadline = std::chrono::seconds(1);
  const crash::Outcome ended = crash::run(FAULTLINE_PROGRAM, "crash-child", options);
  if (stuck || text("class") == "died_by_signal") {  // nobody watches over it there
    EXPECT_TRUE(stuck ? ended.timed_out() : ended.signal().has_value()) << ended.out() << ended.err();
    return;
  }
  EXPECT_EQ(ended.exit_code(), 1) << ended.err();
  EXPECT_EQ(ended.out(), "fail " + text("class") + ' ' + text("origin") + ' ' + text("digest") + '\n');
}

std::string test_name_of(const testing::TestParamInfo<std::string>& bug) { return as_test_name(bug.param); }

INSTANTIATE_TEST_SUITE_P(Zoo, Replay, testing::ValuesIn(planted_bugs()), test_name_of);
INSTANTIATE_TEST_SUITE_P(Zoo, CrashHarness, testing::ValuesIn(planted_bugs()), test_name_of);

}  // namespace
}  // namespace faultline::program_testing
