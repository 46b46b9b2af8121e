#include "faultline/engine/runner/surroundings.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB;

// A run that failed with less than this free may have failed for that; with less than the second none is begun.
constexpr std::uint64_t kTooLittleRoom = kMiB, kRoomToStart = 8 * kMiB;

constexpr std::size_t kLongestBase = 100;  // characters; sockets take 108, and databases 512

// A limit that is lower than what any work here needs. `flag` is that of the shell's `ulimit`.
struct Least {
  __rlimit_resource resource;
  const char* flag;
  std::uint64_t least;
  std::uint64_t unit;  // of the shell's number, in bytes or whatever is counted
  const char* what;
};
constexpr Least kLeast[] = {
    {RLIMIT_NOFILE, "-n", 64, 1, "open files"},
    {RLIMIT_FSIZE, "-f", 128 * kMiB, kKiB, "KiB in a file"},
    {RLIMIT_AS, "-v", 3 * kGiB, kKiB, "KiB of address space"},
    {RLIMIT_DATA, "-d", 3 * kGiB / 2, kKiB, "KiB of data"},
    {RLIMIT_STACK, "-s", kMiB, kKiB, "KiB of stack"},
    {RLIMIT_CPU, "-t", 10, 1, "seconds of processor time"},
};

// ~0: there is no limit.
std::uint64_t limit_of(__rlimit_resource resource) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return ~std::uint64_t{0};
  return limit.rlim_cur;
}

