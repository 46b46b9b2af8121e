// A deleted item's ETag still lets its holder write. A header, because the benchmark of shrinking drives RapidCheck
// against the same store.
#pragma once

#include <map>
#include <string>

#include "backends.h"

namespace faultline::zoo {

class StaleEtagAfterDeleteStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> erase(const Erase& erase) override {
    const auto old = get(erase.key);
    const auto done = FaultStore::erase(erase);
    if (done && old && old.value()) buried_[erase.key] = old.value()->etag;
    return done;
  }
  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    const auto grave = buried_.find(upsert.key);
    const bool gone = old && !old.value() && grave != buried_.end();
    if (!gone || upsert.etag != grave->second) return FaultStore::set(upsert);
    Upsert unchecked = upsert;
    unchecked.etag.reset();
    return FaultStore::set(unchecked);
  }

 private:
  std::map<std::string, std::string> buried_;
};

struct StaleEtagAfterDelete : BuggyWrapper<StaleEtagAfterDeleteStore> {
  using InProcessStore::InProcessStore;
};

}  // namespace faultline::zoo
