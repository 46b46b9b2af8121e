// What is wrong with the surroundings is told before the work where it can be known, and is never a finding.
#include <regex>
#include <sys/file.h>

#include "running_program.h"

namespace faultline::program_testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void expect_told(const Ended& ended, int code, const std::string& says) {
  EXPECT_EQ(ended.code, code) << ended.out << ended.err;
  EXPECT_NE(ended.err.find(says), std::string::npos) << ended.err;
  EXPECT_EQ(ended.out.find("FAIL"), std::string::npos) << ended.out;
  EXPECT_EQ(ended.out.find("pass"), std::string::npos) << ended.out;
}

constexpr const char* kChecks[] = {"chaos.durable.posix", "chaos.store.memory"};

TEST(Surroundings, NoPlaceForWorkspaces) {
  const ReportFolder folder;
  std::ofstream(folder.path() + "/file") << "";
  const std::string far = folder.path() + '/' + std::string(200, 'a');
  fs::create_directory(far);
  for (const std::string check : kChecks) {
    const auto in = [&](const std::string& place) {
      return program({"run", check, "--runs", "8", "--report-dir", folder.path()}, {{"TMPDIR", place}});
    };
    expect_told(in(folder.path() + "/missing"), 2, "missing is not a folder; set TMPDIR to another folder");
    expect_told(in(folder.path() + "/file"), 2, "file is not a folder");
    expect_told(in("/proc"), 2, "no workspace can be made in /proc");
    expect_told(in(far), 2, "the path of TMPDIR has ");
  }
  for (const char* command : {"sweep", "self-test"})
    expect_told(program({command, "chaos.durable.posix"}, {{"TMPDIR", folder.path() + "/missing"}}), 2, "not a folder");
}

TEST(Surroundings, ARelativePlaceIsFromHere) {
  const Ended ended = shell("cd $D && TMPDIR=. exec $F run chaos.durable.posix --runs 8 --report-dir .",
                            {{"D", ReportFolder().path() + "/.."}});
  EXPECT_EQ(ended.code, 0) << ended.err;
}

TEST(Surroundings, AWorkingFolderThatIsGone) {
  const ReportFolder folder;
  const auto in_none = [&](const std::string& more) {
    return shell("mkdir $D/gone && cd $D/gone && rmdir $D/gone && " + more, {{"D", folder.path()}});
  };
  expect_told(in_none("TMPDIR=. exec $F run chaos.store.memory --runs 8 --report-dir $D"), 2,
              "TMPDIR is ., from the working folder, and that is gone; give a path that starts with /");
  EXPECT_EQ(in_none("exec $F run chaos.store.memory --runs 8 --report-dir $D").code, 0);
  EXPECT_EQ(in_none("exec $F list").code, 0);
}

TEST(Surroundings, NoPlaceForFindings) {
  const ReportFolder folder;
  std::ofstream(folder.path() + "/file") << "";
  const auto into = [&](const std::string& place) {
    return program({"run", "zoo.store.lost_update", "--report-dir", place});
  };
  expect_told(into(folder.path() + "/file"), 2, "file is not a folder");
  expect_told(into(folder.path() + "/file/below"), 2, "file is not a folder");
  expect_told(into(folder.path() + '/' + std::string(300, 'n')), 2, "a name of 300 characters is too long");
  expect_told(into("/proc/here"), 2, "no repro file can be written to /proc/here");
  EXPECT_EQ(into(folder.path() + "/new/folder").code, 1);
}

TEST(Surroundings, NoPlaceForTheJson) {
  const ReportFolder folder;
  const auto into = [&](const std::string& file) {
    return program({"run", "chaos.store.memory", "--runs", "8", "--json", file});
  };
  expect_told(into(folder.path() + "/missing/x.json"), 2, "missing, which is no folder");
  expect_told(into("/proc/x.json"), 2, "--json /proc/x.json cannot be written (/proc: ");
  expect_told(into(folder.path()), 2, "is a folder");
  expect_told(into(folder.path() + '/' + std::string(300, 'n')), 2, "has a name of 300 characters");
  EXPECT_EQ(into("/dev/full").code, 4);
  EXPECT_EQ(into(folder.path() + "/x.json").code, 0);
  EXPECT_EQ(files_of(folder.path()).size(), 1U);  // nothing half done beside it
}

