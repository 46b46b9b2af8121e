// What is LevelDB's own: who may open it, and what it makes of damaged files.
#include "faultline/targets/store/leveldb/leveldb_store.h"

#include <gtest/gtest.h>

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::put;
using testing::value;

TEST(LevelDbStore, KeepsItemsAndEtagsOverAReopening) {
  testing::TempFolder folder;
  auto store = std::make_unique<LevelDbStore>(folder / "l");
  put(*store, "k", "v");
  const std::string before = etag(*store, "k");
  store.reset();
  store = std::make_unique<LevelDbStore>(folder / "l");
  EXPECT_EQ(value(*store, "k"), "v");
  EXPECT_EQ(etag(*store, "k"), before);
  put(*store, "k", "v");
  EXPECT_NE(etag(*store, "k"), before);
}

TEST(LevelDbStore, IsOpenedByOneAtATime) {
  testing::TempFolder folder;
  const LevelDbStore store(folder / "l");
  EXPECT_THROW(LevelDbStore(folder / "l"), std::runtime_error);
}

TEST(LevelDbStore, CannotBeMadeWhereThereIsNoFolderForIt) {
  testing::TempFolder folder;
  EXPECT_THROW(LevelDbStore(folder / "missing" / "l"), std::runtime_error);
}

TEST(LevelDbStore, DamageInTheMiddleOfItsLogIsNotTakenForItsEnd) {
  testing::TempFolder folder;
  {
    LevelDbStore store(folder / "l");
    for (int i = 0; i < 100; ++i) put(store, testing::numbered("k", i), std::string(1000, 'v'));
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder / "l")) {
    if (entry.path().extension() != ".log") continue;
    std::string bytes = testing::read_file(entry.path());
    bytes[bytes.size() / 2] ^= 1;
    testing::write_file(entry.path(), bytes);
  }
  try {
    LevelDbStore store(folder / "l");
    ADD_FAILURE() << "opened with " << store.list_keys("%").value().keys.size() << " keys";
  } catch (const kv::DatabaseError& error) {
    EXPECT_EQ(error.kind(), StoreError::Kind::corrupt);
  }
}

}  // namespace
}  // namespace faultline::store
