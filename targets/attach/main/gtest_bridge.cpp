// Each check as a GoogleTest test of the same name.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "faultline/engine/report/distribution.h"
#include "faultline/engine/report/paths.h"
#include "faultline/engine/report/shell.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"
#include "faultline/targets/attach/regressions.h"

namespace faultline::program {
namespace {

void expect_clean(const CheckReport& report) {
  const TextStyle style = text_style();
  fmt::print("{}", render_check_line(report, style));
  if (report.runs > 1 && report.verdict != VerdictKind::fail)
    fmt::print("{}", render_distribution(report, style.width));
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

class CheckTest : public testing::Test {
 public:
  explicit CheckTest(Check& check) : check_(check) {}

  void TestBody() override {
    try {
      run();
    } catch (const std::exception& error) {
      ADD_FAILURE() << readable(error.what());
    }
  }

 private:
  void run() {
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
    options.seed = settings.seed_for(check_);
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
      Check* check = Registry::instance().find(repro.check);
      if (check == nullptr) Registry::instance().reject_unknown(repro.check);
      expect_clean(session.replay(*check, std::nullopt, {repro, file}));
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

}  // namespace

int gtest_main(int argc, char** argv) {
  for (Check* check : Registry::instance().all())
    add_test(check->info().name, [check]() -> testing::Test* { return new CheckTest(*check); });
  if (const auto& folder = regressions_folder(); !folder.empty())
    add_test("chaos.regressions", [folder]() -> testing::Test* { return new RegressionsTest(folder); });
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

}  // namespace faultline::program
