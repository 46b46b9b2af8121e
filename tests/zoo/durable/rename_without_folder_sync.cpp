// The shortened log's new name is not made durable before commits go there.
#include "variants.h"

namespace faultline::zoo {
namespace {

class RenameWithoutFolderSyncLog : public Log {
 public:
  using Log::Log;

 protected:
  int sync_renamed() override { return 0; }
};

struct RenameWithoutFolderSync : SimulatedTarget<StoreOn<RenameWithoutFolderSyncLog>> {
  using SimulatedTarget::SimulatedTarget;
};

FAULTLINE_ZOO(zoo.durable.rename_without_folder_sync, SimulatedStoreModel, RenameWithoutFolderSync, R"([
  {"command":{"checkpoint":{}}},
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"crash":{"point":"recovery.replayed-before-sync","hit":1,"power_loss":1}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
