// How a KvStore's entries look in its database.
#include "faultline/targets/store/kv/record.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/store/kv/database.h"

namespace faultline::store::kv {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

const std::string kBytes("\0x\xff", 3);

TEST(Record, ItemsComeBackAsTheyWere) {
  for (const std::optional<std::int64_t> expires : {std::optional<std::int64_t>(), {kLeast}, {-1}, {0}, {kMost}}) {
    for (const std::string& value : {std::string(), kBytes}) {
      const std::string bytes = encode_item(42, value, expires);
      const StoredItem item = decode_item(bytes);
      EXPECT_EQ(item.value, value);
      EXPECT_EQ(item.etag, "42");
      EXPECT_EQ(item.expires, expires);
      EXPECT_EQ(decode_expiry(bytes), expires);
    }
  }
}

TEST(Record, WhatIsCutShortIsCorrupt) {
  const std::string bytes = encode_item(1, "", 7);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    try {
      decode_item(bytes.substr(0, size));
      ADD_FAILURE() << size;
    } catch (const DatabaseError& error) {
      EXPECT_EQ(error.kind(), StoreError::Kind::corrupt);
    }
  }
  EXPECT_THROW(decode_number(std::string(7, 'x')), DatabaseError);
  EXPECT_EQ(decode_number(encode_number(~std::uint64_t{0})), ~std::uint64_t{0});
}

TEST(Record, KeysOfItemsAreToldFromOtherEntries) {
  for (const std::string& key : {std::string(), kBytes}) {
    EXPECT_EQ(key_of_item(item_key(key)), key);
    EXPECT_FALSE(expiry_of_entry(item_key(key)));
    EXPECT_FALSE(key_of_item(expiry_key(3, key)));
  }
  EXPECT_FALSE(key_of_item(kLastEtag));
  EXPECT_FALSE(key_of_item(""));
  EXPECT_FALSE(expiry_of_entry("x1234567"));
}

TEST(Record, ExpiriesComeInTheOrderOfTime) {
  const std::vector<std::int64_t> times{kLeast, -256, -1, 0, 1, 255, 256, kMost};
  std::vector<std::string> entries;
  for (const std::int64_t time : times) entries.push_back(expiry_key(time, kBytes));
  EXPECT_TRUE(std::is_sorted(entries.begin(), entries.end()));
  for (std::size_t i = 0; i < times.size(); ++i) {
    const std::optional<Expiry> expiry = expiry_of_entry(entries[i]);
    ASSERT_TRUE(expiry);
    EXPECT_EQ(expiry->expires, times[i]);
    EXPECT_EQ(expiry->key, kBytes);
  }
}

}  // namespace
}  // namespace faultline::store::kv
