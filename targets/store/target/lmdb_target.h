// LMDB as a target.
#pragma once

#include "faultline/targets/store/lmdb/lmdb_store.h"
#include "faultline/targets/store/target/killed_anywhere.h"

namespace faultline::targets {

class LmdbBackend {
 public:
  explicit LmdbBackend(Run& run) : store_(run.workspace() / "store", {.clock = clock_of(run)}) {}
  store::Store& store() { return store_; }

 private:
  store::LmdbStore store_;
};

struct LmdbTarget : KilledAnywhere<LmdbBackend> {
  using KilledAnywhere::KilledAnywhere;
};

}  // namespace faultline::targets
