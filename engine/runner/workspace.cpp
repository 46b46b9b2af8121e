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
