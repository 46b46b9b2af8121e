// LevelDB as a target.
#pragma once

#include "faultline/targets/store/leveldb/leveldb_store.h"
#include "faultline/targets/store/target/killed_anywhere.h"

namespace faultline::targets {

// The smallest buffer there is, so that the thread that compacts has work too.
class LevelDbBackend {
 public:
  explicit LevelDbBackend(Run& run) : store_(run.workspace() / "store", {.write_buffer = 0, .clock = clock_of(run)}) {}
  store::Store& store() { return store_; }

 private:
  store::LevelDbStore store_;
};

struct LevelDbTarget : KilledAnywhere<LevelDbBackend> {
  using KilledAnywhere::KilledAnywhere;
  static constexpr bool deterministic = false;  // its thread writes when it likes
};

}  // namespace faultline::targets
