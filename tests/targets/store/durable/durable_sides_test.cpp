// The real files and the simulated disk are the same to a DurableStore: the same crash points in the same number, the
// same answers, and after a death the same bytes.
#include <map>

#include <gtest/gtest.h>

#include "faultline/targets/disk/posix_files.h"

#include "simulated_crash.h"

namespace faultline::store {
namespace {

using testing::kind_of;
using testing::transaction;

using Files = std::map<std::string, std::string>;

// What a folder holds.
Files files_in(disk::FileSystem& files, const std::string& folder) {
  std::vector<std::string> names;
  EXPECT_EQ(files.list(folder, names), 0);
  Files contents;
  for (const std::string& name : names) {
    disk::File file;
    EXPECT_EQ(files.open(folder + "/" + name, disk::Open::read, file), 0);
    EXPECT_EQ(file.read_from(0, contents[name]), 0);
  }
  return contents;
}

// Some of everything; gives the answers.
std::vector<std::string> work(disk::FileSystem& files, const std::string& folder) {
  std::vector<std::string> answers;
  DurableStore store(files, folder, [] { return std::int64_t{7}; });
  for (int id = 0; id < 5; ++id) {
    answers.push_back(kind_of(store.multi(transaction(id))));
    answers.push_back(kind_of(store.set({"shared", "x", "999"})));
    if (id % 2 == 1) answers.push_back(kind_of(store.checkpoint()));
    const auto page = store.list_keys("%").value();
    answers.insert(answers.end(), page.keys.begin(), page.keys.end());
  }
  answers.push_back(std::to_string(store.erase_prefix("a").value()));
  return answers;
}

int hits = 0;

void count_and_go_on(const char* name) {
  ++hits;
  crash::arm(name, 1, count_and_go_on);
}

// How often `act` passes `point`.
int hits_of(const char* point, const std::function<void()>& act) {
  hits = 0;
  crash::arm(point, 1, count_and_go_on);
  act();
  crash::disarm();
  return hits;
}

TEST(DurableSides, TheSameAnswersAndCrashPoints) {
  testing::TempFolder folder;
  disk::SimulatedDisk simulated;
  EXPECT_EQ(work(disk::posix_files(), (folder / "store").string()), work(simulated, "store"));
  int reached = 0;
  for (const char* point : kDurableCrashPoints) {
    // Opened for the second time here, so that recovery has something to read.
    const int posix = hits_of(point, [&] { work(disk::posix_files(), (folder / "store").string()); });
    EXPECT_EQ(posix, hits_of(point, [&] { work(simulated, "store"); })) << point;
    reached += posix > 0;
  }
  EXPECT_GE(reached, 12);  // the others need a torn tail or a snapshot without its name
  EXPECT_EQ(files_in(disk::posix_files(), (folder / "store").string()), files_in(simulated, "store"));
}

// Whether `act` came to `point` for the `hit`-th time. The process, as it were, dies there: nothing is written after
// it.
bool dies_at(const char* point, std::uint32_t hit, const std::function<void()>& act) {
  crash::arm(point, hit, [](const char*) { throw testing::Died(); });
  bool died = false;
  try {
    act();
  } catch (const testing::Died&) {
    died = true;
  }
  crash::disarm();
  return died;
}

TEST(DurableSides, TheSameBytesAfterADeathAnywhereAndAfterRecovery) {
  int deaths = 0;
  for (const char* point : kDurableCrashPoints) {
    for (std::uint32_t hit = 1; hit <= 3; ++hit) {
      testing::TempFolder folder;
      const std::string real = (folder / "store").string();
      disk::SimulatedDisk simulated;
      const bool died = dies_at(point, hit, [&] { work(disk::posix_files(), real); });
      EXPECT_EQ(dies_at(point, hit, [&] { work(simulated, "store"); }), died) << point;
      if (!died) break;
      ++deaths;
      EXPECT_EQ(files_in(disk::posix_files(), real), files_in(simulated, "store")) << point << " #" << hit;
      for (const char* second : kDurableCrashPoints) {
        EXPECT_EQ(dies_at(second, 1, [&] { DurableStore(disk::posix_files(), real); }),
                  dies_at(second, 1, [&] { DurableStore(simulated, "store"); }))
            << point << " #" << hit << ", " << second;
      }
      EXPECT_EQ(files_in(disk::posix_files(), real), files_in(simulated, "store")) << point << " #" << hit;
    }
  }
  EXPECT_GE(deaths, 20);
}

}  // namespace
}  // namespace faultline::store
