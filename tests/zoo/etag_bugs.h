// Planted bugs in who may write, for the zoo and for peers that are driven against the same store.
#pragma once

#include <map>
#include <string>

#include "faultline/targets/store/etag.h"

#include "store_backends.h"

namespace faultline::zoo {

// An update that names the version it read is done even though somebody wrote in between.
class UnheededEtag : public FaultStore {
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
struct LostUpdate : BuggyWrapper<UnheededEtag> {
  using InProcessStore::InProcessStore;
};

// A deleted item's ETag still lets its holder write.
class Graveyard : public FaultStore {
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
struct StaleEtag : BuggyWrapper<Graveyard> {
  using InProcessStore::InProcessStore;
};

}  // namespace faultline::zoo
