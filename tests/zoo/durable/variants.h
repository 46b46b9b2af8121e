// What the planted bugs of the write-ahead-log store have in common: how a variant of a right store is made.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {

using models::DurableModel;
using models::SimulatedStoreModel;
using store::Change;
using store::Commit;
using store::DurableStore;
using store::Result;
using store::wal::Log;
using targets::DurableTarget;
using targets::SimulatedTarget;

// A right store on a variant of its log.
template <class L>
class StoreOn : public DurableStore {
 public:
  StoreOn(const std::filesystem::path& folder, store::Clock clock)
      : DurableStore(std::make_unique<L>(folder), std::move(clock)) {}
  StoreOn(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<L>(files, folder), std::move(clock)) {}
};

// A store that recovers in a way of its own: a variant calls recover() when it is made.
class OwnRecovery : public DurableStore {
 protected:
  OwnRecovery(const std::filesystem::path& folder, store::Clock clock)
      : DurableStore(std::make_unique<Log>(folder), std::move(clock), Unrecovered()) {}
  OwnRecovery(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<Log>(files, folder), std::move(clock), Unrecovered()) {}
};

}  // namespace faultline::zoo
