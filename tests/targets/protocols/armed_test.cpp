// The protocols with checkpoints armed by FAULT_INJECT: a child that panics or fails there, the disk it leaves, a clean
// child that makes it good, and the same once more.
#include "faultline/targets/crash/point/armed.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/protocols/install.h"
#include "faultline/targets/protocols/publication.h"
#include "faultline/targets/protocols/reference.h"
#include "faultline/targets/protocols/undo.h"

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

// The names are literals where they are reached, so that they can be listed from outside; these are the same.
TEST(Points, OfTheProgramAreThoseOfTheHeaders) {
  std::vector<std::string> named{point::kPublicationRename, point::kPublishFirst, point::kPublishSecond, point::kCommit,
                                 point::kPublish,           point::kWriteSecond,  point::kGiveBack};
  const auto add = [&](const auto& points) { named.insert(named.end(), points.begin(), points.end()); };
  add(kPublicationPoints);
  add(kInstallPoints);
  add(kReferencePoints);
  add(kUndoPoints);
  std::sort(named.begin(), named.end());
  EXPECT_EQ(crash::all_points(), named);
}

class Armed : public ProtocolTest {
 protected:
  // A child in whose environment all of `inject` is armed.
  crash::Outcome armed(const std::string& inject, const std::string& what, const Words& words = {}) const {
    return child(what, words, "", {{crash::kInjectVariable, inject}});
  }

  void panics(const std::string& at, const std::string& what, const Words& words) const {
    const crash::Outcome outcome = armed(at + "=panic", what, words);
    ASSERT_EQ(outcome.exit_code(), crash::kPanicExitCode) << outcome.err() << outcome.error().value_or("");
    EXPECT_NE(outcome.err().find(crash::kInjectVariable), std::string::npos) << outcome.err();
    EXPECT_NE(outcome.err().find(at), std::string::npos) << outcome.err();
  }

  void fails(const std::string& at, const std::string& what, const Words& words) const {
    const crash::Outcome outcome = armed(at, what, words);
    ASSERT_EQ(outcome.exit_code(), 2) << outcome.out() << outcome.error().value_or("");
    EXPECT_NE(outcome.err().find(crash::fail_message(at)), std::string::npos) << outcome.err();
    EXPECT_TRUE(outcome.never_reached().empty());
  }
};

// --- crash child, inspect the disk, clean child, verify, read again ---

TEST_F(Armed, PublicationPanics) {
  panics(point::kPublicationTemp, "publish", {"a", "new"});
  EXPECT_TRUE(there("a.temp"));
  EXPECT_FALSE(there("a"));
  EXPECT_EQ(says("load", {"a"}), "new");
  EXPECT_EQ(says("load", {"a"}), "new");
}

TEST_F(Armed, InstallPanics) {
  panics(point::kFirstPublished, "install", {"p", "0"});
  EXPECT_TRUE(there("p.program") && there("staging-0/manifest") && there("intent"));
  EXPECT_EQ(says("recover", {"0"}), "completed");
  EXPECT_EQ(says("list"), "p ");
  EXPECT_EQ(says("recover", {"0"}), "nothing");
  EXPECT_EQ(says("list"), "p ");
}

TEST_F(Armed, ReferencePanicsOnEitherSideOfTheCommit) {
  panics(point::kBeforeCommit, "advance", {"3"});
  EXPECT_FALSE(there("commit"));
  EXPECT_EQ(says("read"), "0");
  EXPECT_EQ(says("read"), "0");
  panics(point::kCommitted, "advance", {"3"});
  EXPECT_TRUE(there("commit"));
  EXPECT_FALSE(there("reference"));
  EXPECT_EQ(says("read"), "3");
  EXPECT_EQ(says("read"), "3");
}

TEST_F(Armed, UndoPanics) {
  panics(point::kFirstWritten, "transfer", {"a", "b", "5"});
  EXPECT_TRUE(there("journal"));
  EXPECT_EQ(says("balance", {"a"}), "100");
  EXPECT_FALSE(there("journal"));
  EXPECT_EQ(says("balance", {"a"}), "100");
}

