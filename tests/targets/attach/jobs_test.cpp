// However many workers shrink, what they come to is the same, byte for byte.
#include "program_testing.h"

namespace faultline::program_testing {
namespace {

class Jobs : public testing::TestWithParam<const char*> {};

// What a run found: its repro files, and its results but for the time it took and the names of folders.
struct Found {
  std::map<std::string, std::string> files;
  boost::json::object check;
};

Found run_with(const std::string& name, const std::string& jobs) {
  ReportFolder folder;
  Found found;
  found.check = check_json({"run", name, "--isolate", "forked", "--report-dir", folder.path(), "--jobs", jobs}, 1);
  found.check.erase("seconds");
  for (auto& failure : found.check.at("failures").as_array())
    for (const char* key : {"repro", "image", "message"}) failure.as_object().erase(key);
  found.files = files_of(folder.path());
  return found;
}

TEST_P(Jobs, DoNotChangeWhatIsFound) {
  const Found alone = run_with(GetParam(), "1");
  EXPECT_FALSE(alone.files.empty());
  EXPECT_EQ(alone.files.size(), alone.check.at("failures").as_array().size());
  for (const char* jobs : {"2", "8"}) {
    const Found found = run_with(GetParam(), jobs);
    EXPECT_EQ(found.files, alone.files) << jobs;
    EXPECT_EQ(found.check, alone.check) << jobs;
  }
}

INSTANTIATE_TEST_SUITE_P(Zoo, Jobs,
                         testing::Values("zoo.durable.ack_before_write", "zoo.durable.torn_tail_kept",
                                         "zoo.durable.truncate_before_publish", "zoo.durable.unlogged_delete",
                                         "zoo.store.crash_on_empty_transaction", "zoo.store.lost_update",
                                         "zoo.store.notified_twice", "zoo.store.stale_cache",
                                         "zoo.store.stuck_workflow"),
                         [](const auto& bug) {
                           std::string name = bug.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace faultline::program_testing
