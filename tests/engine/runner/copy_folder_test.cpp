// A recovery from a copy must not read what one from the disk would not.
#include "faultline/engine/runner/copy_folder.h"

#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "faultline/engine/runner/workspace.h"

namespace faultline {
namespace {

namespace fs = std::filesystem;

class CopyFolder : public testing::Test {
 protected:
  CopyFolder() { fs::create_directory(from_); }
  ~CopyFolder() override { remove_folder(root_); }

  static struct stat status_of(const fs::path& file) {
    struct stat status {};
    EXPECT_EQ(::lstat(file.c_str(), &status), 0) << file;
    return status;
  }
  static std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const fs::path root_ = make_workspace_root(), from_ = root_ / "from", to_ = root_ / "to";
};

TEST_F(CopyFolder, HasFilesAndFoldersWithTheirModesAndTimes) {
  fs::create_directories(from_ / "a" / "b");
  std::ofstream(from_ / "a" / "b" / "log") << "some";
  std::ofstream(from_ / "empty").flush();
  fs::permissions(from_ / "a" / "b" / "log", fs::perms::owner_read);
  fs::permissions(from_ / "a", fs::perms::owner_all);
  const timespec long_ago[] = {{1000, 1}, {2000, 2}};
  for (const char* name : {"a/b/log", "empty", "a"})
    ASSERT_EQ(::utimensat(AT_FDCWD, (from_ / name).c_str(), long_ago, 0), 0);
  copy_folder(from_, to_);
  EXPECT_EQ(text_of(to_ / "a" / "b" / "log"), "some");
  for (const char* name : {"a/b/log", "empty", "a", "a/b"}) {
    const auto was = status_of(from_ / name), is = status_of(to_ / name);
    EXPECT_EQ(is.st_mode, was.st_mode) << name;
    EXPECT_EQ(is.st_mtim.tv_sec, was.st_mtim.tv_sec) << name;
    EXPECT_EQ(is.st_mtim.tv_nsec, was.st_mtim.tv_nsec) << name;
  }
}

TEST_F(CopyFolder, FollowsNoLink) {
  fs::create_symlink("nowhere at all", from_ / "dangles");
  fs::create_directory_symlink("/usr/lib", from_ / "outside");
  fs::create_directory_symlink(".", from_ / "itself");
  copy_folder(from_, to_);
  EXPECT_EQ(fs::read_symlink(to_ / "dangles"), "nowhere at all");
  EXPECT_EQ(fs::read_symlink(to_ / "outside"), "/usr/lib");
  EXPECT_EQ(fs::read_symlink(to_ / "itself"), ".");
}

TEST_F(CopyFolder, KeepsTwoNamesOfOneFileSo) {
  std::ofstream(from_ / "one") << "first";
  fs::create_hard_link(from_ / "one", from_ / "two");
  copy_folder(from_, to_);
  std::ofstream(to_ / "one") << "other";
  EXPECT_EQ(text_of(to_ / "two"), "other");
  EXPECT_EQ(text_of(from_ / "one"), "first");
}

TEST_F(CopyFolder, KeepsHolesAndSaysThatItGoesOn) {
  const auto map = from_ / "map";
  std::ofstream(map) << "begin";
  fs::resize_file(map, std::uintmax_t{2} << 30);
  {
    std::fstream file(map, std::ios::in | std::ios::out);
    file.seekp(1 << 30);
    file << std::string(20 << 20, 'x');
  }
  int said = 0;
  copy_folder(from_, to_, [&] { ++said; });
  EXPECT_EQ(fs::file_size(to_ / "map"), std::uintmax_t{2} << 30);
  EXPECT_LT(status_of(to_ / "map").st_blocks * 512, 30 << 20);
  std::ifstream copy(to_ / "map");
  std::string text(5, ' ');
  copy.read(text.data(), 5);
  EXPECT_EQ(text, "begin");
  copy.seekg((1 << 30) + (20 << 20) - 3);
  copy.read(text.data(), 5);
  EXPECT_EQ(text, std::string("xxx\0\0", 5));
  EXPECT_GT(said, 2);
}

TEST_F(CopyFolder, HasPipesAndRefusesWhatIsNoFolder) {
  ASSERT_EQ(::mkfifo((from_ / "pipe").c_str(), 0600), 0);
  copy_folder(from_, to_);
  EXPECT_TRUE(S_ISFIFO(status_of(to_ / "pipe").st_mode));
  EXPECT_THROW(copy_folder(from_ / "pipe", to_ / "no"), fs::filesystem_error);
}

}  // namespace
}  // namespace faultline
