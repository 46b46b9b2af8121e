// The few durable steps that the protocols of this folder are made of. Each throws std::system_error, naming what it
// was doing, where the file system says no.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::protocols {

using Path = std::filesystem::path;

// A fail point: throws what an I/O error here would, when it is armed.
void may_fail(const char* point);

// Makes the file hold `text`, and syncs it. Not atomic: half of it may be there when the process dies, which
// `half_written` names as a crash point.
void write_synced(const Path& file, std::string_view text, const char* half_written = "");

// Renames, atomically, and syncs the folder of the new name, with a crash point between the two.
void rename_synced(const Path& from, const Path& to, const char* before_sync = "");

// Gives the file its new text in one step: the old one or the new one is there whenever the process dies. Uses
// FILE.temp, and leaves none behind when it fails.
void replace_synced(const Path& file, std::string_view text, const char* before_rename = "");

// Removes the file, if it is there, and syncs its folder.
void remove_synced(const Path& file);

// All bytes of the file; nothing when there is none.
std::optional<std::string> read_file(const Path& file);

// A text with its checksum (CRC-32) before it, and the text again: nothing when it is not whole.
std::string seal(std::string_view text);
std::optional<std::string> unseal(std::string_view sealed);

// An exclusive lock on a file or folder (flock), made if missing. The process's death gives it back.
class Lock {
 public:
  // Does not wait.
  explicit Lock(const Path& file);
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&&) = delete;
  ~Lock();

  // False: somebody else holds it.
  bool held() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace faultline::protocols
