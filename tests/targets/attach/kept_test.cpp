// `shrink FILE` and `explain FILE`.
#include <regex>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

constexpr const char* kBug = "zoo.durable.truncate_before_publish";

class KeptSchedule : public testing::Test {
 protected:
  void SetUp() override {
    small_ = file_of(check_json({"run", kBug, "--report-dir", folder_.path() + "/small"}, 1));
    // Cut short at once, so that it is as long as it was found, or nearly.
    large_ = file_of(
        check_json({"run", kBug, "--report-dir", folder_.path() + "/large"}, 1, {{"FAULT_SHRINK_FOR", "0.000001s"}}));
    ASSERT_NE(text_of(large_), text_of(small_));
  }
  static std::string file_of(const boost::json::object& check) {
    return std::string(check.at("failures").at(0).at("repro").as_string());
  }
  // The same schedule as a repro of the healthy store.
  std::string fixed() const {
    const std::string file = folder_.path() + "/fixed.json";
    std::ofstream(file) << std::regex_replace(text_of(small_), std::regex(kBug), "chaos.durable.posix");
    return file;
  }
  static std::string field_of(const std::string& name) { return '"' + name + "\": *\"[^\"]*\""; }
  static std::string field_with(const std::string& name, const std::string& value) {
    return '"' + name + "\": " + value;
  }
  static bool says(const Ended& ended, const std::string& text) { return ended.out.find(text) != std::string::npos; }

  ReportFolder folder_;
  std::string small_, large_;
};

TEST_F(KeptSchedule, IsShrunkAsARunShrinksIt) {
  const std::string before = text_of(large_);
  const auto check = check_json({"shrink", large_, "--report-dir", folder_.path() + "/shrunk"}, 1);
  EXPECT_EQ(text_of(file_of(check)), text_of(small_));
  EXPECT_EQ(text_of(large_), before);
  EXPECT_EQ(files_of(folder_.path() + "/shrunk").size(), 1U);
  const auto& failure = check.at("failures").at(0);
  EXPECT_EQ(failure.at("one_minimal"), true);
  EXPECT_GT(failure.at("before").at("commands").to_number<int>(), failure.at("after").at("commands").to_number<int>());
}

TEST_F(KeptSchedule, StaysWhereItIsWhenShrunkBesideItself) {
  const Ended ended = program({"shrink", large_, "--report-dir", folder_.path() + "/large", "--jobs", "2"});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(says(ended, "verified 1-minimal")) << ended.out;
  EXPECT_EQ(files_of(folder_.path() + "/large").size(), 2U);
}

// What is written beside it has the name that it has.
TEST_F(KeptSchedule, IsNeverWrittenOverNorRemoved) {
  const auto files = files_of(folder_.path() + "/small");
  const Ended same = program({"shrink", small_, "--report-dir", folder_.path() + "/small"});
  EXPECT_EQ(same.code, 1) << same.err;
  EXPECT_TRUE(says(same, "FAULT_REPLAY=" + small_ + ' ')) << same.out;
  EXPECT_EQ(files_of(folder_.path() + "/small"), files);
  std::ofstream(small_, std::ios::app) << "\n\n";  // a note in it, or anything else that is the user's
  const std::string edited = text_of(small_);
  const Ended ended = program({"shrink", small_, "--report-dir", folder_.path() + "/small"});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(says(ended, "-2.json ")) << ended.out;
  EXPECT_EQ(text_of(small_), edited);
  EXPECT_EQ(files_of(folder_.path() + "/small").size(), 2U);
}

TEST_F(KeptSchedule, ThatWasEditedHasNoSeedAnyMore) {
  EXPECT_TRUE(says(program({"explain", small_}), "FAULT_SEED="));
  const std::string file = folder_.path() + "/edited.json";
  for (const auto& [field, value] : {std::pair("digest", "\"0000000000000000\""), std::pair("revision", "\"00000000\""),
                                     std::pair("seed", "\"g00000000:0x7\"")}) {
    std::ofstream(file) << std::regex_replace(text_of(small_), std::regex(field_of(field)), field_with(field, value));
    for (const char* command : {"explain", "shrink"}) {
      const Ended ended = program({command, file, "--report-dir", folder_.path() + "/edited"});
      EXPECT_EQ(ended.code, 1) << ended.err;
      EXPECT_FALSE(says(ended, "FAULT_SEED=")) << field << ended.out;
    }
  }
}

// The same failure from a schedule without a seed: what is kept of it already tells more.
TEST_F(KeptSchedule, IsNotWrittenOverByOneThatHasNoSeed) {
  const std::string file = folder_.path() + "/edited.json", before = text_of(small_);
  std::ofstream(file) << std::regex_replace(before, std::regex(field_of("digest")),
                                            field_with("digest", "\"0000000000000000\""));
  const auto shrunk = check_json({"shrink", file, "--report-dir", folder_.path() + "/small"}, 1);
  EXPECT_EQ(file_of(shrunk), small_);
  EXPECT_EQ(text_of(small_), before);
  std::ofstream(small_) << "{";  // no repro
  EXPECT_EQ(file_of(check_json({"shrink", file, "--report-dir", folder_.path() + "/small"}, 1)), small_);
  EXPECT_NE(text_of(small_), "{");
}

TEST_F(KeptSchedule, ThatIsMinimalStaysTheSame) {
  const auto check = check_json({"shrink", small_, "--report-dir", folder_.path() + "/again"}, 1);
  EXPECT_EQ(text_of(file_of(check)), text_of(small_));
}

TEST_F(KeptSchedule, IsExplainedAsItIs) {
  const auto files = files_of(folder_.path() + "/small");
  const Ended ended = program({"explain", small_});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(says(ended, "REPLAYED   2 commands, 0 faults, 1 crash      as recorded, same history")) << ended.out;
  EXPECT_TRUE(says(ended, "<- FAILED HERE")) << ended.out;
  EXPECT_TRUE(says(ended, "\nWHAT MATTERS   without the crash: passes    ")) << ended.out;
  EXPECT_FALSE(says(ended, "SHRUNK")) << ended.out;
  EXPECT_EQ(files_of(folder_.path() + "/small"), files);
}

TEST_F(KeptSchedule, ThatPassesSaysSo) {
  const Ended shrunk = program({"shrink", fixed()});
  EXPECT_EQ(shrunk.code, 0) << shrunk.err;
  EXPECT_TRUE(says(shrunk, fixed() + " does not fail, so there is nothing to shrink")) << shrunk.out;
  const Ended explained = program({"explain", fixed()});
  EXPECT_EQ(explained.code, 0) << explained.err;
  EXPECT_TRUE(says(explained, fixed() + " does not fail, so there is nothing to explain")) << explained.out;
}

}  // namespace
}  // namespace faultline::program_testing
