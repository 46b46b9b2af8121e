// What a careful author of Notes tests. All of it passes; the README goes on from there.
#include "faultline/targets/examples/notes/notes.h"

#include <gtest/gtest.h>

#include "faultline/engine/runner/workspace.h"

namespace {

class NotesTest : public testing::Test {
 protected:
  ~NotesTest() override { faultline::Workspace(folder_).remove(); }

  std::uintmax_t size() const { return std::filesystem::file_size(journal_); }

  std::filesystem::path folder_ = faultline::make_workspace_root();
  std::filesystem::path journal_ = folder_ / "journal";
};

TEST_F(NotesTest, ReturnsWhatWasPutLast) {
  Notes notes(journal_);
  EXPECT_EQ(notes.get("shopping"), "");
  EXPECT_EQ(notes.put("shopping", "milk"), "milk");
  notes.put("shopping", "eggs");
  EXPECT_EQ(notes.get("shopping"), "eggs");
}

TEST_F(NotesTest, KeepsNotesOverARestart) {
  Notes(journal_).put("shopping", "milk");
  Notes(journal_).put("work", "call Ann");
  EXPECT_EQ(Notes(journal_).get("shopping"), "milk");
  EXPECT_EQ(Notes(journal_).get("work"), "call Ann");
}

TEST_F(NotesTest, ANoteMayHoldAnything) {
  const std::string text("7 7\n\0 \n", 7);
  Notes(journal_).put("a\nb", text);
  Notes(journal_).put("", "no title");
  EXPECT_EQ(Notes(journal_).get("a\nb"), text);
  EXPECT_EQ(Notes(journal_).get(""), "no title");
}

// A crash may cut the last record anywhere. The notes before it must be there, and the half one must not.
TEST_F(NotesTest, SurvivesARecordCutShort) {
  Notes(journal_).put("shopping", "milk");
  const auto whole = size();
  Notes(journal_).put("shopping", "eggs");
  const auto both = size();
  for (auto cut = whole; cut < both; ++cut) {
    const auto torn = folder_ / std::to_string(cut);
    std::filesystem::copy_file(journal_, torn);
    std::filesystem::resize_file(torn, cut);
    EXPECT_EQ(Notes(torn).get("shopping"), "milk") << cut;
  }
}

TEST_F(NotesTest, TheJournalStaysSmall) {
  Notes notes(journal_);
  for (int i = 0; i < 1000; ++i) notes.put("counter", std::to_string(i));
  EXPECT_LT(size(), 100U);
  EXPECT_EQ(Notes(journal_).get("counter"), "999");
}

TEST_F(NotesTest, SaysSoWhenItCannotWrite) {
  EXPECT_THROW(Notes(folder_ / "no such folder" / "journal").put("shopping", "milk"), std::runtime_error);
}

}  // namespace
