// Commands given at the same moment: some order must explain every answer.
#include <gtest/gtest.h>

#include "faultline/engine/oracle/worlds.h"

#include "tiny_models.h"

namespace faultline {
namespace {

using namespace tiny;
using Outcomes = std::vector<OutcomeOf<Log>>;

Outcomes answers(std::vector<std::string> replies) {
  Outcomes all;
  for (auto& reply : replies) all.emplace_back(std::move(reply));
  return all;
}

TEST(Together, AnyOrderIsAccepted) {
  for (const char* read : {"", "a", "b", "ab", "ba"}) {
    Worlds<Log> worlds;
    EXPECT_TRUE(worlds.together({Append{"a"}, Append{"b"}, Read{}}, answers({"", "", read}), 0)) << read;
  }
}

TEST(Together, WhatNoOrderExplainsIsRejected) {
  for (const char* read : {"c", "aa", "aba", "bb"}) {
    Worlds<Log> worlds;
    EXPECT_FALSE(worlds.together({Append{"a"}, Append{"b"}, Read{}}, answers({"", "", read}), 0)) << read;
  }
}

TEST(Together, LaterAnswersMustAgreeWithOneOfTheOrders) {
  const auto reads_later = [](const char* read) {
    Worlds<Log> worlds;
    EXPECT_TRUE(worlds.together({Append{"a"}, Append{"b"}}, answers({"", ""}), 0));
    EXPECT_EQ(worlds.size(), 2u);
    return worlds.ok(Read{}, read);
  };
  EXPECT_TRUE(reads_later("ab"));
  EXPECT_TRUE(reads_later("ba"));
  EXPECT_FALSE(reads_later("a"));
}

TEST(Together, AnUnknownOneMayStillComeLate) {
  const auto reads_later = [](const char* read) {
    Worlds<Log> worlds;
    Outcomes outcomes = answers({""});
    outcomes.emplace_back(info("timeout"));
    EXPECT_TRUE(worlds.together({Append{"a"}, Append{"b"}}, outcomes, 0));
    EXPECT_TRUE(worlds.ok(Append{"c"}, ""));
    return worlds.ok(Read{}, read);
  };
  for (const char* read : {"ac", "abc", "bac", "acb"}) EXPECT_TRUE(reads_later(read)) << read;
  for (const char* read : {"ca", "bc", "cab"}) EXPECT_FALSE(reads_later(read)) << read;
}

// --- who may be given beside whom ---

// At most two doors may be open.
struct Open {
  Key door;
};
BOOST_DESCRIBE_STRUCT(Open, (), (door))
struct Close {};
BOOST_DESCRIBE_STRUCT(Close, (), ())
struct Doors {
  using Command = std::variant<Open, Close>;
  using Reply = std::int64_t;  // how many are open
  std::map<Key, bool> open;

  Reply apply(const Open& o) {
    open[o.door] = true;
    return static_cast<Reply>(open.size());
  }
  Reply apply(const Close&) {
    open.clear();
    return 0;
  }
  bool allowed(const Command& c) const { return std::holds_alternative<Close>(c) || open.size() < 2; }
  bool operator==(const Doors&) const = default;
};

TEST(GivenTogether, EachMustBeAllowedAfterAllTheOthers) {
  const Worlds<Doors> worlds;
  EXPECT_TRUE(worlds.allowed_together({Open{"a"}, Open{"a"}}));
  EXPECT_TRUE(worlds.allowed_together({Open{"a"}, Open{"b"}}));
  EXPECT_TRUE(worlds.allowed_together({Open{"a"}, Close{}, Close{}}));
  EXPECT_FALSE(worlds.allowed_together({Open{"a"}, Open{"a"}, Open{"b"}}));  // the second "a" may come last
  EXPECT_FALSE(worlds.allowed_together({Open{"a"}, Open{"b"}, Close{}, Open{"c"}}));
}

TEST(GivenTogether, WhatIsUnknownCountsToo) {
  Worlds<Doors> worlds;
  worlds.info(Open{"a"});
  EXPECT_TRUE(worlds.allowed_together({Open{"b"}, Close{}}));
  EXPECT_FALSE(worlds.allowed_together({Open{"b"}, Open{"c"}}));
}

// --- what the client learns ---

// A counter that shows each value once. The client remembers the last that it saw, and may ask whether it still holds.
struct Next {};
BOOST_DESCRIBE_STRUCT(Next, (), ())
struct Holds {};
BOOST_DESCRIBE_STRUCT(Holds, (), ())
struct Shown {
  using Command = std::variant<Next, Holds>;
  using Reply = std::int64_t;
  std::int64_t value = 0, seen = 0;

  bool step(const Command& command, const Reply& reply) {
    if (std::holds_alternative<Next>(command)) return reply == ++value;
    return reply == (seen == value ? 1 : 0);
  }
  void assume(const Command& command) { value += std::holds_alternative<Next>(command); }
  std::string expect(const Command&) const { return ""; }
  void learn(const Command& command, const Reply& reply) {
    if (std::holds_alternative<Next>(command)) seen = reply;
  }
  bool operator==(const Shown&) const = default;
};

TEST(LearntTogether, InTheOrderOfTheScheduleWhateverExplainsTheAnswers) {
  const auto holds = [](std::vector<std::int64_t> next, std::int64_t answer) {
    Worlds<Shown> worlds;
    std::vector<OutcomeOf<Shown>> outcomes;
    for (const std::int64_t reply : next) outcomes.emplace_back(reply);
    EXPECT_TRUE(worlds.together(std::vector<Shown::Command>(next.size(), Next{}), outcomes, 0));
    return worlds.ok(Holds{}, answer);
  };
  EXPECT_TRUE(holds({1, 2}, 1));
  EXPECT_FALSE(holds({1, 2}, 0));
  EXPECT_TRUE(holds({2, 1}, 0));  // the client saw the 1 last
  EXPECT_FALSE(holds({2, 1}, 1));
}

TEST(LearntTogether, NothingOfItIsKnownToTheOthers) {
  Worlds<Shown> worlds;
  std::vector<OutcomeOf<Shown>> outcomes;
  for (const std::int64_t reply : {1, 0}) outcomes.emplace_back(reply);
  EXPECT_TRUE(worlds.together({Next{}, Holds{}}, outcomes, 0));  // it was asked with the 0 that had been seen before
}

}  // namespace
}  // namespace faultline
