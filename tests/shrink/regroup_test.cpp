#include <gtest/gtest.h>

#include "grouping.h"

namespace faultline::shrink {
namespace {

using namespace testing::grouping;

std::size_t writes(const Schedule& schedule) {
  std::size_t count = 0;
  for (const auto& step : schedule) {
    const auto* command = std::get_if<0>(&step);
    if (command == nullptr) continue;
    if (const auto* all = std::get_if<All>(command)) count += all->writes.size();
    if (const auto* puts = std::get_if<Puts>(command)) count += puts->puts.size();
    count += command->index() < 2;
  }
  return count;
}

std::string regrouped(const Schedule& start) {
  return after(regroup, start, [&](const Schedule& s) { return writes(s) == writes(start); });
}

TEST(Regroup, TwoCommandsBecomeOne) {
  EXPECT_EQ(regrouped({Command(Put{"a"}), Command(Put{"b"})}), R"(puts(puts=[{key="a"}, {key="b"}]))");
  EXPECT_EQ(regrouped({Command(Put{"a"}), Command(Drop{"b"})}),
            R"(all(writes=[put(key="a"), drop(key="b", checked=false)]))");
}

TEST(Regroup, GroupsAreJoined) {
  EXPECT_EQ(regrouped({Command(All{{Put{"a"}}}), Command(Puts{{{"b"}, {"c"}}})}),
            R"(puts(puts=[{key="a"}, {key="b"}, {key="c"}]))");
}

TEST(Regroup, AGroupOfOneBecomesThatOne) {
  EXPECT_EQ(regrouped({Command(All{{Drop{"b"}}})}), R"(drop(key="b", checked=false))");
  EXPECT_EQ(regrouped({Command(Puts{{{"c"}}})}), R"(put(key="c"))");
}

TEST(Regroup, WhatIsNoMemberStaysAlone) {
  EXPECT_EQ(regrouped({Command(Wipe{"a"}), Command(Put{"b"})}), R"(wipe(key="a") put(key="b"))");
}

TEST(Regroup, NothingChangesWhereNothingElseFails) {
  const Schedule start{Command(Put{"a"}), Command(All{{Drop{"b"}}})};
  const auto as_it_is = [](const Schedule& s) { return s.size() == 2 && std::get<0>(s[1]).index() == 2; };
  EXPECT_EQ(after(regroup, start, as_it_is), text(start));
}

}  // namespace
}  // namespace faultline::shrink
