#include "faultline/targets/protocols/files.h"

#include <system_error>

#include <gtest/gtest.h>

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

class Files : public ProtocolTest {};

TEST_F(Files, WritesReplacesRenamesAndRemoves) {
  const Path one = folder() / "one", two = folder() / "two";
  EXPECT_FALSE(read_file(one));
  write_synced(one, "first");
  EXPECT_EQ(read_file(one), "first");
  replace_synced(one, std::string(10000, 'x'));
  EXPECT_EQ(read_file(one), std::string(10000, 'x'));
  EXPECT_FALSE(there("one.temp"));
  rename_synced(one, two);
  EXPECT_FALSE(there("one"));
  remove_synced(two);
  remove_synced(two);
  EXPECT_FALSE(there("two"));
}

TEST_F(Files, ErrorsNameTheDeedAndTheFile) {
  try {
    write_synced(folder() / "none" / "file", "");
    FAIL();
  } catch (const std::system_error& e) {
    EXPECT_EQ(e.code(), std::errc::no_such_file_or_directory);
    EXPECT_NE(std::string(e.what()).find("creating " + (folder() / "none" / "file").string()), std::string::npos);
  }
  EXPECT_THROW(rename_synced(folder() / "none", folder() / "file"), std::system_error);
  EXPECT_THROW(read_file(folder()), std::system_error);
}

TEST_F(Files, AReplacementThatFailsLeavesTheOldTextAndNoTemp) {
  std::filesystem::create_directories(folder() / "file" / "full");
  EXPECT_THROW(replace_synced(folder() / "file", "new"), std::system_error);
  EXPECT_FALSE(there("file.temp"));
  EXPECT_TRUE(there("file/full"));
}

TEST(Seal, GivesTheTextAgainAndNothingElse) {
  for (const std::string text : {"", "a", "two\nlines\n"}) {
    const std::string sealed = seal(text);
    EXPECT_EQ(unseal(sealed), text);
    for (std::size_t cut = 0; cut < sealed.size(); ++cut) EXPECT_FALSE(unseal(sealed.substr(0, cut))) << cut;
    for (std::size_t at = 0; at < sealed.size(); ++at) {
      std::string flipped = sealed;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      EXPECT_FALSE(unseal(flipped)) << at;
    }
    EXPECT_FALSE(unseal(sealed + "x"));
  }
}

TEST_F(Files, ALockIsForOne) {
  const Path file = folder() / "lock";
  {
    const Lock mine(file);
    EXPECT_TRUE(mine.held());
    EXPECT_FALSE(Lock(file).held());
    EXPECT_TRUE(Lock(folder()).held());  // a folder will do too
  }
  EXPECT_TRUE(Lock(file).held());
  EXPECT_THROW(Lock(folder() / "none" / "lock"), std::system_error);
}

}  // namespace
}  // namespace faultline::protocols
