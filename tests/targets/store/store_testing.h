// What the tests of the stores share.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>

#include "faultline/targets/store/store.h"

namespace faultline::store {

// GoogleTest prints with these.
inline void PrintTo(const StoreError& error, std::ostream* out) { *out << to_string(error.kind) << ": " << error.text; }
inline void PrintTo(const Item& item, std::ostream* out) { *out << item.value << " etag=" << item.etag; }

namespace testing {

// Where files are kept in memory, if there is such a place: syncing costs nothing there, and a process that is killed
// loses nothing that it would keep on a disk.
inline std::filesystem::path memory() {
  return ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path();
}

// A folder of its own, removed at the end.
class TempFolder {
 public:
  explicit TempFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string name = (parent / "fl-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// "" for success, else the error's kind: one EXPECT_EQ says what was wanted and what came.
template <class T>
std::string kind_of(const Result<T>& result) {
  return result ? "" : to_string(result.error().kind);
}

// "k7". Appended: GCC 12 warns falsely about "k" + std::to_string(7).
inline std::string numbered(std::string name, int number) { return name.append(std::to_string(number)); }

// Throw on an error: for steps that are not what the test is about.
inline std::optional<Item> item(Store& store, const std::string& key) { return store.get(key).value(); }
inline std::string etag(Store& store, const std::string& key) { return item(store, key).value().etag; }
inline std::optional<std::string> value(Store& store, const std::string& key) {
  const std::optional<Item> found = item(store, key);
  return found ? std::optional(found->value) : std::nullopt;
}
inline void put(Store& store, const std::string& key, const std::string& text) { store.set({key, text}).value(); }

}  // namespace testing
}  // namespace faultline::store