bool can_start_threads() {
  try {
    std::array<std::thread, 4> some;
    for (auto& thread : some) thread = std::thread([] {});
    for (auto& thread : some) thread.join();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

// What is free for this user, in bytes; ~0 where nobody knows.
std::uint64_t free_bytes(const std::filesystem::path& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return ~std::uint64_t{0};
  if (disk.f_files > 0 && disk.f_favail == 0) return 0;
  return disk.f_blocks == 0 ? ~std::uint64_t{0} : std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

std::filesystem::path nearest_existing(std::filesystem::path folder) {
  std::error_code error;
  folder = std::filesystem::absolute(folder, error);
  while (!std::filesystem::exists(std::filesystem::symlink_status(folder, error)) && folder.has_relative_path())
    folder = folder.parent_path();
  return folder;
}

// 0, or why no file of a page can be written in this folder.
int error_of_writing(const std::filesystem::path& folder) {
  const std::string file = (folder / fmt::format(".faultline-{}", ::getpid())).string();
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  ::unlink(file.c_str());
  const std::array<char, 4096> page{};
  const auto whole = static_cast<ssize_t>(page.size());
  const bool full = ::write(fd, page.data(), page.size()) == whole || ::write(fd, page.data(), page.size()) == whole;
  const int error = full ? 0 : errno;  // the first may have been short, which is no error yet
  ::close(fd);
  return error;
}

// A number of a file of /proc of which each line is a name and a number; 0 where it is not there.
std::uint64_t number_in(const char* file, const std::string& name) {
  std::ifstream in(file);
  std::string word;
  while (in >> word)
    if (std::uint64_t number = 0; word == name && in >> number) return number;
  return 0;
}

std::uint64_t killed_for_memory() { return number_in("/proc/vmstat", "oom_kill"); }

const std::uint64_t killed_before = killed_for_memory();

}  // namespace

void demand_limits() {
  for (const Least& one : kLeast) {
    const std::uint64_t limit = limit_of(one.resource);
    if (limit >= one.least) continue;
    throw BadInput(fmt::format("the limit of {} {} (ulimit {}) is too low: at least {} are needed", limit / one.unit,
                               one.what, one.flag, one.least / one.unit));
  }
  if (!can_start_threads())
    throw BadInput(
        "no threads can be started: the limit of processes (ulimit -u) or memory (ulimit -v) is too low, or that of "
        "the "
        "stack (ulimit -s) too high");
}

std::string why_not_writable(const std::filesystem::path& folder) {
  const auto there = nearest_existing(folder);
  std::error_code error;
  if (!std::filesystem::is_directory(there, error)) return fmt::format("{} is not a folder", there.string());
  if (const int why = error_of_writing(there)) return fmt::format("{}: {}", there.string(), std::strerror(why));
  for (const auto& part : folder)
    if (part.native().size() > 255) return fmt::format("a name of {} characters is too long", part.native().size());
  if (folder.string().size() > 3000) return "the path is too long";
  return "";
}

std::string trouble_around(const std::filesystem::path& workspace) {
  const auto folder = workspace.parent_path();
  if (folder.empty()) return "";
  const std::uint64_t room = free_bytes(folder);
  if (room < kTooLittleRoom)
    return fmt::format(
        "a run failed while the disk of its workspace was full ({} KiB free in {}), so nothing is known of it; make "
        "room, "
        "or set TMPDIR to a folder on another disk (a target that fills its disk looks the same)",
        room / kKiB, folder.string());
  const int error = error_of_writing(folder);
  if (error == ENOENT || error == ENOSPC || error == EDQUOT || error == EROFS || error == EIO || error == EFBIG)
    return fmt::format(
        "a run failed while nothing could be written in its workspace {} ({}), so nothing is known of it",
        folder.string(), std::strerror(error));
  if (error == EMFILE && limit_of(RLIMIT_NOFILE) < 256)
    return fmt::format(
        "a run failed where no more than {} files may be open (ulimit -n), so nothing is known of it; 256 are plenty",
        limit_of(RLIMIT_NOFILE));
  if (number_in("/proc/meminfo", "MemAvailable:") < 64 * kKiB)  // in KiB
    return "a run failed while the machine had no memory left, so nothing is known of it";
  return "";
}

std::string trouble_of_death(const std::filesystem::path& workspace, int signal, std::chrono::seconds processor) {
  const bool cpu = signal == SIGXCPU || signal == SIGKILL;
  if (cpu && static_cast<std::uint64_t>(processor.count()) >= limit_of(RLIMIT_CPU))
    return "a run was ended by the limit on processor time (ulimit -t), so nothing is known of it; raise it";
  if (signal == SIGXFSZ && limit_of(RLIMIT_FSIZE) != ~std::uint64_t{0})
    return "a run was ended by the limit on the size of files (ulimit -f), so nothing is known of it; raise it";
  if (signal == SIGKILL && killed_for_memory() != killed_before)
    return "a run was ended by the kernel, which had no memory left, so nothing is known of it";
  return trouble_around(workspace);
}

std::filesystem::path workspaces_base() {
  const char* chosen = std::getenv("TMPDIR");
  const bool given = chosen != nullptr && *chosen != '\0';
  std::error_code error;
  const std::filesystem::path base = given                             ? std::filesystem::absolute(chosen, error)
                                     : ::access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                                       : "/tmp";
  if (error)
    throw BadInput(fmt::format(
        "TMPDIR is {}, from the working folder, and that is gone; give a path that starts with /", readable(chosen)));
  const std::string advice = given ? "set TMPDIR to another folder" : "set TMPDIR to a folder that is";
  if (given && base.string().size() > kLongestBase)
    throw BadInput(
        fmt::format("the path of TMPDIR has {} characters, and what targets make below it would get too long "
                    "a path; at most {} are left to it",
                    base.string().size(), kLongestBase));
  if (!std::filesystem::is_directory(base, error))
    throw BadInput(fmt::format("{}{} is not a folder; {}", given ? "TMPDIR " : "", base.string(), advice));
  if (const auto why = why_not_writable(base); !why.empty())
    throw BadInput(fmt::format("no workspace can be made in {}; {}", why, advice));
  if (const std::uint64_t room = free_bytes(base); room < kRoomToStart)
    throw BadInput(
        fmt::format("{} has {} KiB free, and a workspace needs {}; make room, or set TMPDIR to a folder on "
                    "another disk",
                    base.string(), room / kKiB, kRoomToStart / kKiB));
  return base;
}

}  // namespace faultline
