#include "faultline/targets/crash/harness/artefacts.h"

#include <cerrno>
#include <stdlib.h>
#include <string>
#include <system_error>
#include <utility>

namespace faultline::crash {
namespace {

namespace fs = std::filesystem;

fs::path fresh_folder() {
  // Short: Unix sockets may be made inside, and their paths end at 108 bytes.
  std::string name = fs::absolute(fs::temp_directory_path() / "flc-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw fs::filesystem_error("cannot make a temporary folder", name, std::error_code(errno, std::generic_category()));
  }
  return name;
}

fs::path given_folder(const fs::path& wanted) {
  fs::create_directories(wanted);
  return fs::absolute(wanted);
}

}  // namespace

Artefacts::Artefacts(const fs::path& wanted)
    : folder_(wanted.empty() ? fresh_folder() : given_folder(wanted)), owned_(wanted.empty()) {}

Artefacts::Artefacts(Artefacts&& other) noexcept
    : folder_(std::move(other.folder_)), owned_(std::exchange(other.owned_, false)) {
  other.folder_.clear();
}

Artefacts& Artefacts::operator=(Artefacts&& other) noexcept {
  Artefacts incoming(std::move(other));
  std::swap(folder_, incoming.folder_);
  std::swap(owned_, incoming.owned_);
  return *this;  // what was held here goes with `incoming`
}

Artefacts::~Artefacts() {
  if (!owned_) return;
  std::error_code nobody_to_tell;
  fs::remove_all(folder_, nobody_to_tell);
}

}  // namespace faultline::crash
