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

}  // namespace
}  // namespace faultline
