#include "faultline/engine/words/outcome.h"

#include <gtest/gtest.h>

namespace faultline {
namespace {

struct Item {
  Key key;
  bool flag = false;

  bool operator==(const Item&) const = default;
};
BOOST_DESCRIBE_STRUCT(Item, (), (key, flag))
using ItemOutcome = Outcome<Item>;

Bytes bytes_of(const ItemOutcome& outcome, bool with_detail = true) {
  Writer out;
  outcome.encode_to(out, with_detail);
  return out.bytes();
}

ItemOutcome again(const ItemOutcome& outcome) {
  const Bytes bytes = bytes_of(outcome);
  Reader in(bytes);
  auto decoded = ItemOutcome::decode_from(in);
  EXPECT_TRUE(in.ok() && in.at_end());
  return decoded;
}

TEST(Outcome, IsExactlyOneOfThree) {
  const ItemOutcome ok = Item{"b", true}, failed = fail("busy", "try later"), unknown = info("timeout");
  ASSERT_TRUE(ok.ok() && !ok.fail() && !ok.info());
  EXPECT_EQ(*ok.ok(), (Item{"b", true}));
  ASSERT_TRUE(!failed.ok() && failed.fail() && !failed.info());
  EXPECT_EQ(failed.fail()->kind, "busy");
  EXPECT_EQ(failed.fail()->detail, "try later");
  ASSERT_TRUE(!unknown.ok() && !unknown.fail() && unknown.info());
  EXPECT_EQ(unknown.info()->kind, "timeout");
}

TEST(Outcome, ReadsBackWhatItWrote) {
  EXPECT_EQ(*again(Item{"c", false}).ok(), (Item{"c", false}));
  const auto failed = again(fail("busy", "try later"));
  ASSERT_TRUE(failed.fail());
  EXPECT_EQ(failed.fail()->kind + '/' + failed.fail()->detail, "busy/try later");
  const auto unknown = again(info("timeout", "5 s"));
  ASSERT_TRUE(unknown.info());
  EXPECT_EQ(unknown.info()->kind + '/' + unknown.info()->detail, "timeout/5 s");
}

TEST(Outcome, DigestsLeaveOutTheFreeText) {
  EXPECT_EQ(bytes_of(fail("busy", "at 12:01"), false), bytes_of(fail("busy", "at 12:02"), false));
  EXPECT_NE(bytes_of(fail("busy"), false), bytes_of(fail("full"), false));
  EXPECT_NE(bytes_of(fail("busy"), false), bytes_of(info("busy"), false));
}

TEST(Outcome, Text) {
  EXPECT_EQ(Outcome<std::int64_t>(3).show(), "3");
  EXPECT_EQ(ItemOutcome(fail("busy")).show(), "fail busy");
  EXPECT_EQ(ItemOutcome(fail("busy", "now")).show(), "fail busy: now");
  EXPECT_EQ(ItemOutcome(info("timeout", "5 s")).show(), "unknown timeout: 5 s");
}

}  // namespace
}  // namespace faultline
