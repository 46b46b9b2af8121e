// 500 abuses of the program (grammar.h). Every fifth runs with the other tests; `ctest -C night -R '^night'` runs all.
#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "faultline/engine/runner/workspace.h"

#include "grammar.h"
#include "judge.h"
#include "launch.h"
#include "leavings.h"
#include "world.h"

namespace faultline::abuse {
namespace {

class AbuseTest : public testing::Test {
 public:
  explicit AbuseTest(const Case& one) : one_(one) {}

  void TestBody() override {
    const auto dir = folder();
    make_world(one_, dir);
    const Happened happened = launch(one_, dir, std::filesystem::path(FAULTLINE_BUILD) / one_.program);
    const auto wrong = faults(one_, happened);
    if (happened.impossible.empty() && !wrong.empty())
      ADD_FAILURE() << fmt::format("{}", fmt::join(wrong, "\n")) << "\n"
                    << one_.topic << ", in " << dir << ", which stays as it was left:\n"
                    << shell_line(one_, dir.string()) << "\n--- stdout\n"
                    << happened.out.substr(0, 3000) << "\n--- stderr\n"
                    << happened.err.substr(0, 3000);
    if (!HasFailure()) Workspace(dir).remove();
    if (!happened.impossible.empty()) GTEST_SKIP() << happened.impossible;
  }

 private:
  // Not where something is to be mounted.
  std::filesystem::path folder() const {
    if (one_.mounted != "/dev/shm") return make_workspace_root();
    std::string pattern = "/tmp/flXXXXXX";
    return ::mkdtemp(pattern.data());
  }

  const Case one_;
};

TEST(AbuseGrammar, HasFiveHundredOfWhichNoneIsTwice) {
  std::set<std::string> lines, topics;
  for (const Case& one : all_cases()) {
    lines.insert(shell_line(one, kDir));
    topics.insert(one.topic);
    EXPECT_FALSE(one.expected.codes().empty()) << shell_line(one, kDir);
  }
  EXPECT_EQ(lines.size(), 500U);
  for (const char* topic : {"flags", "variables", "files", "streams", "limits", "signals", "folders"})
    EXPECT_TRUE(topics.contains(topic)) << topic;
}

}  // namespace
}  // namespace faultline::abuse

int main(int argc, char** argv) {
  using namespace faultline::abuse;
  for (const Case& one : all_cases())
    testing::RegisterTest(one.number % 5 == 0 ? "AbuseByDay" : "AbuseByNight",
                          fmt::format("Case{:03}", one.number).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [one]() -> testing::Test* { return new AbuseTest(one); });
  testing::InitGoogleTest(&argc, argv);
  adopt_orphans();
  return RUN_ALL_TESTS();
}
