// The shim: which calls are operations, and that a process dies before exactly the k-th.
#include "faultline/targets/crash/operations/operations.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pthread.h>
#include <string>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/crash/point/crashpoint.h"

extern "C" {
int __open_2(const char* path, int flags);
int __open64_2(const char* path, int flags);
int __openat_2(int folder, const char* path, int flags);
int __openat64_2(int folder, const char* path, int flags);
}

namespace faultline::crash {
namespace {

using Lines = std::vector<std::string>;
using operations::Recording;

// Every test in a folder of its own, which is also the working folder.
class Operations : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!operations::available()) GTEST_SKIP() << "file operations are not seen under ThreadSanitizer";
    before_ = std::filesystem::current_path();
    std::string name = (std::filesystem::temp_directory_path() / "fl-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::current_path(folder_);
  }
  void TearDown() override {
    disarm();
    if (folder_.empty()) return;
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  static int opened(const char* name, int flags = O_RDWR | O_CREAT) { return ::open(name, flags, 0644); }
  static std::string content(const char* name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path before_, folder_;
};

template <class Act>
Lines recorded(const Act& act) {
  const Recording recording;
  act();
  return recording.list();
}

// --- what is seen ---

TEST_F(Operations, WritesOfAllKindsAreSeenAndDone) {
  const int fd = opened("f");
  const int source = opened("source");
  ASSERT_EQ(::write(source, "0123456789", 10), 10);
  char one[] = "ab", two[] = "cde";
  const iovec parts[] = {{one, 2}, {two, 3}};
  off_t from = 0;
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  ASSERT_EQ(::write(pipe[1], "pq", 2), 2);
  const Lines seen = recorded([&] {
    EXPECT_EQ(::write(fd, "xy", 2), 2);
    EXPECT_EQ(::pwrite(fd, "AB", 2, 2), 2);
    EXPECT_EQ(::pwrite64(fd, "CD", 2, 4), 2);
    EXPECT_EQ(::lseek(fd, 6, SEEK_SET), 6);
    EXPECT_EQ(::writev(fd, parts, 2), 5);
    EXPECT_EQ(::pwritev(fd, parts, 2, 11), 5);
    EXPECT_EQ(::pwritev64(fd, parts, 1, 16), 2);
    EXPECT_EQ(::pwritev2(fd, parts, 1, 18, 0), 2);
    EXPECT_EQ(::lseek(fd, 20, SEEK_SET), 20);
    EXPECT_EQ(::sendfile(fd, source, &from, 4), 4);
    EXPECT_EQ(::copy_file_range(source, &from, fd, nullptr, 3, 0), 3);
    EXPECT_EQ(::splice(pipe[0], nullptr, fd, nullptr, 2, 0), 2);
  });
  EXPECT_EQ(seen, (Lines{"write f 2", "pwrite f 2", "pwrite f 2", "writev f 5", "pwritev f 5", "pwritev f 2",
                         "pwritev2 f 2", "sendfile f 4", "copy_file_range f 3", "splice f 2"}));
  EXPECT_EQ(content("f"), "xyABCDabcdeabcdeabab0123456pq");
  for (const int end : pipe) ::close(end);
  ::close(source);
  ::close(fd);
}

TEST_F(Operations, SizesAndSyncsAreSeenAndDone) {
  const int fd = opened("f");
  const Lines seen = recorded([&] {
    EXPECT_EQ(::ftruncate(fd, 5), 0);
    EXPECT_EQ(::ftruncate64(fd, 6), 0);
    EXPECT_EQ(::truncate("f", 7), 0);
    EXPECT_EQ(::fallocate(fd, 0, 0, 4096), 0);
    EXPECT_EQ(::posix_fallocate(fd, 0, 8192), 0);
    EXPECT_EQ(::posix_fallocate64(fd, 0, 0), EINVAL);
    EXPECT_EQ(::fsync(fd), 0);
    EXPECT_EQ(::fdatasync(fd), 0);
    EXPECT_EQ(::syncfs(fd), 0);
    ::sync();
    EXPECT_EQ(::sync_file_range(fd, 0, 4096, SYNC_FILE_RANGE_WRITE), 0);
    void* map = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT_EQ(::msync(map, 4096, MS_SYNC), 0);
    ::munmap(map, 4096);
  });
  EXPECT_EQ(seen, (Lines{"ftruncate f 5", "ftruncate f 6", "truncate f 7", "fallocate f 4096", "posix_fallocate f 8192",
                         "posix_fallocate f 0", "fsync f", "fdatasync f", "syncfs f", "sync", "sync_file_range f 4096",
                         "msync 4096"}));
  EXPECT_EQ(std::filesystem::file_size("f"), 8192U);
  ::close(fd);
}

TEST_F(Operations, NamesAreSeenAndDone) {
  std::vector<int> fds;
  const Lines seen = recorded([&] {
    EXPECT_EQ(::mkdir("d", 0755), 0);
    fds.assign(
        {opened("a"), ::open64("a", O_RDWR | O_TRUNC), ::creat("b", 0640), ::openat(AT_FDCWD, "d/c", O_CREAT, 0)});
    EXPECT_EQ(::rename("a", "d/e"), 0);
    EXPECT_EQ(::renameat(AT_FDCWD, "d/e", AT_FDCWD, "a"), 0);
    EXPECT_EQ(::link("a", "l"), 0);
    EXPECT_EQ(::symlink("a", "s"), 0);
    EXPECT_EQ(::unlink("s"), 0);
    EXPECT_EQ(::unlinkat(AT_FDCWD, "l", 0), 0);
    EXPECT_EQ(::remove("d/c"), 0);
    EXPECT_EQ(::remove("d"), 0);
    EXPECT_EQ(::mkdirat(AT_FDCWD, "g", 0700), 0);
    EXPECT_EQ(::rmdir("g"), 0);
  });
  EXPECT_EQ(seen, (Lines{"mkdir d", "open a", "open a", "open b", "open c", "rename a e", "rename e a", "link a l",
                         "symlink a s", "unlink s", "unlink l", "unlink c", "unlink d", "mkdir g", "unlink g"}));
  struct stat file {};
  EXPECT_EQ(::stat("b", &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0640U);
  EXPECT_FALSE(std::filesystem::exists("d"));
  for (const int fd : fds) EXPECT_EQ(::close(fd), 0);
}

// As a program calls them that was compiled with _FORTIFY_SOURCE.
TEST_F(Operations, FortifiedOpensAreSeenAndDone) {
  opened("f");
  std::vector<int> fds;
  const Lines seen = recorded([&] {
    fds = {__open_2("f", O_WRONLY | O_TRUNC), __open64_2("f", O_WRONLY | O_TRUNC),
           __openat_2(AT_FDCWD, "f", O_WRONLY | O_TRUNC), __openat64_2(AT_FDCWD, "f", O_RDONLY)};
  });
  EXPECT_EQ(seen, (Lines{"open f", "open f", "open f"}));
  for (const int fd : fds) EXPECT_EQ(::close(fd), 0);
}

// The calls of another shared library arrive here too: libstdc++ is one.
TEST_F(Operations, CallsOfSharedLibrariesAreSeen) {
  opened("a");
  EXPECT_EQ(recorded([] {
              std::filesystem::rename("a", "b");
              std::filesystem::resize_file("b", 3);
              std::filesystem::remove("b");
            }),
            (Lines{"rename a b", "truncate b 3", "unlink b"}));
}

TEST_F(Operations, ReadingPipesAndStandardDescriptorsAreNotCounted) {
  const int fd = opened("f");
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  EXPECT_EQ(recorded([&] {
              EXPECT_EQ(::write(pipe[1], "x", 1), 1);
              EXPECT_EQ(::write(STDERR_FILENO, "", 0), 0);
              const int again = ::open("f", O_RDWR);
              char byte;
              EXPECT_EQ(::read(again, &byte, 1), 0);
              ::close(again);
            }),
            Lines{});
  for (const int one : {fd, pipe[0], pipe[1]}) ::close(one);
}

TEST_F(Operations, ThereIsOneRecordingAtATime) {
  const Recording first;
  EXPECT_THROW(Recording(), std::logic_error);
}

TEST_F(Operations, WhatACrashPointDoesIsNotCounted) {
  const int fd = opened("f");
  arm(operations::kPoint, 2, [](const char*) { ::close(opened("noted")); });
  const Lines seen = recorded([&] {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(::write(fd, "x", 1), 1);
  });
  EXPECT_TRUE(std::filesystem::exists("noted"));
  EXPECT_EQ(seen, (Lines{"write f 1", "write f 1", "write f 1"}));
  ::close(fd);
}

// --- errno ---

TEST_F(Operations, ErrorsAreThoseOfTheCallAndErrnoIsKept) {
  const int fd = opened("f", O_RDONLY | O_CREAT);
  const auto check = [&] {
    errno = 0;
    EXPECT_EQ(::write(-1, "x", 1), -1);
    EXPECT_EQ(errno, EBADF);
    EXPECT_EQ(::write(fd, "x", 1), -1);
    EXPECT_EQ(errno, EBADF);
    EXPECT_EQ(::rename("missing", "x"), -1);
    EXPECT_EQ(errno, ENOENT);
    EXPECT_EQ(::open("f/x", O_RDONLY | O_CREAT, 0644), -1);
    EXPECT_EQ(errno, ENOTDIR);
    errno = E2BIG;
    EXPECT_EQ(::fsync(fd), 0);
    EXPECT_EQ(errno, E2BIG);
  };
  check();
  EXPECT_EQ(recorded(check), (Lines{"write f 1", "rename missing x", "open x", "fsync f"}));
  ::close(fd);
}

// A write that has to wait is left when its thread is cancelled.
TEST_F(Operations, AWaitingWriteCanBeCancelled) {
  static int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_NONBLOCK), 0);
  const std::string much(1 << 16, 'x');
  while (::write(pipe[1], much.data(), much.size()) > 0) {
  }
  ASSERT_EQ(::fcntl(pipe[1], F_SETFL, 0), 0);
  pthread_t thread{};
  const auto full = [](void*) -> void* {
    (void)!::write(pipe[1], "x", 1);
    return nullptr;
  };
  ASSERT_EQ(::pthread_create(&thread, nullptr, full, nullptr), 0);
  ASSERT_EQ(::pthread_cancel(thread), 0);
  void* result = nullptr;
  ASSERT_EQ(::pthread_join(thread, &result), 0);
  EXPECT_EQ(result, PTHREAD_CANCELED);
  ::close(pipe[0]);
  ::close(pipe[1]);
}

// --- dying ---

// What a store might do to replace a file. Each step shows in the folder.
void script() {
  const int fd = ::open("new", O_WRONLY | O_CREAT, 0644);
  (void)!::write(fd, "ab", 2);
  (void)!::pwrite(fd, "CD", 2, 2);
  ::fsync(fd);
  ::close(fd);
  std::rename("new", "name");
  std::remove("old");
}

// What the folder holds before the k-th operation of the script, k counted from 1.
const Lines kStates{"old", "new= old", "new=ab old", "new=abCD old", "new=abCD old", "name=abCD old"};

class Script : public Operations {
 protected:
  // Runs the script in a child that is killed at the k-th operation, and gives the child's end.
  static int run(std::uint32_t k, bool watching = true) {
    for (const char* name : {"new", "name"}) std::filesystem::remove(name);
    ::close(opened("old"));
    const pid_t child = ::fork();
    if (child == 0) {
      arm(operations::kPoint, k);
      if (watching) {
        const operations::Watch watch;
        script();
      } else {
        script();
      }
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }

  static std::string state() {
    std::string all;
    if (std::filesystem::exists("new")) all += "new=" + content("new") + ' ';
    if (std::filesystem::exists("name")) all += "name=" + content("name") + ' ';
    return std::filesystem::exists("old") ? all + "old" : all;
  }
};

TEST_F(Script, DiesBeforeExactlyTheKthOperation) {
  for (std::uint32_t k = 1; k <= kStates.size(); ++k) {
    const int status = run(k);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << k;
    EXPECT_EQ(state(), kStates[k - 1]) << k;
  }
}

TEST_F(Script, LivesWhenThereAreFewerOperations) {
  EXPECT_EQ(run(static_cast<std::uint32_t>(kStates.size()) + 1), 0);
  EXPECT_EQ(state(), "name=abCD ");
}

TEST_F(Script, NothingIsCountedUnlessWatched) {
  EXPECT_EQ(run(1, false), 0);
  EXPECT_EQ(state(), "name=abCD ");
}

TEST_F(Script, HasAsManyOperationsAsItHasPlacesToDie) {
  ::close(opened("old"));
  const Lines seen = recorded(script);
  EXPECT_EQ(seen, (Lines{"open new", "write new 2", "pwrite new 2", "fsync new", "rename new name", "unlink old"}));
  EXPECT_EQ(seen.size(), kStates.size());
}

}  // namespace
}  // namespace faultline::crash
