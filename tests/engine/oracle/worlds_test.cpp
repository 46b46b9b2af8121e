#include "faultline/engine/oracle/worlds.h"

#include <gtest/gtest.h>

#include "tiny_models.h"

namespace faultline {
namespace {

using namespace tiny;

TEST(Worlds, AReplyIsExplainedOrNot) {
  Worlds<Counter> right;
  EXPECT_TRUE(right.ok(Add{2}, 0));
  EXPECT_TRUE(right.ok(Add{3}, 0));
  EXPECT_TRUE(right.ok(Total{}, 5));
  EXPECT_EQ(right.size(), 1u);

  Worlds<Counter> wrong;
  EXPECT_TRUE(wrong.ok(Add{2}, 0));
  EXPECT_FALSE(wrong.ok(Total{}, 3));
}

TEST(Worlds, WithoutPermissionNothingMayFail) {
  Worlds<Counter> worlds;
  EXPECT_FALSE(worlds.fail(Add{1}, {"busy", ""}));
}

TEST(Worlds, APermissionCoversItsCommandItsErrorAndItsCount) {
  const auto armed = [](std::int64_t n) {
    Worlds<Cells> worlds;
    worlds.inject(Busy{n});
    return worlds;
  };
  auto worlds = armed(2);
  EXPECT_TRUE(worlds.fail(Put{"a", 1}, {"busy", "any text"}));
  EXPECT_TRUE(worlds.fail(Put{"b", 1}, {"busy", ""}));
  EXPECT_FALSE(worlds.fail(Put{"a", 1}, {"busy", ""}));

  worlds = armed(2);
  EXPECT_FALSE(worlds.fail(Get{"a"}, {"busy", ""}));
  worlds = armed(2);
  EXPECT_FALSE(worlds.fail(Put{"a", 1}, {"full", ""}));
}

TEST(Worlds, AFailedCommandIsNotApplied) {
  Worlds<Cells> worlds;
  worlds.inject(Busy{1});
  ASSERT_TRUE(worlds.fail(Put{"a", 1}, {"busy", ""}));
  EXPECT_TRUE(worlds.ok(Get{"a"}, -1));

  Worlds<Cells> other;
  other.inject(Busy{1});
  ASSERT_TRUE(other.fail(Put{"a", 1}, {"busy", ""}));
  EXPECT_FALSE(other.ok(Get{"a"}, 1));
}

TEST(Worlds, PermissionsEndWithHealAndWithTheProcess) {
  Worlds<Cells> healed;
  healed.inject(Busy{3});
  healed.heal();
  EXPECT_FALSE(healed.fail(Put{"a", 1}, {"busy", ""}));

  Worlds<Cells> restarted;
  restarted.inject(Busy{3});
  restarted.barrier();
  EXPECT_FALSE(restarted.fail(Put{"a", 1}, {"busy", ""}));
}

TEST(Worlds, HealedStatesStay) {
  Worlds<Cells> worlds;
  ASSERT_TRUE(worlds.ok(Put{"a", 1}, 0));
  worlds.heal();
  worlds.barrier();
  EXPECT_TRUE(worlds.ok(Get{"a"}, 1));
}

TEST(Worlds, ExpectShowsWhatAnyWorldAnswers) {
  Worlds<Counter> worlds;
  EXPECT_EQ(worlds.expect(Total{}), "0");
  worlds.info(Add{2});
  EXPECT_EQ(worlds.expect(Total{}), "0 or 2");
  EXPECT_TRUE(worlds.ok(Total{}, 0));  // expecting changed nothing: both are still possible
  EXPECT_TRUE(worlds.ok(Total{}, 2));
  EXPECT_EQ(worlds.expect(Total{}), "2");
}

// A model that reads back only what it has.
struct Sparse : Cells {
  std::vector<Command> audit() const {
    std::vector<Command> all;
    for (const auto& [key, value] : cells) all.push_back(tiny::Get{key});
    return all;
  }
  bool operator==(const Sparse&) const = default;
};

std::string text_of(const std::vector<Sparse::Command>& commands) {
  std::string all;
  for (const auto& command : commands) all += std::get<tiny::Get>(command).key.str();
  return all;
}

TEST(Worlds, AuditIsTheUnionEachOnce) {
  Worlds<Sparse> worlds;
  EXPECT_EQ(text_of(worlds.audit()), "");
  ASSERT_TRUE(worlds.ok(Put{"a", 1}, 0));
  EXPECT_EQ(text_of(worlds.audit()), "a");
  worlds.barrier();
  const Sparse::Command in_flight = Put{"c", 1};
  worlds.crash({&in_flight});
  EXPECT_EQ(worlds.size(), 2u);
  EXPECT_EQ(text_of(worlds.audit()), "ac");
  ASSERT_TRUE(worlds.ok(tiny::Get{"c"}, -1));
  EXPECT_EQ(text_of(worlds.audit()), "a");
}

TEST(Worlds, AModelWithoutAuditReadsNothing) { EXPECT_TRUE(Worlds<Counter>().audit().empty()); }

}  // namespace
}  // namespace faultline