TEST(Surroundings, LimitsThatAreTooLow) {
  struct Low {
    const char* limit;
    const char* says;
  };
  const Low lows[] = {{"-n 40", "the limit of 40 open files (ulimit -n) is too low: at least 64 are needed"},
                      {"-v 1000000", "(ulimit -v) is too low"},
                      {"-d 200000", "(ulimit -d) is too low"},
                      {"-s 300", "(ulimit -s) is too low"},
                      {"-t 3", "(ulimit -t) is too low"}};
  for (const Low& low : lows)
    for (const char* check : kChecks) {
      SCOPED_TRACE(low.limit);
      expect_told(shell(std::string("ulimit ") + low.limit + " && exec $F run --runs 8 " + check), 2, low.says);
    }
  // What it writes is a file as well here, and may not grow.
  const Ended ended = shell("ulimit -f 1000 && exec $F run --runs 8 chaos.durable.posix 2>&1 | cat");
  EXPECT_NE(ended.out.find("(ulimit -f) is too low: at least 131072 are needed"), std::string::npos) << ended.out;
}

TEST(Surroundings, AHangIsNoLimitOfProcessorTime) {
  const ReportFolder folder;
  const Ended ended =
      shell("ulimit -t 20 && exec $F run zoo.store.hang_on_large_transaction", {{"FAULT_REPORT_DIR", folder.path()}});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_NE(ended.out.find("process/deadlock"), std::string::npos) << ended.out;
}

TEST(Surroundings, FewDescriptorsAreEnough) {
  const ReportFolder folder;
  const Environment environment{{"FAULT_REPORT_DIR", folder.path()}};
  for (const char* run : {"chaos.durable.posix", "chaos.store.sqlite", "chaos.store.memory", "chaos.publication.posix"})
    EXPECT_EQ(shell(std::string("ulimit -n 64 && exec $F run --runs 20 ") + run, environment).code, 0) << run;
  EXPECT_EQ(shell("ulimit -n 64 && exec $F run --jobs 8 zoo.durable.torn_tail_kept", environment).code, 1);
}

// A disk that gets full while it works, and stays so: a run gives back what it had, and the next may need no more.
TEST(Surroundings, AFullWorkspaceIsNoFinding) {
  const ReportFolder folder;
  for (const char* check : {"chaos.store.sqlite", "chaos.durable.posix", "chaos.store.leveldb"}) {
    const Ended ended =
        shell(std::string("unshare -m sh -c 'mount -t tmpfs -o size=12m tmpfs $D && mkdir $D/w || exit 77; "
                          "TMPDIR=$D/w $F run --for 60s --report-dir $D/r ") +
                  check +
                  " & p=$!; while [ -z \"$(ls $D/w/*/)\" ]; do sleep 0.01; done 2>/dev/null; "
                  "while kill -0 $p; do cat /dev/zero >>$D/fill; sleep 0.01; done 2>/dev/null; "
                  "wait $p; c=$?; ls $D/r 2>/dev/null; exit $c'",
              {{"D", folder.path()}});
    if (ended.code == 77 || ended.err.find("unshare failed") != std::string::npos) GTEST_SKIP() << "may not mount";
    EXPECT_EQ(ended.code, 4) << check << ended.out << ended.err;
    EXPECT_NE(ended.err.find("the disk of its workspace was full"), std::string::npos) << ended.err;
    EXPECT_EQ(ended.out.find("FAIL"), std::string::npos) << ended.out;
    EXPECT_EQ(ended.out.find(".json"), std::string::npos) << ended.out;
  }
}

TEST(Surroundings, AFullDiskIsToldBeforeTheWork) {
  const ReportFolder folder;
  const Ended ended = shell(
      "unshare -m sh -c 'mount -t tmpfs -o size=4m tmpfs /dev/shm || exit 77; unset TMPDIR; "
      "exec $F run --runs 8 chaos.store.memory'");
  if (ended.code == 77 || ended.err.find("unshare failed") != std::string::npos) GTEST_SKIP() << "may not mount";
  expect_told(ended, 2, "/dev/shm has 4096 KiB free, and a workspace needs 8192; make room, or set TMPDIR");
}

// --- what is left ---

class Reclaimed : public testing::Test {
 protected:
  fs::path left(const std::string& name, std::chrono::seconds age) {
    const fs::path root = folder_.path() + '/' + name;
    fs::create_directories(root / "f0" / "data");
    std::ofstream(root / "f0" / "data" / "log") << "some";
    fs::permissions(root, kOfAnEngine);
    fs::last_write_time(root, fs::file_time_type::clock::now() - age);
    return root;
  }
  static constexpr fs::perms kOfAnEngine = fs::perms::sticky_bit | fs::perms::owner_all;
  void run_once() {
    EXPECT_EQ(program({"run", "chaos.store.memory", "--runs", "8"}, {{"TMPDIR", folder_.path()}}).code, 0);
  }
  ReportFolder folder_;
};

