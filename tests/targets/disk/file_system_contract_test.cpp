// What both sides of the seam must do.
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "faultline/targets/disk/posix_files.h"

#include "disk_testing.h"

namespace faultline::disk {
namespace {

using testing::names_in;
using testing::opened;
using testing::read;
using testing::write;

class FileSystemContract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (GetParam() == std::string("simulated")) {
      simulated_ = std::make_unique<SimulatedDisk>();
      root_ = "/disk";
      ASSERT_EQ(simulated_->make_folder(root_), 0);
      return;
    }
    std::string name = (std::filesystem::temp_directory_path() / "fl-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override {
    if (!simulated_) std::filesystem::remove_all(root_);
  }

  FileSystem& files() { return simulated_ ? static_cast<FileSystem&>(*simulated_) : posix_files(); }
  std::string path(const std::string& name) const { return root_ + "/" + name; }
  int open(const std::string& name, Open how) {
    File file;
    return files().open(path(name), how, file);
  }

  std::string root_;
  std::unique_ptr<SimulatedDisk> simulated_;
};

INSTANTIATE_TEST_SUITE_P(Sides, FileSystemContract, ::testing::Values("posix", "simulated"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(FileSystemContract, WhatIsWrittenIsReadFromAnyOffset) {
  File file = opened(files(), path("f"));
  EXPECT_EQ(file.write_all(0, "hello world"), 0);
  EXPECT_EQ(file.write_all(6, "there"), 0);
  std::string bytes = "something else";
  EXPECT_EQ(file.read_from(0, bytes), 0);
  EXPECT_EQ(bytes, "hello there");
  EXPECT_EQ(file.read_from(6, bytes), 0);
  EXPECT_EQ(bytes, "there");
  EXPECT_EQ(file.read_from(11, bytes), 0);
  EXPECT_EQ(bytes, "");
  EXPECT_EQ(file.read_from(99, bytes), 0);
  EXPECT_EQ(bytes, "");
}

TEST_P(FileSystemContract, AHoleReadsAsZerosAlsoOverPagesAndAfterGrowingAgain) {
  File file = opened(files(), path("f"));
  const std::string page(5000, 'x');
  EXPECT_EQ(file.write_all(10'000, page), 0);
  EXPECT_EQ(read(files(), path("f")), std::string(10'000, '\0') + page);
  EXPECT_EQ(file.truncate(10'001), 0);
  EXPECT_EQ(file.write_all(10'003, "y"), 0);
  EXPECT_EQ(read(files(), path("f")), std::string(10'000, '\0') + "x" + std::string(2, '\0') + "y");
  EXPECT_EQ(file.truncate(3), 0);
  EXPECT_EQ(file.truncate(5), 0);
  EXPECT_EQ(read(files(), path("f")), std::string(5, '\0'));
}

TEST_P(FileSystemContract, OpeningTellsWhatIsThere) {
  EXPECT_EQ(open("f", Open::read), ENOENT);
  EXPECT_EQ(open("f", Open::write), ENOENT);
  EXPECT_EQ(open("none/f", Open::create), ENOENT);
  EXPECT_EQ(open("f", Open::create), 0);
  write(files(), path("f"), "kept");
  EXPECT_EQ(open("f", Open::create), 0);
  EXPECT_EQ(open("f", Open::write), 0);
  EXPECT_EQ(read(files(), path("f")), "kept");
  EXPECT_EQ(open("f", Open::replace), 0);
  EXPECT_EQ(read(files(), path("f")), "");
  EXPECT_EQ(open("f/g", Open::create), ENOTDIR);
  EXPECT_EQ(files().make_folder(path("d")), 0);
  EXPECT_EQ(open("d", Open::write), EISDIR);
  File folder;
  EXPECT_EQ(files().open_folder(path("f"), folder), ENOTDIR);
  EXPECT_EQ(files().open_folder(path("e"), folder), ENOENT);
}

TEST_P(FileSystemContract, AFileOpenedForReadingIsNotWritten) {
  write(files(), path("f"), "kept");
  File file = opened(files(), path("f"), Open::read);
  EXPECT_EQ(file.write_all(0, "x"), EBADF);
  EXPECT_EQ(file.truncate(0), EINVAL);
  EXPECT_EQ(read(files(), path("f")), "kept");
}

TEST_P(FileSystemContract, AFolderIsNotRead) {
  write(files(), path("d"), "");
  File folder;
  ASSERT_EQ(files().open_folder(root_, folder), 0);
  std::string bytes;
  EXPECT_EQ(folder.read_from(0, bytes), EISDIR);
}

TEST_P(FileSystemContract, RenamingReplacesAndKeepsOpenFiles) {
  write(files(), path("a"), "one");
  write(files(), path("b"), "two");
  File a = opened(files(), path("a")), b = opened(files(), path("b"));
  EXPECT_EQ(files().rename(path("a"), path("b")), 0);
  EXPECT_EQ(names_in(files(), root_), (std::vector<std::string>{"b"}));
  EXPECT_EQ(read(files(), path("b")), "one");
  EXPECT_EQ(a.write_all(3, "!"), 0);
  EXPECT_EQ(read(files(), path("b")), "one!");
  std::string bytes;
  EXPECT_EQ(b.read_from(0, bytes), 0);
  EXPECT_EQ(bytes, "two");
  EXPECT_EQ(files().rename(path("b"), path("b")), 0);
  EXPECT_EQ(read(files(), path("b")), "one!");
}

TEST_P(FileSystemContract, RenamingAndRemovingTellWhatIsThere) {
  EXPECT_EQ(files().rename(path("a"), path("b")), ENOENT);
  EXPECT_EQ(files().remove(path("a")), ENOENT);
  EXPECT_EQ(files().make_folder(path("d")), 0);
  write(files(), path("a"), "x");
  EXPECT_EQ(files().rename(path("a"), path("d/a")), EXDEV);
  EXPECT_EQ(files().rename(path("a"), path("d")), EISDIR);
  EXPECT_EQ(files().remove(path("d")), EISDIR);
  EXPECT_EQ(files().remove(path("a")), 0);
  EXPECT_EQ(names_in(files(), root_), (std::vector<std::string>{"d"}));
}

TEST_P(FileSystemContract, ARemovedFileIsThereForThoseWhoHaveItOpen) {
  write(files(), path("a"), "x");
  File file = opened(files(), path("a"));
  EXPECT_EQ(files().remove(path("a")), 0);
  EXPECT_EQ(sync_folder(files(), root_), 0);
  write(files(), path("b"), "another");
  std::string bytes;
  EXPECT_EQ(file.read_from(0, bytes), 0);
  EXPECT_EQ(bytes, "x");
}

TEST_P(FileSystemContract, FoldersAreMadeOnceAndListedInOrder) {
  EXPECT_EQ(files().make_folder(path("x/y")), ENOENT);
  EXPECT_EQ(make_folders(files(), path("x/y/z")), 0);
  EXPECT_EQ(make_folders(files(), path("x/y/z")), 0);
  EXPECT_EQ(files().make_folder(path("x")), EEXIST);
  for (const char* name : {"c", "a", "b"}) write(files(), path("x/y/z/") + name, name);
  EXPECT_EQ(names_in(files(), path("x/y/z")), (std::vector<std::string>{"a", "b", "c"}));
  std::vector<std::string> names;
  EXPECT_EQ(files().list(path("none"), names), ENOENT);
  EXPECT_EQ(files().list(path("x/y/z/a"), names), ENOTDIR);
  EXPECT_EQ(files().make_folder(path("x/y/z/a/d")), ENOTDIR);
  EXPECT_EQ(read(files(), path("x/y/z//a")), "a");
}

TEST_P(FileSystemContract, OneHoldsAFolderUntilItIsClosed) {
  File first, second;
  ASSERT_EQ(files().open_folder(root_, first), 0);
  ASSERT_EQ(files().open_folder(root_, second), 0);
  EXPECT_EQ(first.lock(), 0);
  EXPECT_EQ(first.lock(), 0);
  EXPECT_EQ(second.lock(), EWOULDBLOCK);
  first.close();
  EXPECT_EQ(second.lock(), 0);
}

TEST_P(FileSystemContract, SyncingIsFine) {
  File file = opened(files(), path("f"));
  EXPECT_EQ(file.write_all(0, "x"), 0);
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(sync_folder(files(), root_), 0);
  EXPECT_EQ(sync_folder(files(), path("none")), ENOENT);
}

TEST_P(FileSystemContract, AMovedFileIsOpenOnce) {
  File file = opened(files(), path("f"));
  File moved = std::move(file);
  EXPECT_FALSE(file);
  EXPECT_EQ(file.write_all(0, "x"), EBADF);
  EXPECT_EQ(moved.write_all(0, "x"), 0);
  moved = opened(files(), path("g"));
  EXPECT_EQ(moved.write_all(0, "y"), 0);
  EXPECT_EQ(read(files(), path("f")) + read(files(), path("g")), "xy");
}

TEST(FileSystem, ParentsOfPaths) {
  for (const auto& [path, parent] : std::map<std::string, std::string>{{"a", "."},
                                                                       {"a/b", "a"},
                                                                       {"/a", "/"},
                                                                       {"/a/b", "/a"},
                                                                       {"/a//b/", "/a"},
                                                                       {"/", "/"},
                                                                       {"", "."},
                                                                       {"a/", "."}}) {
    EXPECT_EQ(parent_of(path), parent) << path;
  }
}

}  // namespace
}  // namespace faultline::disk
