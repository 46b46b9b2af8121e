// Each check as a GoogleTest test of the same name.
#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "faultline/engine/report/distribution.h"
#include "faultline/engine/report/paths.h"
#include "faultline/engine/report/shell.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"
#include "faultline/targets/attach/regressions.h"

namespace faultline::program {
namespace {

void expect_clean(const CheckReport& report) {
  const TextStyle style = text_style();
  say("{}", render_check_line(report, style));
  if (report.runs > 1 && report.verdict != VerdictKind::fail) say("{}", render_distribution(report, style.width));
  for (const Finding& finding : report.findings) ADD_FAILURE() << '\n' << render_finding(finding, style);
  if (report.findings.empty() && report.verdict != VerdictKind::pass)
    ADD_FAILURE() << name_of(report.verdict) << ": " << readable(report.reason);
}

// One that this process runs, or that ctest runs in another: it takes those of chaos.* only.
bool has_test(const std::string& name) {
  const auto& unit = *testing::UnitTest::GetInstance();
  for (int suite = 0; suite < unit.total_test_suite_count(); ++suite) {
    const auto& tests = *unit.GetTestSuite(suite);
    for (int i = 0; i < tests.total_test_count(); ++i) {
      const auto& test = *tests.GetTestInfo(i);
      if (std::string(tests.name()) + '.' + test.name() == name) return test.should_run() || name.starts_with("chaos.");
    }
  }
  return false;
}

// The repro of FAULT_REPLAY is another check's. Where a test has that check, it will replay it; where none has, every
// test says so, or all of them would pass and nothing be replayed.
void leave_it_to(const std::string& name, const std::string& file) {
  if (has_test(name)) return;
  if (Registry::instance().find(name) == nullptr)
    throw BadInput(
        fmt::format("FAULT_REPLAY is a repro of {}, and this program has no such check: nothing was run; call "
                    "the program that printed it: PROGRAM replay {}",
                    name, shell_word(file)));
  throw BadInput(
      fmt::format("FAULT_REPLAY is a repro of {}, and there is no test of it: nothing was run; call {} replay {}", name,
                  shell_word(program_path().string()), shell_word(file)));
}

// No other test is begun; GoogleTest has no word for that.
void end_if_interrupted() {
  if (!interrupted()) return;
  say("Interrupted; what was found is saved.\n");
  std::exit(checked_exit_code(kInterruptedCode));
}

// What a target that runs in process asserts fails in a copy of this process (engine/isolation/hosted.h). It is told
// to the test from there.
class AssertionsElsewhere : public testing::EmptyTestEventListener {
 public:
  AssertionsElsewhere() {
    if (::pipe2(ends_, O_CLOEXEC | O_NONBLOCK) != 0) ends_[0] = ends_[1] = -1;
  }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed() || ::getpid() == engine_) return;
    const std::string text = fmt::format("{}:{}\n{}\n", result.file_name() ? result.file_name() : "unknown file",
                                         result.line_number(), result.message());
    (void)!::write(ends_[1], text.data(), text.size());  // what does not fit is one of many
  }
  // Fails the test that is running where one did.
  void take_over() const {
    std::string text(1 << 16, '\0');
    const auto size = ::read(ends_[0], text.data(), text.size());
    if (size > 0)
      ADD_FAILURE() << "In process, the target asserted:\n" << text.substr(0, static_cast<std::size_t>(size));
  }

 private:
  const pid_t engine_ = ::getpid();
  int ends_[2];
};
AssertionsElsewhere* elsewhere = nullptr;  // GoogleTest owns it

class CheckTest : public testing::Test {
 public:
  explicit CheckTest(Check& check) : check_(check) {}

  void TestBody() override {
    try {
      run();
    } catch (const std::exception& error) {
      ADD_FAILURE() << readable(error.what());
    }
    elsewhere->take_over();
    end_if_interrupted();
  }

