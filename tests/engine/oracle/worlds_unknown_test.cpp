// Commands of which nobody knows whether they took effect, or when.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/oracle/worlds.h"

#include "tiny_models.h"

namespace faultline {
namespace {

using namespace tiny;

// `a` was appended, `b` is unknown since, then `c` was appended; now the log reads so.
bool log_may_read(const std::string& line) {
  Worlds<Log> worlds;
  EXPECT_TRUE(worlds.ok(Append{"a"}, ""));
  worlds.info(Append{"b"});
  EXPECT_TRUE(worlds.ok(Append{"c"}, ""));
  return worlds.ok(Read{}, line);
}

TEST(UnknownCommands, RunNeverAtOnceOrLate) {
  EXPECT_TRUE(log_may_read("ac"));   // never, or not yet
  EXPECT_TRUE(log_may_read("abc"));  // at once, between the two others
  EXPECT_TRUE(log_may_read("acb"));  // late, behind a newer one
}

TEST(UnknownCommands, DoNotRunBeforeTheyWereSentNorTwice) {
  for (const char* line : {"bac", "abcb", "a", "ab", "b", "", "acbb", "ca"}) EXPECT_FALSE(log_may_read(line)) << line;
}

Worlds<Log> after_reading(const std::string& line) {
  Worlds<Log> worlds;
  worlds.info(Append{"b"});
  EXPECT_TRUE(worlds.ok(Append{"c"}, ""));
  EXPECT_TRUE(worlds.ok(Read{}, line));
  return worlds;
}

TEST(UnknownCommands, OnceSeenStaySeen) {
  EXPECT_TRUE(after_reading("bc").ok(Read{}, "bc"));
  EXPECT_FALSE(after_reading("bc").ok(Read{}, "c"));
  EXPECT_FALSE(after_reading("bc").ok(Read{}, "cb"));
  EXPECT_FALSE(after_reading("bc").ok(Read{}, "bcb"));
  EXPECT_EQ(after_reading("bc").size(), 1u);
}

TEST(UnknownCommands, NotYetSeenMayStillCome) {
  EXPECT_TRUE(after_reading("c").ok(Read{}, "c"));
  EXPECT_TRUE(after_reading("c").ok(Read{}, "cb"));
  EXPECT_FALSE(after_reading("c").ok(Read{}, "bc"));
}

TEST(UnknownCommands, TwoOfThemRunInAnyOrder) {
  const auto may_read = [](const char* line) {
    Worlds<Log> worlds;
    worlds.info(Append{"a"});
    worlds.info(Append{"b"});
    return worlds.ok(Read{}, line);
  };
  for (const char* line : {"", "a", "b", "ab", "ba"}) EXPECT_TRUE(may_read(line)) << line;
  for (const char* line : {"aa", "aba", "bb"}) EXPECT_FALSE(may_read(line)) << line;
}

// --- barriers ---

TEST(Barrier, TheCommandInFlightHappenedOrNot) {
  const Log::Command in_flight = Append{"b"};
  const auto may_read = [&](const char* line) {
    Worlds<Log> worlds;
    EXPECT_TRUE(worlds.ok(Append{"a"}, ""));
    worlds.crash({&in_flight});
    EXPECT_EQ(worlds.size(), 2u);
    return worlds.ok(Read{}, line);
  };
  EXPECT_TRUE(may_read("a"));
  EXPECT_TRUE(may_read("ab"));
  EXPECT_FALSE(may_read("b"));
  EXPECT_FALSE(may_read("abb"));
  EXPECT_FALSE(may_read(""));
}

TEST(Barrier, NothingPendingRunsAfterIt) {
  Worlds<Log> worlds;
  worlds.info(Append{"b"});
  worlds.barrier();
  ASSERT_TRUE(worlds.ok(Read{}, ""));
  EXPECT_FALSE(worlds.ok(Read{}, "b"));
}

TEST(Barrier, WhatWasPendingMayHaveRunBeforeIt) {
  Worlds<Log> worlds;
  worlds.info(Append{"b"});
  worlds.barrier();
  EXPECT_TRUE(worlds.ok(Read{}, "b"));
}

TEST(Barrier, PendingAndInFlightCommandsRunInAnyOrder) {
  const Log::Command in_flight = Append{"c"};
  for (const char* line : {"", "b", "c", "bc", "cb"}) {
    Worlds<Log> worlds;
    worlds.info(Append{"b"});
    worlds.crash({&in_flight});
    EXPECT_EQ(worlds.size(), 5u);
    EXPECT_TRUE(worlds.ok(Read{}, line)) << line;
  }
}

// --- how many worlds ---

TEST(HowManyWorlds, EqualOnesCountOnce) {
  Worlds<Counter> worlds;
  for (int i = 0; i < 3; ++i) worlds.info(Add{1});
  worlds.info(Total{});  // reads change nothing
  worlds.barrier();
  EXPECT_EQ(worlds.size(), 4u);  // 0, 1, 2, 3
  EXPECT_FALSE(worlds.overflowed());
}

TEST(HowManyWorlds, AnAnswerCollapsesThem) {
  Worlds<Counter> worlds;
  for (const int by : {1, 2, 4}) worlds.info(Add{by});
  worlds.barrier();
  EXPECT_EQ(worlds.size(), 8u);
  ASSERT_TRUE(worlds.ok(Total{}, 5));
  EXPECT_EQ(worlds.size(), 1u);
}

bool overflows(std::size_t cap) {
  Worlds<Counter> worlds(cap);
  for (const int by : {1, 2, 4}) worlds.info(Add{by});
  worlds.barrier();  // eight sums
  const bool overflowed = worlds.overflowed();
  EXPECT_LE(worlds.size(), cap);
  worlds.barrier();
  EXPECT_EQ(worlds.overflowed(), overflowed) << "it stays so";
  return overflowed;
}

TEST(HowManyWorlds, OverTheCapNothingIsSure) {
  for (const std::size_t cap : {1, 2, 7}) EXPECT_TRUE(overflows(cap)) << cap;
  for (const std::size_t cap : {9, 100}) EXPECT_FALSE(overflows(cap)) << cap;
}

TEST(HowManyWorlds, AsManyAsTheCapAreNotTooMany) { EXPECT_FALSE(overflows(8)); }

TEST(HowManyWorlds, OverTheLimitOfApplicationsNothingIsSure) {
  const auto after = [](int unknown) {
    Worlds<Log> worlds(Worlds<Log>::kDefaultCap, std::make_shared<Effort>(nullptr, 100));
    for (int i = 0; i < unknown; ++i) worlds.info(Append{Key::at(static_cast<std::uint64_t>(i) % Key::size())});
    worlds.barrier();
    return worlds;
  };
  EXPECT_FALSE(after(2).overflowed());
  const Worlds<Log> many = after(6);
  EXPECT_TRUE(many.overflowed());
  EXPECT_TRUE(many.why_overflowed().starts_with("the oracle asked the model more than 100 times: "))
      << many.why_overflowed();
}

TEST(HowManyWorlds, WhatAReportAsksCostsTheRunNothing) {
  const auto effort = std::make_shared<Effort>();
  Worlds<Log> worlds(Worlds<Log>::kDefaultCap, effort);
  worlds.info(Append{"a"});
  EXPECT_EQ(worlds.expect(Read{}), "\"\" or \"a\"");
  EXPECT_EQ(effort->applications(), 0u);
}

// An honest log that runs unknown commands now, later or never is never suspected.
RC_GTEST_PROP(HonestHistories, AreExplained, ()) {
  Worlds<Log> worlds;
  Log real;
  std::vector<Append> late;
  for (int step = *rc::gen::inRange(0, 12); step > 0; --step) {
    if (!late.empty() && *rc::gen::arbitrary<bool>()) {
      const auto which = *rc::gen::inRange<std::size_t>(0, late.size());
      real.apply(late[which]);
      late.erase(late.begin() + static_cast<std::ptrdiff_t>(which));
    }
    const Append append{Key::at(*rc::gen::inRange<std::uint64_t>(0, 4))};
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        if (late.size() < 3) late.push_back(append), worlds.info(append);
        break;
      case 1: {
        const Log::Command in_flight = append;
        late.clear();
        if (*rc::gen::arbitrary<bool>()) real.apply(append);
        worlds.crash({&in_flight});
        break;
      }
      case 2:
        RC_ASSERT(worlds.ok(append, real.apply(append)));
        break;
      default:
        RC_ASSERT(worlds.ok(Read{}, real.line));
    }
    RC_PRE(!worlds.overflowed());
  }
  RC_ASSERT(worlds.ok(Read{}, real.line));
  if (late.empty()) RC_ASSERT(!worlds.ok(Read{}, real.line + "?"));
}

// Three words in one command, which the system appends one by one.
struct AppendThrice {
  Key word;
};
BOOST_DESCRIBE_STRUCT(AppendThrice, (), (word))

struct DividedLog {
  using Command = std::variant<Append, Read, AppendThrice>;
  using Reply = std::string;
  Log log;

  Reply apply(const Append& append) { return log.apply(append); }
  Reply apply(const Read& read) { return log.apply(read); }
  Reply apply(const AppendThrice& thrice) {
    for (int i = 0; i < 3; ++i) log.apply(Append{thrice.word});
    return "";
  }
  std::vector<Command> parts(const Command& command) const {
    if (const auto* thrice = std::get_if<AppendThrice>(&command)) return {3, Append{thrice->word}};
    return {command};
  }
  bool operator==(const DividedLog&) const = default;
};

TEST(CommandsOfParts, AreHalfDoneOnlyWhereNobodyKnows) {
  const DividedLog::Command thrice = AppendThrice{"a"};
  for (const char* line : {"", "a", "aa", "aaa", "aaaa"}) {
    Worlds<DividedLog> crashed, answered;
    crashed.crash({&thrice});
    EXPECT_EQ(crashed.ok(Read{}, line), std::string(line).size() <= 3) << line;
    ASSERT_TRUE(answered.ok(thrice, ""));
    EXPECT_EQ(answered.ok(Read{}, line), std::string(line) == "aaa") << line;
  }
}

}  // namespace
}  // namespace faultline
