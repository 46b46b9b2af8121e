#include "faultline/targets/store/durable/commit.h"

#include <gtest/gtest.h>

namespace faultline::store {
namespace {

const std::vector<Change> kChanges{
    {"a", "one", 7}, {"gone", std::nullopt, 0}, {std::string("\0k", 2), "", 8}, {"t", "x", 9, 1234}, {"u", "", 10, -1}};

TEST(Commit, RoundTrip) {
  const std::optional<Commit> commit = decode_commit(encode_commit(42, kChanges));
  ASSERT_TRUE(commit);
  EXPECT_EQ(*commit, (Commit{42, kChanges}));
  EXPECT_EQ(decode_commit(encode_commit(1, {})), (Commit{1, {}}));
}

TEST(Commit, EveryCutAndAnyExtraByteIsRefused) {
  const std::string bytes = encode_commit(42, kChanges);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(decode_commit(bytes.substr(0, cut))) << cut;
  EXPECT_FALSE(decode_commit(bytes + "x"));
}

TEST(Commit, AnUnknownKindOrAnAbsurdCountOrLengthIsRefused) {
  std::string kind = encode_commit(1, {{"a", "b", 1}});
  kind[16] = 3;
  EXPECT_FALSE(decode_commit(kind));
  std::string count = encode_commit(1, {{"a", "b", 1}});
  count[15] = '\x7f';
  EXPECT_FALSE(decode_commit(count));
  std::string length = encode_commit(1, {{"a", "b", 1}});
  length[24] = '\x7f';
  EXPECT_FALSE(decode_commit(length));
}

TEST(Commit, AppliesInOrderAndTwiceIsOnce) {
  State state;
  apply_changes(state, {{"a", "1", 1}, {"b", "2", 2}, {"a", std::nullopt, 0}, {"b", "3", 3}});
  EXPECT_EQ(state.items, (StoredItems{{"b", {{"3", "3"}}}}));
  EXPECT_EQ(state.last_etag, 3U);
  apply_changes(state, {{"t", "1", 4, 99}, {"b", "3", 3}});
  EXPECT_EQ(state.items.at("t").expires, 99);
  apply_changes(state, {{"t", "1", 5}});
  EXPECT_EQ(state.items.at("t").expires, std::nullopt);
  state.items.erase("t");
  const State once = state;
  apply_changes(state, {{"b", "2", 2}, {"b", "3", 3}});
  EXPECT_EQ(state, once);
}

// Pinned: what frames of version 1 hold is read for ever, and nothing else is written for items that never expire.
TEST(Commit, WithoutExpiryTheBytesAreThoseOfVersion1) {
  const std::string bytes(
      "\1\0\0\0\0\0\0\0"
      "\2\0\0\0\0\0\0\0"
      "\1"
      "\1\0\0\0\0\0\0\0"
      "a"
      "\7\0\0\0\0\0\0\0"
      "\1\0\0\0\0\0\0\0"
      "v"
      "\0"
      "\1\0\0\0\0\0\0\0"
      "b",
      53);
  const std::vector<Change> changes{{"a", "v", 7}, {"b", std::nullopt, 0}};
  EXPECT_EQ(encode_commit(1, changes), bytes);
  EXPECT_EQ(decode_commit(bytes), (Commit{1, changes}));
}

}  // namespace
}  // namespace faultline::store
