// A half-made snapshot is promoted, whether it was synced or not.
#include <string>
#include <utility>

#include "variants.h"

namespace faultline::zoo {
namespace {

class StaleTempPromotedStore : public OwnRecovery {
 public:
  StaleTempPromotedStore(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : OwnRecovery(files, folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> write_snapshot() override {
    const auto written = DurableStore::write_snapshot();
    if (!written && snapshots().drop_temp()) sync_names();
    return written;
  }
  Result<void> drop_temp_snapshot() override {
    return snapshots().temp_to_live() ? settle() : Result<void>();  // where there is one
  }

 private:
  // From here on no power loss can take it.
  Result<void> settle() {
    (void)snapshots().drop_temp();  // where both were names of one file, they still are
    disk::File live;
    (void)log().files().open(log().folder() + '/' + store::kSnapshotName, disk::Open::write, live);
    (void)live.sync_data();
    sync_names();
    return {};
  }
  // However often the disk refuses.
  void sync_names() {
    for (int tries = 0; tries < 8 && !log().sync_folder(); ++tries) {
    }
  }
};

struct StaleTempPromoted : SimulatedTarget<StaleTempPromotedStore> {
  using SimulatedTarget::SimulatedTarget;
};

FAULTLINE_ZOO(zoo.durable.stale_temp_promoted, SimulatedStoreModel, StaleTempPromoted, R"([
  {"crash":{"point":"checkpoint.snapshot-temp-written-before-sync","hit":1,"power_loss":2}},
  {"command":{"checkpoint":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
