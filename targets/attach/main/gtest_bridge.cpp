// Each check as a GoogleTest test of the same name.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "faultline/engine/report/distribution.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"
#include "faultline/targets/attach/regressions.h"

namespace faultline::program {
namespace {

void expect_clean(const CheckReport& report) {
  const TextStyle style = text_style();
  fmt::print("{}", render_check_line(report, style));
  if (report.runs > 1 && report.verdict != VerdictKind::fail) fmt::print("{}", render_distribution(report));
  for (const Finding& finding : report.findings) ADD_FAILURE() << '\n' << render_finding(finding, style);
  if (report.findings.empty() && report.verdict != VerdictKind::pass)
    ADD_FAILURE() << name_of(report.verdict) << ": " << report.reason;
}

class CheckTest : public testing::Test {
 public:
  explicit CheckTest(Check& check) : check_(check) {}

  void TestBody() override {
    try {
      run();
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
  }

 private:
  void run() {
    const Settings settings = settings_from_environment();
    Session session(settings.jobs);
    if (!settings.replay.empty()) {
      const Repro repro = read_repro(settings.replay);
      if (repro.check != check_.info().name) GTEST_SKIP() << "FAULT_REPLAY is a repro of " << repro.check;
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
    Session session;
    int replayed = 0;
    std::error_code missing;  // a folder that is not there holds no files
    for (const auto& entry : std::filesystem::directory_iterator(folder_, missing)) {
      if (entry.path().extension() != ".json") continue;
      SCOPED_TRACE(entry.path().string());
      try {
        const Repro repro = read_repro(entry.path());
        Check* check = Registry::instance().find(repro.check);
        if (check == nullptr) Registry::instance().reject_unknown(repro.check);
        expect_clean(session.replay(*check, std::nullopt, {repro, entry.path()}));
        ++replayed;
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
      }
    }
    if (replayed == 0 && !HasFailure()) GTEST_SKIP() << "no repro files in " << folder_;
  }

 private:
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
