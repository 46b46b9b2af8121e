// The contract of every store: when a write may proceed.
#include "store_contract.h"

namespace faultline::store {
namespace {

using testing::item;
using testing::kind_of;
using testing::put;

enum class Given { none, empty, current, other };
enum class Before { missing, expired, exists };

struct Row {
  Concurrency concurrency;
  Given given;
  Before before;
  const char* expected;
};

// The table of the specification, with "any concurrency" and "no item" written out.
const Row kTable[] = {
    {kFirst, Given::none, Before::exists, "etag_mismatch"},
    {kFirst, Given::empty, Before::exists, "etag_mismatch"},
    {kFirst, Given::none, Before::missing, ""},
    {kFirst, Given::empty, Before::missing, ""},
    {kFirst, Given::none, Before::expired, ""},
    {kFirst, Given::empty, Before::expired, ""},
    {kFirst, Given::other, Before::missing, "etag_mismatch"},
    {kLast, Given::other, Before::missing, "etag_mismatch"},
    {kFirst, Given::other, Before::expired, "etag_mismatch"},  // its own ETag, not just any
    {kLast, Given::other, Before::expired, "etag_mismatch"},
    {kFirst, Given::other, Before::exists, "etag_mismatch"},
    {kLast, Given::other, Before::exists, "etag_mismatch"},
    {kFirst, Given::current, Before::exists, ""},
    {kLast, Given::current, Before::exists, ""},
    {kLast, Given::none, Before::exists, ""},
    {kLast, Given::empty, Before::exists, ""},
    {kLast, Given::none, Before::missing, ""},
    {kLast, Given::empty, Before::missing, ""},
    {kLast, Given::none, Before::expired, ""},
    {kLast, Given::empty, Before::expired, ""},
};

enum class Call { set, erase, multi_upsert, multi_erase };

bool erases(Call call) { return call == Call::erase || call == Call::multi_erase; }

Result<void> write(Store& store, Call call, const std::optional<std::string>& given, Concurrency concurrency) {
  const Upsert upsert{"k", "new", given, concurrency};
  const Erase erase{"k", given, concurrency};
  switch (call) {
    case Call::set:
      return store.set(upsert);
    case Call::erase:
      return store.erase(erase);
    case Call::multi_upsert:
      return store.multi({upsert});
    case Call::multi_erase:
      break;
  }
  return store.multi({erase});
}

class EtagTable : public StoreContract {
 protected:
  void check(const Row& row, Call call) {
    // "other" is a stale ETag of the same key, which is what callers really hold.
    const std::string other = put_for(1, "k", "older");
    if (row.before == Before::expired) now_ += 2;
    if (row.before != Before::expired) store().erase({"k"}).value();
    if (row.before == Before::exists) put(store(), "k", "old");
    const std::optional<Item> before = item(store(), "k");
    ASSERT_EQ(before.has_value(), row.before == Before::exists);
    std::optional<std::string> given;
    if (row.given == Given::empty) given = "";
    if (row.given == Given::current) given = before.value().etag;
    if (row.given == Given::other) given = other;

    EXPECT_EQ(kind_of(write(store(), call, given, row.concurrency)), row.expected);

    const std::optional<Item> after = item(store(), "k");
    if (*row.expected != '\0') {
      EXPECT_EQ(after, before);
    } else if (erases(call)) {
      EXPECT_FALSE(after);
    } else {
      ASSERT_TRUE(after);
      EXPECT_EQ(after->value, "new");
      EXPECT_NE(after->etag, other);
      EXPECT_NE(after->etag, before.value_or(Item{}).etag);
    }
    store().erase({"k"}).value();
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, EtagTable, kStores, kName);

TEST_P(EtagTable, EveryRowForEveryKindOfWrite) {
  for (const Call call : {Call::set, Call::erase, Call::multi_upsert, Call::multi_erase}) {
    for (const Row& row : kTable) {
      SCOPED_TRACE(::testing::Message() << "call " << static_cast<int>(call) << ", row " << &row - kTable);
      check(row, call);
    }
  }
}

}  // namespace
}  // namespace faultline::store
