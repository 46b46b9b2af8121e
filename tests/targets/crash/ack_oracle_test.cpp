// The oracle accepts what it should, and notices each kind of damage: a test that cannot fail proves nothing.
#include "ack_oracle.h"

#include <gtest/gtest.h>

namespace faultline::crash {
namespace {

const std::vector<std::string> kAcks = {"w0-1", "w7-1", "w0-2"};

Items intact() {
  return {{"w0-1.a", "w0-1"}, {"w0-1.b", "w0-1"}, {"w0-2.a", "w0-2"}, {"w0-2.b", "w0-2"},    {"w0.mark-2", "w0-2"},
          {"w0.latest", "2"}, {"w7-1.a", "w7-1"}, {"w7-1.b", "w7-1"}, {"w7.mark-1", "w7-1"}, {"w7.latest", "1"}};
}

void add_in_flight(Items& items) {
  items.erase("w7.mark-1");
  items.insert({{"w7-2.a", "w7-2"}, {"w7-2.b", "w7-2"}, {"w7.mark-2", "w7-2"}});
  items["w7.latest"] = "2";
}

TEST(AckOracle, ReadsWholeAckLines) {
  EXPECT_EQ(acks_in("ACK w0-1\nother\n ACK w0-9\nACK w7-1\nACK w0-1"), (std::vector<std::string>{"w0-1", "w7-1"}));
}

TEST(AckOracle, AcceptsWhatWasAcknowledged) { EXPECT_EQ(complaint(intact(), kAcks, 3), ""); }

TEST(AckOracle, AcceptsAWholeTransactionInFlight) {
  Items items = intact();
  add_in_flight(items);
  EXPECT_EQ(complaint(items, kAcks, 3), "");
}

TEST(AckOracle, WantsEnoughAcknowledgements) { EXPECT_NE(complaint(intact(), kAcks, 4), ""); }

TEST(AckOracle, MissesEveryKey) {
  const Items items = intact();
  for (const auto& [key, value] : items) {
    Items damaged = items;
    damaged.erase(key);
    EXPECT_NE(complaint(damaged, kAcks, 3), "") << key;
    damaged[key] = "wrong";
    EXPECT_NE(complaint(damaged, kAcks, 3), "") << key;
  }
}

TEST(AckOracle, NoticesALostAcknowledgement) {
  EXPECT_EQ(complaint(intact(), {"w0-1", "w0-2", "w0-3"}, 3), "w0-3 was acknowledged and is gone");
  EXPECT_EQ(complaint({}, kAcks, 3), "w0-2 was acknowledged and is gone");
}

TEST(AckOracle, NoticesHalfATransaction) {
  for (const char* half : {"w7-2.a", "w7-2.b", "w7.mark-2"}) {
    Items items = intact();
    add_in_flight(items);
    items.erase(half);
    EXPECT_EQ(complaint(items, kAcks, 3), std::string(half) + " is missing");
  }
}

TEST(AckOracle, NoticesWhatCameBackAndWhatWasInvented) {
  for (const char* key : {"w0.mark-1", "w0-3.a", "w1.mark-0", "x"}) {
    Items items = intact();
    items[key] = "w0-1";
    EXPECT_EQ(complaint(items, kAcks, 3), std::string(key) + " should not be there");
  }
  Items items = intact();
  items["w3.latest"] = "2";
  EXPECT_EQ(complaint(items, kAcks, 3), "w3-2 cannot have been in flight");
}

}  // namespace
}  // namespace faultline::crash
