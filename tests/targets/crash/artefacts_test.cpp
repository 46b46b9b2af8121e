#include "faultline/targets/crash/harness/artefacts.h"

#include <fstream>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace faultline::crash {
namespace {

namespace fs = std::filesystem;

static_assert(!std::is_copy_constructible_v<Artefacts> && !std::is_copy_assignable_v<Artefacts>);

TEST(Artefacts, AFreshFolderLivesAsLongAsItsOwner) {
  fs::path folder;
  {
    const Artefacts fresh{fs::path()};
    folder = fresh.folder();
    EXPECT_TRUE(folder.is_absolute());
    EXPECT_TRUE(fs::is_empty(folder));
    fs::create_directories(folder / "a" / "b");
    std::ofstream(folder / "a" / "file") << "text";
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST(Artefacts, FreshFoldersDiffer) {
  const Artefacts one{fs::path()};
  const Artefacts other{fs::path()};
  EXPECT_NE(one.folder(), other.folder());
}

TEST(Artefacts, KeepIsForGood) {
  fs::path folder;
  {
    Artefacts fresh{fs::path()};
    fresh.keep();
    folder = fresh.folder();
  }
  EXPECT_TRUE(fs::exists(folder));
  fs::remove_all(folder);
}

TEST(Artefacts, AGivenFolderIsMadeAndStays) {
  const Artefacts parent{fs::path()};
  const fs::path wanted = parent.folder() / "x" / "y";
  { const Artefacts given(wanted); }
  EXPECT_TRUE(fs::is_directory(wanted));
  const Artefacts again(wanted);
  EXPECT_EQ(again.folder(), wanted);
}

TEST(Artefacts, AFileIsNoFolder) {
  const Artefacts parent{fs::path()};
  std::ofstream(parent.folder() / "file") << "text";
  EXPECT_THROW(Artefacts(parent.folder() / "file"), fs::filesystem_error);
  EXPECT_THROW(Artefacts(parent.folder() / "file" / "below"), fs::filesystem_error);
}

TEST(Artefacts, MovingHandsTheFolderOver) {
  Artefacts first{fs::path()};
  const fs::path one = first.folder();
  Artefacts second(std::move(first));
  EXPECT_EQ(second.folder(), one);
  EXPECT_TRUE(fs::exists(one));

  Artefacts third{fs::path()};
  const fs::path other = third.folder();
  third = std::move(second);
  EXPECT_FALSE(fs::exists(other));
  EXPECT_EQ(third.folder(), one);
  EXPECT_TRUE(fs::exists(one));
}

}  // namespace
}  // namespace faultline::crash
