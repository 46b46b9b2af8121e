// Reminders: which workflows must run later. Kept in the store, so that they outlive the process.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "faultline/targets/store/store.h"

namespace faultline::workflow {

inline constexpr const char* kRemindersKey = "reminders";

// One reminder per workflow; it names the generation of the newest save that asked for it. All of them lie in one
// record, changed by compare-and-set, so several runners may share them. As thread-safe as its store. Every call may
// fail as the store does; a failed one has changed nothing, except where the store says otherwise of `io`.
class Reminders {
 public:
  using Due = std::map<std::string, std::uint64_t>;  // id -> generation

  // The store must outlive this.
  explicit Reminders(store::Store& store) : store_(store) {}

  store::Result<Due> due() const;

  // To be called once the save of that generation is written. A reminder of a newer generation stays as it is.
  store::Result<void> add(const std::string& id, std::uint64_t generation);

  // Removes the reminder unless it is of a newer generation: then another save has asked for it meanwhile.
  store::Result<void> remove(const std::string& id, std::uint64_t generation);

 private:
  struct Record {
    Due due;
    std::optional<std::string> etag;
  };

  store::Result<Record> read() const;
  // `change` says whether it changed anything; it is called again when another writer came first.
  store::Result<void> update(const std::function<bool(Due&)>& change);

  store::Store& store_;
};

}  // namespace faultline::workflow
