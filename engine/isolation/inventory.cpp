#include "faultline/engine/isolation/inventory.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <iterator>
#include <string_view>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/births.h"
#include "faultline/engine/isolation/fingerprint.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/words/hash.h"

namespace faultline {
namespace {

enum Setting : std::uint64_t { kFolder, kMask, kUmask, kTerminate, kHandler };  // kHandler + n: of signal n

// The numbers that name the entries of a folder of /proc, but for the descriptor that reads it.
std::vector<int> numbers_in(const char* path) {
  std::vector<int> numbers;
  DIR* folder = ::opendir(path);
  if (folder == nullptr) return numbers;
  while (const dirent* entry = ::readdir(folder)) {
    const char* end = entry->d_name + std::strlen(entry->d_name);
    int number = 0;
    if (std::from_chars(entry->d_name, end, number).ptr == end && number != ::dirfd(folder)) numbers.push_back(number);
  }
  ::closedir(folder);
  return numbers;
}

void add_settings(std::vector<Item>& items) {
  const Settings now = settings_now();
  const auto add = [&](std::uint64_t which, std::uint64_t value) {
    items.push_back({FailureClass::changed_process_state, which, value});
  };
  add(kFolder, hash_pair(now.folder.device, now.folder.inode, 0));
  add(kMask, now.blocked);
  add(kUmask, now.umask);
  add(kTerminate, now.terminate);
  for (std::size_t i = 0; i < kOwnSignals.size(); ++i)
    add(kHandler + static_cast<std::uint64_t>(kOwnSignals[i]), now.handlers[i]);
}

std::string link_text(const std::string& link, const std::string& workspace) {
  std::array<char, 512> text;
  const auto size = ::readlink(link.c_str(), text.data(), text.size());
  if (size < 0) return "?";
  std::string_view path(text.data(), static_cast<std::size_t>(size));
  if (!workspace.empty() && path.starts_with(workspace))
    return "<workspace>" + std::string(path.substr(workspace.size()));
  if (path.ends_with(']')) path = path.substr(0, path.find(':'));  // "socket:[4711]": the number means nothing
  return std::string(path);
}

std::string describe_descriptor(const Item& item, std::size_t count, const std::string& workspace) {
  if (count > 1) return fmt::format("left {} descriptors open", count);
  return fmt::format("left a descriptor open ({})", link_text(fmt::format("/proc/self/fd/{}", item.number), workspace));
}

std::string own_name() {
  std::array<char, 16> name{};
  ::prctl(PR_GET_NAME, name.data());
  return name.data();
}

std::string describe_process(const Item& item, std::size_t count) {
  for (const ChildProcess& child : children_of(::getpid())) {
    if (static_cast<std::uint64_t>(child.pid) != item.number) continue;
    if (child.crashed())
      return fmt::format("left a process unwaited for that died by SIG{}", ::sigabbrev_np(WTERMSIG(child.status)));
    if (count == 1 && child.name != own_name()) return fmt::format("left a process running ({})", child.name);
  }
  if (count == 1) return "left a process running";
  return fmt::format("left {} processes running", count);
}

std::string describe_setting(const Item& item, const std::string& workspace) {
  switch (item.number) {
    case kFolder:
      return "changed the working folder to " + link_text("/proc/self/cwd", workspace);
    case kMask:
      return "changed the signal mask";
    case kUmask:
      return fmt::format("changed the umask to {:03o}", item.identity);
    case kTerminate:
      return "replaced the terminate handler";
    default:
      return fmt::format("replaced the handler of SIG{}", ::sigabbrev_np(static_cast<int>(item.number - kHandler)));
  }
}

}  // namespace

std::vector<Item> take_inventory() {
  std::vector<Item> items;
  for (const int fd : numbers_in("/proc/self/fd")) {
    struct stat file {};
    if (::fstat(fd, &file) != 0) continue;
    items.push_back(
        {FailureClass::leaked_descriptor, static_cast<std::uint64_t>(fd), hash_pair(file.st_dev, file.st_ino, 0)});
  }
  for (const int thread : numbers_in("/proc/self/task"))
    items.push_back({FailureClass::leaked_thread, static_cast<std::uint64_t>(thread), 0});
  for (const ChildProcess& child : has_children() ? children_of(::getpid()) : std::vector<ChildProcess>())
    if (!child.ended() || child.crashed())
      items.push_back({FailureClass::leaked_process, static_cast<std::uint64_t>(child.pid),
                       birth_mark(child.pid).value_or(kNoMark)});
  add_settings(items);
  std::sort(items.begin(), items.end());
  return items;
}

std::vector<Item> changes(const std::vector<Item>& before, const std::vector<Item>& now) {
  std::vector<Item> all;
  std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(all));
  std::vector<Item> gone;
  std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(gone));
  for (const Item& item : gone)
    if (item.failure == FailureClass::leaked_descriptor)
      all.push_back({FailureClass::closed_descriptor, item.number, 0});
  std::sort(all.begin(), all.end());
  return all;
}

std::string describe(const Item& item, std::size_t count, const std::string& workspace) {
  constexpr std::array kNames{" (stdin)", " (stdout)", " (stderr)"};
  switch (item.failure) {
    case FailureClass::leaked_descriptor:
      return describe_descriptor(item, count, workspace);
    case FailureClass::closed_descriptor:
      return fmt::format("closed descriptor {}{}, which is not its own", item.number,
                         item.number < kNames.size() ? kNames.at(item.number) : "");
    case FailureClass::leaked_thread:
      return count == 1 ? "left a thread running" : fmt::format("left {} threads running", count);
    case FailureClass::leaked_process:
      return describe_process(item, count);
    default:
      return describe_setting(item, workspace);
  }
}

}  // namespace faultline
