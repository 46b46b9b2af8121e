// Bad input is an error that says what to do: exit 2, never a silent pass.
#include <fstream>
#include <regex>
#include <sstream>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

void expect_refused(const Ended& ended, const std::string& says) {
  EXPECT_EQ(ended.code, 2) << ended.out << ended.err;
  EXPECT_NE(ended.err.find(says), std::string::npos) << ended.err;
  EXPECT_EQ(ended.out.find("pass"), std::string::npos) << ended.out;
}

TEST(BadInput, MalformedSeed) {
  expect_refused(program({"run", "chaos.store.memory", "--seed", "12x"}),
                 "bad seed '12x': '12x' is not a 64-bit number; a seed is a number (7, 0x51a7) or the printed form");
  expect_refused(program({"run", "chaos.store.memory"}, {{"FAULT_SEED", "g12:0x7"}}),
                 "the revision must be 8 hex digits");
}

TEST(BadInput, SeedOfAnotherRevision) {
  expect_refused(program({"run", "chaos.store.memory", "--seed", "g00000000:0x7"}), "replay the repro file instead");
}

TEST(BadInput, SeedForSeveralChecks) {
  expect_refused(program({"run", "chaos.*", "--seed", "7"}), "a seed belongs to one check");
}

TEST(BadInput, UnknownCheck) {
  expect_refused(program({"run", "chaos.store.memry"}), "nearest names: chaos.store.memory");
  expect_refused(program({"run", "zoo.store.lost_updat"}), "nearest names: zoo.store.lost_update");
}

