// The folder a child works in: the caller's, or a fresh one that goes away with its owner.
#pragma once

#include <filesystem>

namespace faultline::crash {

// Move-only. A moved-from object owns nothing.
class Artefacts {
 public:
  Artefacts() = default;
  // `wanted`: made if missing and left alone afterwards; empty = a fresh folder under the system's temporary folder.
  // Throws std::filesystem::filesystem_error when it cannot be made or is no folder.
  explicit Artefacts(const std::filesystem::path& wanted);
  Artefacts(Artefacts&& other) noexcept;
  Artefacts& operator=(Artefacts&& other) noexcept;
  ~Artefacts();

  // Absolute; empty in an object that holds none.
  const std::filesystem::path& folder() const { return folder_; }
  void keep() { owned_ = false; }

 private:
  std::filesystem::path folder_;
  bool owned_ = false;
};

}  // namespace faultline::crash