TEST_F(Reclaimed, IsWhatIsOldAndNobodys) {
  const auto old = left("flwAb12Cd", 2h), young = left("flwAb12Ce", 0s), held = left("flwAb12Cf", 2h),
             other = left("flwother", 2h), users = left("flow1234", 2h), config = left("flwconfig", 2h);
  fs::permissions(config, fs::perms::owner_all);  // named like an engine's, and made by somebody else
  const int lock = ::open(held.c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(lock, LOCK_SH), 0);
  run_once();
  EXPECT_FALSE(fs::exists(old));
  for (const auto& stays : {young, held, other, users, config}) EXPECT_TRUE(fs::exists(stays)) << stays;
  ::close(lock);
  run_once();
  EXPECT_FALSE(fs::exists(held));
}

TEST_F(Reclaimed, IsWhatAKilledEngineLeft) {
  Running running({"run", "chaos.store.sqlite", "--for", "1h"});
  ASSERT_TRUE(running.begins());
  const auto root_of = [](const std::string& base) { return fs::directory_iterator(base)->path(); };
  const fs::path root = root_of(running.workspaces());
  const Environment there{{"TMPDIR", running.workspaces()}};
  fs::last_write_time(root, fs::file_time_type::clock::now() - 2h);
  EXPECT_EQ(program({"run", "chaos.store.memory", "--runs", "8"}, there).code, 0);
  EXPECT_TRUE(fs::exists(root));  // it lives
  ::kill(-running.pid(), SIGKILL);
  EXPECT_EQ(running.wait(), -SIGKILL);
  fs::create_directories(root / "f0");  // should its server have had the time to remove it
  fs::permissions(root, kOfAnEngine);
  fs::last_write_time(root, fs::file_time_type::clock::now() - 2h);
  EXPECT_TRUE(comes_true([&] {
    EXPECT_EQ(program({"run", "chaos.store.memory", "--runs", "8"}, there).code, 0);
    return !fs::exists(root);
  }));
}

TEST(Kept, FindingsAreTheNewest) {
  const ReportFolder folder;
  const auto make = [&](const std::string& name, std::chrono::seconds age) {
    const fs::path file = folder.path() + '/' + name;
    std::ofstream(file) << "{}";
    fs::last_write_time(file, fs::file_time_type::clock::now() - age);
  };
  for (int i = 1; i <= 5; ++i) make("chaos.a.b-lost_ack-0000000" + std::to_string(i) + ".json", i * 1h);
  fs::create_directory(folder.path() + "/chaos.a.b-lost_ack-00000004.crashed");
  make("notes.json", 9h);
  make("chaos.a.b-lost_ack-00000006.txt", 9h);
  make("chaos.a.b-lost_ack-00000007.json.99999999.partial", 9h);
  const auto has = [&](const std::string& name) { return fs::exists(folder.path() + '/' + name); };
  const std::vector<std::string> run{"run", "zoo.store.lost_update", "--report-dir", folder.path(), "--keep"};
  const auto keep = [&](const char* number) {
    auto arguments = run;
    arguments.emplace_back(number);
    return program(arguments);
  };
  EXPECT_EQ(keep("0").code, 2);
  EXPECT_EQ(keep("5").code, 1);
  EXPECT_TRUE(has("chaos.a.b-lost_ack-00000005.json"));
  EXPECT_EQ(keep("3").code, 1);  // of which one is its own of the last time
  for (const int i : {1, 2}) EXPECT_TRUE(has("chaos.a.b-lost_ack-0000000" + std::to_string(i) + ".json"));
  for (const int i : {3, 4, 5}) EXPECT_FALSE(has("chaos.a.b-lost_ack-0000000" + std::to_string(i) + ".json"));
  EXPECT_FALSE(has("chaos.a.b-lost_ack-00000004.crashed"));
  EXPECT_FALSE(has("chaos.a.b-lost_ack-00000007.json.99999999.partial"));
  EXPECT_TRUE(has("notes.json"));
  EXPECT_TRUE(has("chaos.a.b-lost_ack-00000006.txt"));
}

}  // namespace
}  // namespace faultline::program_testing