 private:
  void run() {
    const Interruptible saves;
    const Settings settings = settings_from_environment();
    Session session(settings.jobs);
    if (!settings.replay.empty()) {
      const Repro repro = read_repro(settings.replay);
      if (repro.check != check_.info().name) {
        leave_it_to(repro.check, std::filesystem::absolute(settings.replay));
        GTEST_SKIP() << "FAULT_REPLAY is a repro of " << repro.check;
      }
      return expect_clean(session.replay(check_, settings.isolation(), {repro, settings.replay}));
    }
    CampaignOptions options = settings.campaign_options();
    prepare_report_folder(settings, options.report_dir);
    options.seed = settings.seed_for(check_);
    options.interrupted = interrupted;
    expect_clean(session.run(check_, settings.isolation(), options));
  }

  Check& check_;
};

// Replays every repro file of a folder; each must pass now.
class RegressionsTest : public testing::Test {
 public:
  explicit RegressionsTest(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void TestBody() override {
    try {
      if (const Settings settings = settings_from_environment(); !settings.replay.empty()) {
        const Repro repro = read_repro(settings.replay);
        leave_it_to(repro.check, std::filesystem::absolute(settings.replay));
        GTEST_SKIP() << "FAULT_REPLAY is a repro of " << repro.check;
      }
    } catch (const std::exception& error) {
      FAIL() << readable(error.what());
    }
    Session session;
    const auto files = repro_files();
    for (const auto& file : files) replay(session, file);
    if (files.empty()) GTEST_SKIP() << "no repro files in " << folder_;
  }

 private:
  std::vector<std::filesystem::path> repro_files() const {
    std::vector<std::filesystem::path> files;
    std::error_code missing;  // a folder that is not there holds no files
    for (const auto& entry : std::filesystem::directory_iterator(folder_, missing))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
  }

  static void replay(Session& session, const std::filesystem::path& file) {
    SCOPED_TRACE(on_one_line(file.string()));
    try {
      const Repro repro = read_repro(file);
      Check& check = Registry::instance().check_of(repro, file.string());
      expect_clean(session.replay(check, std::nullopt, {repro, file}));
    } catch (const std::exception& error) {
      ADD_FAILURE() << readable(error.what());
    }
  }

  std::filesystem::path folder_;
};

// "chaos.store.memory" is the test "memory" of the suite "chaos.store", so that its full name is the check's.
template <class Factory>
void add_test(const std::string& name, Factory factory) {
  const auto dot = name.rfind('.');
  testing::RegisterTest(name.substr(0, dot).c_str(), name.substr(dot + 1).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                        factory);
}

// Whether help was asked for. GoogleTest has taken what it knows; of a command's flag it would say nothing, and run
// without it.
bool wants_help(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--help" || word == "-h" || word == "--gtest_help") return true;
  }
  if (argc > 1)
    throw BadInput(
        fmt::format("{} is nothing that GoogleTest knows; beside --gtest_ flags only those are heard, and the "
                    "variables FAULT_*",
                    argv[1]));
  return false;
}

}  // namespace

int gtest_main(int argc, char** argv) {
  for (Check* check : Registry::instance().all())
    add_test(check->info().name, [check]() -> testing::Test* { return new CheckTest(*check); });
  if (const auto& folder = regressions_folder(); !folder.empty())
    add_test("chaos.regressions", [folder]() -> testing::Test* { return new RegressionsTest(folder); });
  testing::InitGoogleTest(&argc, argv);
  const bool helps = wants_help(argc, argv);
  elsewhere = new AssertionsElsewhere;
  testing::UnitTest::GetInstance()->listeners().Append(elsewhere);
  const int code = RUN_ALL_TESTS();
  const bool nothing = testing::UnitTest::GetInstance()->test_to_run_count() == 0;
  if (code != 0 || !nothing || helps || testing::GTEST_FLAG(list_tests) || std::getenv("GTEST_TOTAL_SHARDS") != nullptr)
    return code;
  throw BadInput("no test matches --gtest_filter=" + testing::GTEST_FLAG(filter) +
                 ", so nothing was run; --gtest_list_tests names them");
}

}  // namespace faultline::program
