// The little that a key-value database must offer so that a KvStore can be made of it: bytes by key in byte order,
// read, and changed all or nothing.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store::kv {

// The database said no. The text is its own.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(StoreError::Kind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}
  StoreError::Kind kind() const { return kind_; }

 private:
  StoreError::Kind kind_;
};

// The database as it is at one moment. Every call throws DatabaseError when the database fails.
class View {
 public:
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;

  View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  virtual ~View() = default;

  virtual std::optional<std::string> find(const std::string& key) = 0;

  // Shows `visit` what is stored from `first` on in byte order, until it says false. The bytes are its own only until
  // it returns; it must not use the view.
  virtual void scan(const std::string& first, const Visit& visit) = 0;
};

// A value for a key, or nothing in its place.
struct Write {
  std::string key;
  std::optional<std::string> value;
};

// In order: of two on one key, the later wins.
using Batch = std::vector<Write>;

// Opened by a constructor, closed by the destructor. Not thread-safe.
class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  virtual void read(const std::function<void(View&)>& reader) = 0;

  // Does what `writer` gives, of which an empty batch is nothing: all or nothing, also when the process dies, and
  // there to stay when this returns. Nobody else changes anything between what it saw and what it gave. On
  // DatabaseError nothing was changed, unless its kind is io.
  virtual void update(const std::function<Batch(View&)>& writer) = 0;
};

}  // namespace faultline::store::kv
