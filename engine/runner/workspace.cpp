#include "faultline/engine/runner/workspace.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <unistd.h>

#include "faultline/engine/runner/surroundings.h"

namespace faultline {

const std::filesystem::path& Workspace::folder() const {
  used_ = true;
  std::filesystem::create_directories(path_);
  return path_;
}

void Workspace::remove() const noexcept { remove_folder(path_); }

void Workspace::clean() const noexcept {
  if (used_.exchange(false)) remove();
}

void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::create_directories(to);
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    const auto target = to / entry.path().filename();
    if (entry.is_directory()) {
      copy_folder(entry.path(), target);
    } else if (entry.is_regular_file()) {
      std::error_code error;
      std::filesystem::copy_file(entry.path(), target, std::filesystem::copy_options::overwrite_existing, error);
      const bool gone = error == std::errc::no_such_file_or_directory;  // a thread of the target removed it meanwhile
      if (error && !gone) throw std::filesystem::filesystem_error("cannot copy file", entry.path(), target, error);
    }
  }
}

void remove_folder(const std::filesystem::path& folder) noexcept {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

std::filesystem::path make_folder_in(const std::filesystem::path& base, std::string_view prefix) {
  std::string pattern = (base / prefix).string() + "XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "cannot make a workspace folder in " + base.string());
  return pattern;
}

std::filesystem::path make_workspace_root() { return make_folder_in(workspaces_base(), "fl"); }

}  // namespace faultline
