// The undo journal: a transfer happens as a whole or not at all, and is never undone twice.
#include "faultline/targets/protocols/undo.h"

#include <system_error>

#include <gtest/gtest.h>

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

class UndoTest : public ProtocolTest {
 protected:
  std::string balances() const { return says("balance", {"a"}) + ' ' + says("balance", {"b"}); }
};

TEST_F(UndoTest, MovesCents) {
  EXPECT_EQ(says("transfer", {"a", "b", "30"}), "yes");
  EXPECT_EQ(says("transfer", {"a", "b", "71"}), "no");
  EXPECT_EQ(says("transfer", {"a", "a", "1"}), "no");
  EXPECT_EQ(balances(), "70 130");
  EXPECT_FALSE(there("journal"));
}

TEST_F(UndoTest, ADeathBeforeTheCommitUndoesTheWhole) {
  says("transfer", {"a", "b", "30"});
  for (const char* at : {point::kJournalWritten, point::kFirstWritten, point::kSecondWritten}) {
    dies(at, "transfer", {"a", "b", "5"});
    EXPECT_TRUE(there("journal")) << at;
    EXPECT_EQ(read_file(folder() / "a"), std::string_view(at) == point::kJournalWritten ? "70" : "65");
    EXPECT_EQ(read_file(folder() / "b"), std::string_view(at) == point::kSecondWritten ? "135" : "130");

    EXPECT_EQ(balances(), "70 130") << at;
    EXPECT_FALSE(there("journal")) << at;
    EXPECT_EQ(balances(), "70 130") << "read again";
  }
}

// Both of two deaths: in the change, and in its undoing.
TEST_F(UndoTest, ADeathInTheUndoingUndoesNothingTwice) {
  for (const char* at : {point::kFirstWritten, point::kSecondWritten}) {
    dies(at, "transfer", {"a", "b", "5"});
    dies(point::kOneUndone, "balance", {"a"});
    EXPECT_TRUE(there("journal"));
    dies(point::kAllUndone, "balance", {"b"});
    dies(point::kAllUndone, "transfer", {"b", "a", "1"});
    EXPECT_TRUE(there("journal"));
    EXPECT_EQ(balances(), "100 100");
    EXPECT_FALSE(there("journal"));
  }
}

TEST_F(UndoTest, RefusesWhereSomebodyElseChangedSomethingAndKeepsTheJournal) {
  dies(point::kSecondWritten, "transfer", {"a", "b", "5"});
  const auto journal = read_file(folder() / "journal");
  Accounts(folder()).correct("a", 7);
  for (const auto& [what, words] :
       {std::pair<std::string, Words>("balance", {"a"}), std::pair<std::string, Words>("balance", {"c"}),
        std::pair<std::string, Words>("transfer", {"a", "b", "1"})}) {
    const std::string why = refuses(what, words);
    EXPECT_NE(why.find("account a holds 7, and the journal knows 100 and 95"), std::string::npos) << why;
    EXPECT_EQ(read_file(folder() / "journal"), journal);
    EXPECT_EQ(read_file(folder() / "a"), "7");
    EXPECT_EQ(read_file(folder() / "b"), "105");  // not even what could be undone
  }
  Accounts(folder()).correct("a", 95);
  EXPECT_EQ(balances(), "100 100");
  EXPECT_FALSE(there("journal"));
}

TEST_F(UndoTest, ADamagedJournalIsKept) {
  dies(point::kFirstWritten, "transfer", {"a", "b", "5"});
  const std::string journal = read_file(folder() / "journal").value();
  write_synced(folder() / "journal", journal.substr(0, journal.size() - 2));
  EXPECT_NE(refuses("balance", {"b"}).find("journal is damaged"), std::string::npos);
  EXPECT_TRUE(there("journal"));
  write_synced(folder() / "journal", journal);
  EXPECT_EQ(balances(), "100 100");
}

// --- failures that the process survives ---

TEST_F(UndoTest, ATransferThatFailsHalfWayIsUndone) {
  Accounts accounts(folder());
  const Sabotage in_the_way(
      point::kFirstWritten, [](const Path& at) { std::filesystem::create_directory(at / "b.temp"); }, folder());
  EXPECT_THROW(accounts.transfer("a", "b", 5), std::system_error);
  EXPECT_FALSE(there("journal"));
  EXPECT_EQ(read_file(folder() / "a"), "100");
  EXPECT_EQ(accounts.balance("b"), 100);
}

// The undoing fails as well: the journal stays, and the next call undoes.
TEST_F(UndoTest, AnUndoingThatFailsIsDoneLater) {
  Accounts accounts(folder());
  const Sabotage in_the_way(
      point::kFirstWritten,
      [](const Path& at) {
        std::filesystem::create_directory(at / "b.temp");
        std::filesystem::create_directory(at / "a.temp");
      },
      folder());
  EXPECT_THROW(accounts.transfer("a", "b", 5), std::system_error);
  EXPECT_TRUE(there("journal"));
  EXPECT_THROW(accounts.balance("a"), std::system_error);
  std::filesystem::remove(folder() / "a.temp");
  EXPECT_EQ(accounts.balance("a"), 100);
  EXPECT_FALSE(there("journal"));
}

}  // namespace
}  // namespace faultline::protocols
