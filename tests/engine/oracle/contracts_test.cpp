// Durability contracts: what a death may take away, and what it may not.
#include <gtest/gtest.h>

#include "faultline/engine/oracle/worlds.h"

#include "tiny_models.h"

namespace faultline {
namespace {

using namespace tiny;

struct Sync {};
BOOST_DESCRIBE_STRUCT(Sync, (), ())

// A line of words that a death may cut short, as far as `C` allows.
template <class C>
struct Buffered {
  using Command = std::variant<Append, Read, Sync>;
  using Reply = std::string;
  using Contract = C;
  std::string line;

  Reply apply(const Append& append) {
    line += append.word.view();
    return "";
  }
  Reply apply(const Read&) { return line; }
  Reply apply(const Sync&) { return ""; }
  bool operator==(const Buffered&) const = default;
};

// "ab", then a sync, then "c" and "d"; then the process dies and the line reads so.
template <class C>
bool may_read(const std::string& line, bool in_flight = false) {
  using M = Buffered<C>;
  Worlds<M> worlds;
  for (const char* word : {"a", "b"}) EXPECT_TRUE(worlds.ok(Append{word}, ""));
  EXPECT_TRUE(worlds.ok(Sync{}, ""));
  for (const char* word : {"c", "d"}) EXPECT_TRUE(worlds.ok(Append{word}, ""));
  const typename M::Command last = Append{"a"};
  worlds.crash(in_flight ? std::vector<const typename M::Command*>{&last} : std::vector<const typename M::Command*>{});
  return worlds.ok(Read{}, line);
}

TEST(Contract, DurableOnAckLosesNothing) {
  EXPECT_TRUE(may_read<durable_on_ack>("abcd"));
  for (const char* line : {"", "a", "ab", "abc", "abd", "abcda"}) EXPECT_FALSE(may_read<durable_on_ack>(line)) << line;
}

TEST(Contract, DurableOnSyncLosesAnyTailBehindTheLastSync) {
  for (const char* line : {"ab", "abc", "abcd"}) EXPECT_TRUE(may_read<durable_on<Sync>>(line)) << line;
  for (const char* line : {"", "a", "abd", "abdc"}) EXPECT_FALSE(may_read<durable_on<Sync>>(line)) << line;
}

TEST(Contract, AnyPrefixLosesAnyTail) {
  for (const char* line : {"", "a", "ab", "abc", "abcd"}) EXPECT_TRUE(may_read<any_prefix>(line)) << line;
  for (const char* line : {"b", "abd", "bcd", "dcba"}) EXPECT_FALSE(may_read<any_prefix>(line)) << line;
}

TEST(Contract, TheCommandInFlightIsTheLastOfAnyPrefix) {
  for (const char* line : {"ab", "abcd", "abcda"}) EXPECT_TRUE(may_read<durable_on<Sync>>(line, true)) << line;
  for (const char* line : {"aba", "abca"}) EXPECT_FALSE(may_read<durable_on<Sync>>(line, true)) << line;
}

TEST(Contract, WhatWasReadBackIsDurableFromThenOn) {
  Worlds<Buffered<any_prefix>> worlds;
  EXPECT_TRUE(worlds.ok(Append{"a"}, ""));
  EXPECT_TRUE(worlds.ok(Append{"b"}, ""));
  worlds.crash({});
  EXPECT_TRUE(worlds.ok(Read{}, "a"));
  worlds.crash({});
  EXPECT_FALSE(worlds.ok(Read{}, ""));
}

TEST(Contract, ACleanRestartLosesNothing) {
  Worlds<Buffered<any_prefix>> worlds;
  EXPECT_TRUE(worlds.ok(Append{"a"}, ""));
  worlds.barrier();
  auto again = worlds;
  EXPECT_TRUE(worlds.ok(Read{}, "a"));
  EXPECT_FALSE(again.ok(Read{}, ""));
}

}  // namespace
}  // namespace faultline
