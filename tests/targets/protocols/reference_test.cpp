// Commit, then publish a reference: exactly once, whenever the process dies.
#include "faultline/targets/protocols/reference.h"

#include <system_error>

#include <gtest/gtest.h>

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

class ReferenceTest : public ProtocolTest {};

TEST_F(ReferenceTest, AddsUp) {
  EXPECT_EQ(says("read"), "0");
  EXPECT_EQ(says("advance", {"5"}), "5");
  EXPECT_EQ(says("advance", {"2"}), "7");
  EXPECT_EQ(says("read"), "7");
}

TEST_F(ReferenceTest, ADeathBeforeTheCommitLeavesTheOldValue) {
  says("advance", {"5"});
  const auto committed = read_file(folder() / "commit");
  dies(point::kBeforeCommit, "advance", {"2"});
  EXPECT_EQ(read_file(folder() / "commit"), committed);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(says("read"), "5");
  EXPECT_EQ(says("advance", {"1"}), "6");
}

TEST_F(ReferenceTest, ADeathAfterTheCommitAdvancesExactlyOnce) {
  std::int64_t value = 0;
  for (const char* at : {point::kCommitted, point::kBeforeReference, point::kReferencePublished}) {
    const auto published = read_file(folder() / "reference");
    dies(at, "advance", {"3"});
    EXPECT_EQ(read_file(folder() / "reference") == published, std::string_view(at) != point::kReferencePublished) << at;
    value += 3;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(says("read"), std::to_string(value)) << at;
  }
  EXPECT_EQ(says("advance", {"1"}), std::to_string(value + 1));
}

TEST_F(ReferenceTest, TheNextAdvanceBringsInAnUnpublishedCommit) {
  dies(point::kCommitted, "advance", {"3"});
  EXPECT_EQ(says("advance", {"4"}), "7");
  EXPECT_EQ(says("read"), "7");
}

TEST_F(ReferenceTest, ADeathInTheRecoveryAdvancesOnceAllTheSame) {
  dies(point::kCommitted, "advance", {"3"});
  for (int i = 0; i < 3; ++i) dies(point::kBeforeReference, "read");
  EXPECT_EQ(says("read"), "3");
  EXPECT_EQ(says("read"), "3");
}

TEST_F(ReferenceTest, FilesThatDoNotBelongTogetherAreAnError) {
  says("advance", {"3"});
  says("advance", {"3"});
  std::filesystem::remove(folder() / "reference");
  EXPECT_NE(refuses("read").find("do not belong together"), std::string::npos);
  write_synced(folder() / "reference", "half");
  EXPECT_NE(refuses("read").find("reference is damaged"), std::string::npos);
  EXPECT_EQ(read_file(folder() / "reference"), "half");
}

// --- failures that the process survives ---

TEST_F(ReferenceTest, ACommitThatFailsLeavesTheOldValue) {
  Reference reference(folder());
  reference.advance(5);
  {
    const Sabotage away(
        point::kBeforeCommit, [](const Path& at) { std::filesystem::remove(at / "commit.temp"); }, folder());
    EXPECT_THROW(reference.advance(2), std::system_error);
  }
  EXPECT_EQ(reference.read(), 5);
  EXPECT_EQ(reference.advance(1), 6);
}

TEST_F(ReferenceTest, APublicationThatFailsIsMadeUpForOnce) {
  Reference reference(folder());
  reference.advance(5);
  {
    const Sabotage away(
        point::kBeforeReference, [](const Path& at) { std::filesystem::remove(at / "reference.temp"); }, folder());
    EXPECT_THROW(reference.advance(2), std::system_error);
  }
  EXPECT_EQ(reference.read(), 7);
  EXPECT_EQ(reference.read(), 7);
}

}  // namespace
}  // namespace faultline::protocols
