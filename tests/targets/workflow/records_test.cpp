#include "workflow_testing.h"

namespace faultline::workflow {
namespace {

using namespace testing;
using store::Erase;
using store::Item;
using store::Operation;
using store::Upsert;

const State kNone;
const State kRunning{Status::running, 3, {7}, {8, 9}, "e3"};

TEST(Records, WhatWasWrittenIsRead) {
  store::MemoryStore store;
  ASSERT_TRUE(store.multi(changes("a", kNone, kRunning)));
  const auto header = parse_metadata(*store.get(metadata_key("a")).value()).value();
  const auto items = store.bulk_get(keys_of("a", header)).value();
  State read = fill_entries(header, "a", items).value();
  read.etag = kRunning.etag;
  EXPECT_EQ(read, kRunning);
}

TEST(Records, KeysAreTheEntriesAndThenTheMetadata) {
  EXPECT_EQ(keys_of("a", kRunning), (std::vector<std::string>{"wf||a||history-000001", "wf||a||inbox-000001",
                                                              "wf||a||inbox-000002", "wf||a||metadata"}));
}

TEST(Records, ASaveWritesWhatChangedUnderTheMetadatasEtag) {
  const State after{Status::completed, 4, {7, 8}, {9}, ""};
  const std::vector<Operation> wanted{
      Upsert{"wf||a||metadata", "completed 4 2 1", "e3", store::Concurrency::first_write},
      Upsert{"wf||a||inbox-000001", "9"},
      Erase{"wf||a||inbox-000002"},
      Upsert{"wf||a||history-000002", "8"},
  };
  EXPECT_EQ(changes("a", kRunning, after), wanted);
}

TEST(Records, WhatIsNoMetadataIsCorrupt) {
  for (const char* text : {"", "running", "running 1 2", "stopped 1 0 0", "running x 0 0"})
    EXPECT_EQ(kind_of(parse_metadata({text, "e"})), "corrupt") << text;
}

TEST(Records, AMissingOrUnreadableEntryIsCorrupt) {
  State header = kRunning;
  EXPECT_EQ(kind_of(fill_entries(header, "a", {Item{"7", "1"}, Item{"8", "1"}, std::nullopt})), "corrupt");
  EXPECT_EQ(kind_of(fill_entries(header, "a", {Item{"7", "1"}, Item{"8x", "1"}, Item{"9", "1"}})), "corrupt");
  EXPECT_EQ(kind_of(fill_entries(header, "a", {Item{"7", "1"}, Item{"8", "1"}, Item{"9", "1"}})), "");
}

}  // namespace
}  // namespace faultline::workflow
