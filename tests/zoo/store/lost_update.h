// An update that names the version it read is done even though somebody wrote in between. A header, because the
// benchmark of shrinking drives RapidCheck against the same store.
#pragma once

#include <string>

#include "faultline/targets/store/etag.h"

#include "backends.h"

namespace faultline::zoo {

class LostUpdateStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    const bool names_version = !upsert.etag.value_or("").empty();
    if (!old || !old.value() || !names_version) return FaultStore::set(upsert);
    if (const auto valid = store::validate(upsert); !valid) return valid;
    Upsert last_write = upsert;
    last_write.etag.reset();
    last_write.concurrency = store::Concurrency::last_write;
    return FaultStore::set(last_write);
  }
};

struct LostUpdate : BuggyWrapper<LostUpdateStore> {
  using InProcessStore::InProcessStore;
};

}  // namespace faultline::zoo
