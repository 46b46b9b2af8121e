// A store in one SQLite database file.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store {

class SqliteConnection;

// The defaults survive the death of the process; for a power cut as well, take Synchronous::full.
struct SqliteOptions {
  enum class Synchronous { off, normal, full };

  bool write_ahead_log = true;  // false = rollback journal
  Synchronous synchronous = Synchronous::normal;
  std::chrono::milliseconds busy_timeout{5000};  // how long to wait for another connection's lock
  // Read once in each call, with the lock held: it must not call the store. The file holds its seconds, so everyone who
  // opens it needs the same clock.
  Clock clock = system_clock_seconds;
};

// The names of the crash points that every write reaches.
inline constexpr const char* kSqliteBeforeCommit = "sqlite.write.before-commit";
inline constexpr const char* kSqliteAfterCommit = "sqlite.write.after-commit";
inline constexpr std::array<const char*, 2> kSqliteCrashPoints{kSqliteBeforeCommit, kSqliteAfterCommit};

// Thread-safe: one connection, one lock around every call. Several processes may share the file. SQLite's own errors
// come out as `io` with its message.
class SqliteStore : public Store {
 public:
  // Opens or creates the file; its folder must exist. Throws std::runtime_error when that cannot be done or the file
  // is something else or of a newer version. An older one is brought up to date, for good.
  explicit SqliteStore(const std::filesystem::path& file, const SqliteOptions& options = {});
  ~SqliteStore() override;

  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;
  Result<KeyPage> list_keys(const std::string& pattern, std::size_t page_size = kPageSize,
                            const std::string& continuation = "") override;
  Result<std::uint64_t> erase_prefix(const std::string& prefix) override;

 private:
  Result<void> write(const std::vector<Operation>& operations, const std::stop_token& stop);
  Result<void> commit(const std::vector<Operation>& operations);
  void apply(const Operation& operation, std::int64_t now);
  std::uint64_t commit_erase_prefix(const std::string& prefix);

  Clock clock_;
  std::mutex mutex_;
  std::unique_ptr<SqliteConnection> connection_;
};

}  // namespace faultline::store
