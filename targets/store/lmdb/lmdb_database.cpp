#include "faultline/targets/store/lmdb/lmdb_database.h"

#include <cerrno>
#include <lmdb.h>
#include <sys/stat.h>

namespace faultline::store {
namespace {

constexpr mdb_mode_t kFileMode = 0644;
constexpr mode_t kFolderMode = 0755;

StoreError::Kind kind_of(int code) {
  switch (code) {
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
      return StoreError::Kind::corrupt;
    case MDB_BAD_VALSIZE:
      return StoreError::Kind::invalid_request;
    default:
      return StoreError::Kind::io;
  }
}

void require(int code, const char* doing) {
  if (code == MDB_SUCCESS) return;
  throw kv::DatabaseError(kind_of(code), std::string(doing) + ": " + ::mdb_strerror(code));
}

// LMDB takes bytes as pointers to what it only reads.
MDB_val value_of(const std::string& bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
std::string_view bytes_of(const MDB_val& value) { return {static_cast<const char*>(value.mv_data), value.mv_size}; }

struct CloseEnvironment {
  void operator()(MDB_env* environment) const { ::mdb_env_close(environment); }
};
struct CloseCursor {
  void operator()(MDB_cursor* cursor) const { ::mdb_cursor_close(cursor); }
};

// Aborted unless it was committed.
class Transaction : public kv::View {
 public:
  Transaction(MDB_env* environment, unsigned flags) {
    require(::mdb_txn_begin(environment, nullptr, flags, &transaction_), "beginning a transaction");
    const int code = ::mdb_dbi_open(transaction_, nullptr, 0, &table_);
    if (code != MDB_SUCCESS) ::mdb_txn_abort(transaction_);
    require(code, "opening the table");
  }
  ~Transaction() override {
    if (transaction_ != nullptr) ::mdb_txn_abort(transaction_);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  std::optional<std::string> find(const std::string& key) override {
    MDB_val name = value_of(key), value{};
    const int code = ::mdb_get(transaction_, table_, &name, &value);
    if (code == MDB_NOTFOUND) return std::nullopt;
    require(code, "reading");
    return std::string(bytes_of(value));
  }

  void scan(const std::string& first, const Visit& visit) override {
    MDB_cursor* opened = nullptr;
    require(::mdb_cursor_open(transaction_, table_, &opened), "opening a cursor");
    const std::unique_ptr<MDB_cursor, CloseCursor> cursor(opened);
    MDB_val key = value_of(first), value{};
    int code = ::mdb_cursor_get(opened, &key, &value, MDB_SET_RANGE);
    while (code == MDB_SUCCESS && visit(bytes_of(key), bytes_of(value)))
      code = ::mdb_cursor_get(opened, &key, &value, MDB_NEXT);
    if (code != MDB_NOTFOUND) require(code, "scanning");
  }

  void write(const kv::Write& write) {
    MDB_val key = value_of(write.key);
    if (!write.value) {
      const int code = ::mdb_del(transaction_, table_, &key, nullptr);
      if (code != MDB_NOTFOUND) require(code, "deleting");
      return;
    }
    MDB_val value = value_of(*write.value);
    require(::mdb_put(transaction_, table_, &key, &value, 0), "writing");
  }

  // Frees the transaction whatever comes of it.
  void commit() { require(::mdb_txn_commit(std::exchange(transaction_, nullptr)), "committing"); }

 private:
  MDB_txn* transaction_ = nullptr;
  MDB_dbi table_ = 0;
};

class LmdbDatabase : public kv::Database {
 public:
  LmdbDatabase(const std::filesystem::path& folder, std::size_t map_size) {
    if (::mkdir(folder.c_str(), kFolderMode) != 0 && errno != EEXIST) require(errno, "making the folder");
    MDB_env* made = nullptr;
    require(::mdb_env_create(&made), "making the environment");
    environment_.reset(made);
    require(::mdb_env_set_mapsize(made, map_size), "setting the map's size");
    // The store's lock decides which thread reads, so a reader belongs to its transaction, not to a thread.
    require(::mdb_env_open(made, folder.c_str(), MDB_NOTLS, kFileMode), "opening the environment");
  }

  void read(const std::function<void(kv::View&)>& reader) override {
    Transaction transaction(environment_.get(), MDB_RDONLY);
    reader(transaction);
  }

  void update(const std::function<kv::Batch(kv::View&)>& writer) override {
    Transaction transaction(environment_.get(), 0);
    const kv::Batch batch = writer(transaction);
    if (batch.empty()) return;
    for (const kv::Write& write : batch) transaction.write(write);
    transaction.commit();
  }

 private:
  std::unique_ptr<MDB_env, CloseEnvironment> environment_;
};

}  // namespace

std::unique_ptr<kv::Database> open_lmdb(const std::filesystem::path& folder, std::size_t map_size) {
  return std::make_unique<LmdbDatabase>(folder, map_size);
}

}  // namespace faultline::store
