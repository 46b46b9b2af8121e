// The points of a program, listed from inside; and how often each was reached.
#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/crash/point/armed.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash {
namespace {

template <class T>
int in_a_template(T value) {
  FAULTLINE_CRASH_POINT("names.template");
  return static_cast<int>(value);
}

inline int in_an_inline_function() {
  FAULTLINE_DELAY_POINT("names.inline");
  return FAULTLINE_FAIL_POINT("names.fail, with \"quotes\", a \\ and 100%");
}

TEST(AllPoints, SortedAndEachOnce) {
  EXPECT_EQ(in_a_template(1) + in_a_template(2.0) + in_an_inline_function(), 3);
  const auto in_a_lambda = [] { FAULTLINE_PANIC_POINT("names.lambda"); };
  in_a_lambda();
  EXPECT_STREQ(FAULTLINE_POINT_NAME("names.given"), "names.given");
  const std::vector<std::string> names = all_points();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  for (const char* name :
       {"names.template", "names.inline", "names.fail, with \"quotes\", a \\ and 100%", "names.lambda", "names.given",
        "reach.crash-macro", "reach.panic-macro", "reach.fail-macro", "reach.delay-macro"}) {
    EXPECT_TRUE(std::binary_search(names.begin(), names.end(), name)) << name;
  }
  EXPECT_EQ(names.size(), 9u);  // the functions of reach.cpp note nothing
}

std::vector<std::string> seen;

TEST(AllPoints, TheMacrosAreReachedUnderTheNamesThatAreListed) {
  observe([](const char* name) { seen.emplace_back(name); });
  in_an_inline_function();
  observe(nullptr);
  EXPECT_EQ(seen, (std::vector<std::string>{"names.inline", "names.fail, with \"quotes\", a \\ and 100%"}));
}

class Hits : public testing::Test {
 protected:
  void TearDown() override { count_hits(false); }
};

TEST_F(Hits, OffUntilAskedFor) {
  breakpoint("p");
  EXPECT_EQ(hits("p"), 0u);
  count_hits(true);
  EXPECT_EQ(hits("p"), 0u);
  breakpoint("p");
  maybe_panic_at("p");
  EXPECT_EQ(maybe_fail_at("p"), 0);
  maybe_delay_at("q");
  breakpoint("");
  EXPECT_EQ(hits("p"), 3u);
  EXPECT_EQ(hits("q"), 1u);
  EXPECT_EQ(hits("r"), 0u);
  EXPECT_EQ(hits(""), 0u);
  count_hits(true);
  EXPECT_EQ(hits("p"), 0u);
  breakpoint("p");
  count_hits(false);
  EXPECT_EQ(hits("p"), 0u);
  EXPECT_EQ(faultline_crash_state, 0u);
}

TEST_F(Hits, OfEveryThreadAndWhateverIsArmed) {
  count_hits(true);
  const Armed armed("p=return(EIO)", ArmedFor::every_thread);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 500; ++i) (void)maybe_fail_at("p");
      });
    }
  }
  EXPECT_EQ(hits("p"), 2000u);
}

TEST(FailMessage, IsCutToTheCallersBuffer) {
  const std::string whole = fail_message("a.b");
  std::array<char, 12> buffer{};
  EXPECT_EQ(faultline_fail_message("a.b", buffer.data(), buffer.size()), whole.size());
  EXPECT_STREQ(buffer.data(), "FAULT_INJEC");
  EXPECT_EQ(faultline_fail_message("a.b", nullptr, 0), whole.size());
  EXPECT_EQ(faultline_fail_message(nullptr, nullptr, 0), fail_message("").size());
}

}  // namespace
}  // namespace faultline::crash
