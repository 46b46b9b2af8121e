// Atomic publication: what a publisher that died left behind, and what the next one makes of it.
#include "faultline/targets/protocols/publication.h"

#include <stdexcept>
#include <system_error>

#include <gtest/gtest.h>

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

class PublicationTest : public ProtocolTest {};

struct Case {
  const char* point;
  bool temp;                // is left behind
  const char *over, *anew;  // what a load reads: with an old document, and with none
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.point; }

class PublicationCrash : public ProtocolTest, public testing::WithParamInterface<Case> {};

TEST_P(PublicationCrash, LeavesTheOldDocumentOrTheNewOne) {
  const Case& at = GetParam();
  EXPECT_EQ(says("publish", {"a", "old"}), "");
  for (const auto& [name, expected] : {std::pair("a", at.over), std::pair("b", at.anew)}) {
    dies(at.point, "publish", {name, "new"});
    EXPECT_EQ(there(std::string(name) + ".temp"), at.temp);

    EXPECT_EQ(says("load", {name}), expected);
    EXPECT_FALSE(there(std::string(name) + ".temp"));
    EXPECT_EQ(says("load", {name}), expected) << "read again";
    EXPECT_EQ(says("publish", {name, "later"}), "");
    EXPECT_EQ(says("load", {name}), "later");
  }
}

INSTANTIATE_TEST_SUITE_P(Points, PublicationCrash,
                         testing::Values(Case{point::kPublicationHalf, true, "old", "none"},
                                         Case{point::kPublicationTemp, true, "old", "new"},
                                         Case{point::kPublicationRenamed, false, "new", "new"}));

TEST_F(PublicationTest, ADeathInThePromotionPromotesAllTheSame) {
  dies(point::kPublicationTemp, "publish", {"a", "new"});
  dies(point::kPublicationPromoted, "load", {"a"});
  EXPECT_EQ(says("load", {"a"}), "new");
  EXPECT_EQ(says("load", {"a"}), "new");
}

TEST_F(PublicationTest, ATempThatWasDroppedDoesNotComeBack) {
  says("publish", {"a", "old"});
  dies(point::kPublicationTemp, "publish", {"a", "new"});
  says("withdraw", {"a"});
  EXPECT_EQ(says("load", {"a"}), "none");
}

TEST_F(PublicationTest, WithdrawingSettlesFirst) {
  dies(point::kPublicationTemp, "publish", {"a", "new"});
  says("withdraw", {"a"});
  EXPECT_EQ(says("load", {"a"}), "none");
  EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PublicationTest, ADamagedDocumentIsAnErrorAndStays) {
  says("publish", {"a", "text"});
  const std::string whole = read_file(folder() / "a").value();
  write_synced(folder() / "a", whole.substr(0, whole.size() - 1));
  EXPECT_NE(refuses("load", {"a"}).find("a is damaged"), std::string::npos);
  EXPECT_EQ(read_file(folder() / "a"), whole.substr(0, whole.size() - 1));
}

// --- failures that the process survives ---

TEST_F(PublicationTest, APublicationThatFailsLeavesTheOldDocumentAndNoTemp) {
  Publication documents(folder());
  documents.publish("a", "old");
  const Sabotage away(
      point::kPublicationTemp, [](const Path& at) { std::filesystem::remove(at / "a.temp"); }, folder());
  EXPECT_THROW(documents.publish("a", "new"), std::system_error);
  EXPECT_FALSE(there("a.temp"));
  EXPECT_EQ(documents.load("a"), "old");
}

// Were the temp left there, the next load would promote what was refused.
TEST_F(PublicationTest, APublicationThatFailsIsNotPromotedLater) {
  Publication documents(folder());
  const Sabotage in_the_way(
      point::kPublicationTemp, [](const Path& at) { std::filesystem::create_directory(at / "a"); }, folder());
  EXPECT_THROW(documents.publish("a", "new"), std::system_error);
  EXPECT_FALSE(there("a.temp"));
  std::filesystem::remove(folder() / "a");
  EXPECT_EQ(documents.load("a"), std::nullopt);
}

}  // namespace
}  // namespace faultline::protocols
