// What is LMDB's own: several processes, a limit of keys and of space, and what it makes of a damaged file.
#include "faultline/targets/store/lmdb/lmdb_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::kind_of;
using testing::put;
using testing::value;

TEST(LmdbStore, KeepsItemsAndEtagsOverAReopening) {
  testing::TempFolder folder;
  auto store = std::make_unique<LmdbStore>(folder / "m");
  put(*store, "k", "v");
  const std::string before = etag(*store, "k");
  store.reset();
  store = std::make_unique<LmdbStore>(folder / "m");
  EXPECT_EQ(value(*store, "k"), "v");
  EXPECT_EQ(etag(*store, "k"), before);
  put(*store, "k", "v");
  EXPECT_NE(etag(*store, "k"), before);
}

// Compare-and-set by two processes: a lost update would leave the sum short.
TEST(LmdbStore, ProcessesThatShareAFolderLoseNothing) {
  testing::TempFolder folder;
  put(*std::make_unique<LmdbStore>(folder / "m"), "sum", "0");
  const auto add = [&folder] {
    LmdbStore store(folder / "m");
    for (int done = 0; done < 50;) {
      const Item seen = testing::item(store, "sum").value();
      const std::string next = std::to_string(std::stoi(seen.value) + 1);
      if (store.set({"sum", next, seen.etag, Concurrency::first_write})) ++done;
    }
  };
  const pid_t child = ::fork();
  if (child == 0) {
    add();
    ::_exit(0);
  }
  add();
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(value(*std::make_unique<LmdbStore>(folder / "m"), "sum"), "100");
}

TEST(LmdbStore, AKeyThatIsTooLongIsRefusedAndNothingOfItsTransactionIsDone) {
  testing::TempFolder folder;
  LmdbStore store(folder / "m");
  const std::string key(600, 'k');
  EXPECT_EQ(kind_of(store.multi({Upsert{"a", "1"}, Upsert{key, "1"}})), "invalid_request");
  EXPECT_FALSE(value(store, "a"));
  EXPECT_FALSE(value(store, key));
  EXPECT_EQ(kind_of(store.erase({key})), "");
  put(store, std::string(500, 'k'), "v");
}

TEST(LmdbStore, AFullMapIsAnErrorAndThenAsItWas) {
  testing::TempFolder folder;
  LmdbStore store(folder / "m", {.map_size = std::size_t{1} << 20});
  put(store, "a", "1");
  EXPECT_EQ(kind_of(store.set({"b", std::string(std::size_t{2} << 20, 'b')})), "io");
  EXPECT_FALSE(value(store, "b"));
  put(store, "a", "2");
  EXPECT_EQ(value(store, "a"), "2");
}

TEST(LmdbStore, WhatIsNoLmdbFileIsCorrupt) {
  testing::TempFolder folder;
  std::filesystem::create_directory(folder / "m");
  testing::write_file(folder / "m" / "data.mdb", std::string(8192, 'x'));
  try {
    LmdbStore store(folder / "m");
    ADD_FAILURE() << "opened";
  } catch (const kv::DatabaseError& error) {
    EXPECT_EQ(error.kind(), StoreError::Kind::corrupt);
  }
}

TEST(LmdbStore, CannotBeMadeWhereThereIsNoFolderForIt) {
  testing::TempFolder folder;
  EXPECT_THROW(LmdbStore(folder / "missing" / "m"), std::runtime_error);
}

}  // namespace
}  // namespace faultline::store
