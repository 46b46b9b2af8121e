#include "faultline/targets/store/leveldb/leveldb_database.h"

#include <leveldb/db.h>
#include <leveldb/iterator.h>
#include <leveldb/options.h>
#include <leveldb/slice.h>
#include <leveldb/status.h>
#include <leveldb/write_batch.h>

namespace faultline::store {
namespace {

void require(const leveldb::Status& status) {
  if (status.ok()) return;
  const bool corrupt = status.IsCorruption();
  throw kv::DatabaseError(corrupt ? StoreError::Kind::corrupt : StoreError::Kind::io, status.ToString());
}

std::string_view bytes_of(const leveldb::Slice& slice) { return {slice.data(), slice.size()}; }

leveldb::ReadOptions checking() {
  leveldb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

class LevelDbView : public kv::View {
 public:
  explicit LevelDbView(leveldb::DB& database) : database_(database) {}

  std::optional<std::string> find(const std::string& key) override {
    std::string value;
    const leveldb::Status status = database_.Get(checking(), key, &value);
    if (status.IsNotFound()) return std::nullopt;
    require(status);
    return value;
  }

  void scan(const std::string& first, const Visit& visit) override {
    const std::unique_ptr<leveldb::Iterator> at(database_.NewIterator(checking()));
    for (at->Seek(first); at->Valid() && visit(bytes_of(at->key()), bytes_of(at->value())); at->Next()) {
    }
    require(at->status());
  }

 private:
  leveldb::DB& database_;
};

// LevelDB lets one store open a database, and that takes one call at a time: nothing comes between what is read and
// what is written.
class LevelDbDatabase : public kv::Database {
 public:
  LevelDbDatabase(const std::filesystem::path& folder, std::size_t write_buffer) {
    leveldb::Options options;
    options.create_if_missing = true;
    options.paranoid_checks = true;
    options.write_buffer_size = write_buffer;
    leveldb::DB* opened = nullptr;
    require(leveldb::DB::Open(options, folder.string(), &opened));
    database_.reset(opened);
  }

  void read(const std::function<void(kv::View&)>& reader) override {
    LevelDbView view(*database_);
    reader(view);
  }

  void update(const std::function<kv::Batch(kv::View&)>& writer) override {
    LevelDbView view(*database_);
    leveldb::WriteBatch batch;
    const kv::Batch writes = writer(view);
    if (writes.empty()) return;
    for (const kv::Write& write : writes) {
      if (write.value) {
        batch.Put(write.key, *write.value);
      } else {
        batch.Delete(write.key);
      }
    }
    leveldb::WriteOptions options;
    options.sync = true;
    require(database_->Write(options, &batch));
  }

 private:
  std::unique_ptr<leveldb::DB> database_;
};

}  // namespace

std::unique_ptr<kv::Database> open_leveldb(const std::filesystem::path& folder, std::size_t write_buffer) {
  return std::make_unique<LevelDbDatabase>(folder, write_buffer);
}

}  // namespace faultline::store