TEST(BadInput, ThatIsHugeIsNotSaidWhole) {
  const Ended ended = program({"run", std::string(100'000, 'y')});
  EXPECT_EQ(ended.code, 2);
  EXPECT_LT(ended.err.size(), 500U);
  EXPECT_NE(ended.err.find("(100000 characters)"), std::string::npos) << ended.err;
}

TEST(BadInput, UnknownFlagsAndValues) {
  expect_refused(program({"run", "--rnus", "5"}), "--rnus");
  expect_refused(program({"run", "--runs", "0"}), "--runs: Value 0 not in range 1 to 4294967295");
  expect_refused(program({"run", "--steps", "4000000000"}), "--steps: Value 4000000000 not in range 1 to 1000000");
  expect_refused(program({"run", "--runs", "-3"}), "--runs");
  expect_refused(program({"run", "--for", "soon"}), "write 30s, 10m or 2h");
  for (const char* jobs : {"0", "65", "-1", "two", "1.5"}) {
    expect_refused(program({"run", "--jobs", jobs}), "--jobs");
    expect_refused(program({"run"}, {{"FAULT_JOBS", jobs}}), "--jobs");
  }
  expect_refused(program({"run", "--shrink-for", "a while"}), "write 30s, 10m or 2h");
  for (const char* endless : {"", "inf", "nan", "1e308h"})
    expect_refused(program({"run", "--shrink-for", endless}), "write 30s, 10m or 2h");
  expect_refused(program({"run"}, {{"FAULT_SHRINK_FOR", "-1s"}}), "write 30s, 10m or 2h");
  expect_refused(program({"run", "--isolate", "jail"}), "choose in-process or forked");
  expect_refused(program({"run", "chaos.durable.posix", "--isolate", "in-process"}), "crashes for real");
#ifdef FAULTLINE_BENCHMARKS
  expect_refused(program({"bench", "stroe"}), "no benchmark group 'stroe'; there are: store");
#endif
  expect_refused(program({"frobnicate"}), "frobnicate");
  expect_refused(program({"run"}, {{"FAULT_RUNS", "many"}}), "--runs");
}

TEST(BadInput, FilesToShrinkOrExplain) {
  for (const char* command : {"shrink", "explain"}) {
    expect_refused(program({command}), "FILE");
    expect_refused(program({command, "/nowhere/x.json"}), "cannot read the repro file");
    expect_refused(program({command, "/nowhere/x.json", "/nowhere/y.json"}), "FILE");
    expect_refused(program({command, "/nowhere/x.json", "--jobs", "0"}), "--jobs");
  }
}

// What `--json` names stays what it is.
TEST(BadInput, AResultGoesIntoALinkAndNotInItsPlace) {
  const ReportFolder folder;
  const std::filesystem::path link = folder.path() + "/link", file = folder.path() + "/file";
  std::ofstream(file) << "";
  std::filesystem::create_symlink(file, link);
  EXPECT_EQ(program({"list", "--json", link}).code, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_GT(std::filesystem::file_size(file), 100U);
  EXPECT_EQ(program({"list", "--json", "/dev/null"}).code, 0);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  expect_refused(program({"list", "--json", folder.path()}), "is a folder");
}

class BadRepro : public testing::Test {
 protected:
  void SetUp() override {
    const auto check = check_json({"run", "zoo.durable.ack_before_write", "--report-dir", folder_.path()}, 1);
    std::ifstream in(std::string(check.at("failures").at(0).at("repro").as_string()));
    std::stringstream text;
    text << in.rdbuf();
    good_ = text.str();
  }

  Ended replay(const std::string& text) {
    const std::string file = folder_.path() + "/bad.json";
    std::ofstream(file) << text;
    return program({"replay", file});
  }
  std::string with(const std::string& old, const std::string& replacement) {
    EXPECT_NE(good_.find(old), std::string::npos) << good_;
    return std::regex_replace(good_, std::regex(old), replacement);
  }

  ReportFolder folder_;
  std::string good_;
};

TEST_F(BadRepro, Missing) { expect_refused(program({"replay", "/nowhere/x.json"}), "cannot read the repro file"); }
TEST_F(BadRepro, Truncated) { expect_refused(replay(good_.substr(0, good_.size() / 2)), "is the file truncated?"); }
TEST_F(BadRepro, ToShrinkOrExplain) {
  const std::string file = folder_.path() + "/bad.json";
  std::ofstream(file) << with("wal.mid-frame", "wal.mid-flight");
  for (const char* command : {"shrink", "explain"})
    expect_refused(program({command, file}), "has no crash point 'wal.mid-flight'");
}
TEST_F(BadRepro, Empty) { expect_refused(replay(""), "is the file truncated?"); }
TEST_F(BadRepro, Newer) {
  expect_refused(replay(with("\"version\": 1", "\"version\": 2")),
                 "repro version 2, but this faultline reads version 1");
}
TEST_F(BadRepro, OfAnUnknownCheck) { expect_refused(replay(with("zoo.durable.ack", "zoo.durable.akc")), "nearest"); }
TEST_F(BadRepro, WithAnUnknownCommand) {
  expect_refused(replay(with("\"set\"", "\"sett\"")), "steps[1].command: expected an object with the one key one of");
}
TEST_F(BadRepro, WithAKeyOutsideItsDomain) {
  expect_refused(replay(with("\"key\":\"a\"", "\"key\":\"zz\"")), "steps[1].command.set.key: expected one of");
}
TEST_F(BadRepro, WithAnUnknownCrashPoint) {
  expect_refused(replay(with("wal.mid-frame", "wal.mid-flight")), "has no crash point 'wal.mid-flight'");
}
TEST_F(BadRepro, IsNamed) { expect_refused(replay(with("wal.mid-frame", "wal.mid-flight")), "bad.json: "); }
TEST_F(BadRepro, WhoseCrashNeverComesPassesAndSaysSo) {
  const Ended ended = replay(with("\"hit\":1", "\"hit\":99999"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("the crash in it never came: its point was not reached so often"), std::string::npos)
      << ended.out;
}
// Every reader of repro files refuses it, and says where.
TEST_F(BadRepro, IsRefusedByEveryReader) {
  const std::string file = folder_.path() + "/bad.json";
  std::ofstream(file) << with("\"hit\":1", "\"hit\":1,\"power_los\":1");
  const std::string says =
      "bad.json: steps[2].crash.power_los: unknown key; expected one of \"point\", \"hit\", \"power_loss\"";
  for (const char* command : {"replay", "shrink", "explain"}) expect_refused(program({command, file}), says);
  expect_refused(program({"sweep", "zoo.durable.ack_before_write", "--replay", file}), says);
  expect_refused(program({"run"}, {{"FAULT_REPLAY", file}}), says);
  expect_refused(program({"crash-child", file}, {{"FAULT_CRASH_DIR", folder_.path()}}), says);
  const Ended test = program({"--gtest_filter=chaos.store.memory"}, {{"FAULT_REPLAY", file}});
  EXPECT_EQ(test.code, 1);
}
TEST_F(BadRepro, WithAKeyThatIsThereTwice) {
  expect_refused(replay(with("\"hit\":1", "\"hit\":1,\"hit\":1")), "bad.json.steps[2].crash.hit: duplicate key");
  expect_refused(replay(with("\"version\": 1", "\"version\": 1, \"version\": 1")), "bad.json.version: duplicate key");
}
TEST_F(BadRepro, WithAHitThatNeverIs) {
  expect_refused(replay(with("\"hit\":1", "\"hit\":0")),
                 "steps[2].crash.hit: expected an integer from 1 to 4294967295, found 0");
}
TEST_F(BadRepro, WithAnImpossibleVerdict) {
  expect_refused(replay(with("\"lost_ack\"", "\"lost_akc\"")),
                 "bad.json.verdict.class: expected the class of a failure");
  expect_refused(replay(with("\"step\":", "\"step\":9")), "bad.json.verdict.step: expected an integer from 1 to ");
  for (const char* origin : {"get", "audit.got", "audit.", "recovery", "SIGSEGV get", "no such place", "\\\\u0007"})
    expect_refused(replay(with("\"origin\":\"audit.get\"", std::string("\"origin\":\"") + origin + '"')),
                   "verdict.origin: no run of zoo.durable.ack_before_write fails as lost_ack in \"");
  expect_refused(replay(with("\"class\":\"lost_ack\",\"origin\":\"audit.get\"",
                             "\"class\":\"died_by_signal\",\"origin\":\"SIGSEGV nowhere\"")),
                 "fails as died_by_signal in \"SIGSEGV nowhere\"");
  EXPECT_EQ(replay(with("\"class\":\"lost_ack\",\"origin\":\"audit.get\"",
                        "\"class\":\"exited\",\"origin\":\"exit code 3 inject fail_transactions\""))
                .code,
            1);
}
TEST_F(BadRepro, ThatIsNoFileOfThatSize) {
  expect_refused(program({"replay", folder_.path()}), "is a folder, no repro file");
  expect_refused(program({"replay", "/dev/zero"}), "/dev/zero: larger than 16 MiB, so it is no repro file");
  expect_refused(program({"replay", "/dev/null"}), "is the file truncated?");
  expect_refused(program_of("/bin/bash", {"-c", "exec " FAULTLINE_PROGRAM " replay <(yes)"}), "larger than 16 MiB");
  expect_refused(program_of("/bin/bash", {"-c", "exec " FAULTLINE_PROGRAM " replay <(cat /dev/zero)"}),
                 "larger than 16 MiB");
}
TEST_F(BadRepro, ComesThroughAPipe) {
  const std::string file = folder_.path() + "/good.json";
  std::ofstream(file) << good_;
  EXPECT_EQ(program_of("/bin/bash", {"-c", "exec " FAULTLINE_PROGRAM " replay <(cat '" + file + "')"}).code, 1);
}

// All of them are read before the first is run, and none is written over.
TEST_F(BadRepro, AmongOthersRunsNone) {
  const std::string file = folder_.path() + "/good.json", results = folder_.path() + "/results.json";
  std::ofstream(file) << good_;
  const Ended ended = program({"replay", file, "/nowhere/x.json", "--json", results});
  expect_refused(ended, "cannot read the repro file");
  EXPECT_EQ(ended.out, "");
  for (const char* command : {"replay", "shrink", "explain"})
    expect_refused(program({command, file, "--json", folder_.path() + "/./good.json"}), "would be lost");
  expect_refused(program({"run", "zoo.*", "--json", file}, {{"FAULT_REPLAY", file}}), "would be lost");
  EXPECT_EQ(text_of(file), good_);
}

TEST_F(BadRepro, ForAnotherCheckThanTheOneNamed) {
  const std::string file = folder_.path() + "/good.json";
  std::ofstream(file) << good_;
  expect_refused(program({"run", "chaos.store.memory"}, {{"FAULT_REPLAY", file}}), "nothing was run");
}

}  // namespace
}  // namespace faultline::program_testing
