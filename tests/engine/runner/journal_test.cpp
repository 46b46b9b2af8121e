#include "faultline/engine/runner/journal.h"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace faultline {
namespace {

using Entries = std::vector<std::pair<Observed, std::string>>;

Entries entries_of(Journal& journal) {
  Entries all;
  for (journal.rewind(); !journal.at_end();) {
    const auto [observed, payload] = journal.next();
    all.emplace_back(observed, payload);
  }
  return all;
}

RC_GTEST_PROP(Journal, ReadsBackWhatItHolds, (const std::vector<std::string>& payloads)) {
  std::vector<char> memory(1 << 16);
  Journal journal(memory);
  Entries written;
  for (const auto& payload : payloads) {
    written.emplace_back(static_cast<Observed>(1 + payload.size() % 6), payload);
    RC_ASSERT(journal.append(written.back().first, payload));
    RC_ASSERT(journal.at_end());  // the writer is always behind its own entries
  }
  RC_ASSERT(entries_of(journal) == written);

  Journal reader(memory);  // another process on the same memory
  RC_ASSERT(entries_of(reader) == written);

  std::vector<char> elsewhere(1 << 16);
  Journal copy(elsewhere);
  copy.assign(journal.bytes());
  RC_ASSERT(entries_of(copy) == written);
}

TEST(Journal, ZeroedMemoryIsEmpty) {
  std::vector<char> memory(64);
  Journal journal(memory);
  EXPECT_TRUE(journal.at_end());
  EXPECT_EQ(journal.bytes(), "");
}

TEST(Journal, RefusesWhatDoesNotFitAndKeepsWhatItHas) {
  std::vector<char> memory(8 + 2 * (5 + 10));  // header, two entries of ten bytes
  Journal journal(memory);
  const std::string ten(10, 'x');
  EXPECT_TRUE(journal.append(Observed::outcome, ten));
  EXPECT_FALSE(journal.append(Observed::outcome, ten + "y"));
  EXPECT_TRUE(journal.append(Observed::threw, ten));
  EXPECT_FALSE(journal.append(Observed::closed, {}));
  EXPECT_EQ(entries_of(journal), (Entries{{Observed::outcome, ten}, {Observed::threw, ten}}));
}

TEST(Journal, ClearsAndStartsAgain) {
  std::vector<char> memory(64);
  Journal journal(memory);
  ASSERT_TRUE(journal.append(Observed::opened, "x"));
  journal.clear();
  EXPECT_TRUE(journal.at_end());
  ASSERT_TRUE(journal.append(Observed::closed, {}));
  EXPECT_EQ(entries_of(journal), (Entries{{Observed::closed, ""}}));
}

TEST(Journal, KeepsTheFirstEntriesOnly) {
  std::vector<char> memory(1 << 10);
  Journal journal(memory);
  for (const char* text : {"one", "two", "three"}) ASSERT_TRUE(journal.append(Observed::threw, text));
  journal.keep(2);
  EXPECT_EQ(entries_of(journal), (Entries{{Observed::threw, "one"}, {Observed::threw, "two"}}));
  journal.keep(7);
  EXPECT_EQ(entries_of(journal).size(), 2u);
  journal.keep(0);
  EXPECT_TRUE(entries_of(journal).empty());
}

// As a target may do by a wild pointer.
TEST(Journal, ReadsNothingBeyondItsMemoryWhateverStandsThere) {
  for (const char byte : {'\0', '\1', '\x7f', '\xff'}) {
    std::vector<char> memory(1 << 10, byte);
    Journal journal(memory);
    std::size_t bytes = 0;
    for (const auto& [observed, payload] : entries_of(journal)) bytes += payload.size();
    EXPECT_LE(bytes, memory.size());
  }
}

TEST(JournalMemory, IsAnEmptyJournalOfItsSize) {
  JournalMemory memory;
  EXPECT_EQ(memory.span().size(), JournalMemory::kSize);
  Journal journal(memory.span());
  EXPECT_TRUE(journal.at_end());
  EXPECT_TRUE(journal.append(Observed::outcome, std::string(1 << 20, 'x')));
}

}  // namespace
}  // namespace faultline