// Both are armed in every process, and points are not one-shot: the change dies at the first, its undoing at the
// second, as often as it is tried.
TEST_F(Armed, TwoPointsAtOnceUndoNothingTwice) {
  const std::string both = std::string(point::kSecondWritten) + "," + point::kOneUndone;
  for (const auto& [from, to] : {std::pair("a", "b"), std::pair("b", "c")}) {
    ASSERT_TRUE(armed(both, "transfer", {from, to, "5"}).killed());
    EXPECT_EQ(read_file(folder() / from), "95");
    EXPECT_EQ(read_file(folder() / to), "105");
    ASSERT_TRUE(armed(both, "balance", {from}).killed());  // gave back the second
    EXPECT_EQ(read_file(folder() / from), "95");
    EXPECT_EQ(read_file(folder() / to), "100");
    ASSERT_TRUE(armed(both, "balance", {from}).killed());  // and the first
    EXPECT_EQ(read_file(folder() / from), "100");
    EXPECT_TRUE(there("journal"));
    EXPECT_EQ(armed(both, "balance", {from}).exit_code(), 0);  // nothing is left to give back
    EXPECT_FALSE(there("journal"));
    EXPECT_EQ(says("balance", {from}) + ' ' + says("balance", {to}), "100 100");
  }
}

// --- graceful failure: the error comes back, and nothing is left of it ---

TEST_F(Armed, APublicationThatFailsLeavesTheOldDocument) {
  says("publish", {"a", "old"});
  fails(point::kPublicationRename, "publish", {"a", "new"});
  fails(point::kPublicationRename, "publish", {"b", "new"});
  EXPECT_FALSE(there("a.temp") || there("b.temp"));
  EXPECT_EQ(says("load", {"a"}) + ' ' + says("load", {"b"}), "old none");
}

TEST_F(Armed, AnInstallationThatFailsIsTakenBack) {
  for (const char* at : {point::kPublishFirst, point::kPublishSecond}) {
    fails(at, "install", {"p", "0"});
    EXPECT_FALSE(there("p.program") || there("p.manifest") || there("intent")) << at;
    EXPECT_TRUE(std::filesystem::is_empty(folder() / "staging-0")) << at;
    EXPECT_EQ(says("recover", {"0"}), "nothing");
  }
  EXPECT_EQ(says("install", {"p", "0"}), "done");
}

TEST_F(Armed, AnAdvanceThatFailsHasHappenedOnlyOnceItIsCommitted) {
  fails(point::kCommit, "advance", {"3"});
  EXPECT_EQ(says("read"), "0");
  fails(point::kPublish, "advance", {"3"});
  fails(point::kPublish, "read", {});
  EXPECT_EQ(says("read"), "3");
  EXPECT_EQ(says("read"), "3");
}

TEST_F(Armed, ATransferThatFailsIsUndone) {
  fails(point::kWriteSecond, "transfer", {"a", "b", "5"});
  EXPECT_FALSE(there("journal"));
  EXPECT_EQ(says("balance", {"a"}), "100");
}

TEST_F(Armed, AnUndoingThatFailsKeepsTheJournalAndIsDoneLater) {
  const crash::Outcome outcome =
      armed(std::string(point::kWriteSecond) + "," + point::kGiveBack, "transfer", {"a", "b", "5"});
  EXPECT_EQ(outcome.exit_code(), 2);
  EXPECT_TRUE(there("journal"));
  EXPECT_EQ(read_file(folder() / "a"), "95");
  EXPECT_EQ(says("balance", {"a"}), "100");
  EXPECT_FALSE(there("journal"));
}

// The same in one process, which sees the error and goes on.
TEST_F(Armed, ForAScope) {
  Publication documents(folder());
  {
    const crash::Armed full(std::string(point::kPublicationRename) + "=return(ENOSPC)");
    try {
      documents.publish("a", "new");
      FAIL();
    } catch (const std::system_error& e) {
      EXPECT_EQ(e.code(), std::errc::no_space_on_device);
    }
  }
  EXPECT_EQ(documents.load("a"), std::nullopt);
  documents.publish("a", "new");
  EXPECT_EQ(documents.load("a"), "new");
}

}  // namespace
}  // namespace faultline::protocols
