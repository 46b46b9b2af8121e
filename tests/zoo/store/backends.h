// What the planted bugs of the store have in common.
#pragma once

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {

using models::StoreModel;
using store::Erase;
using store::FaultStore;
using store::MemoryStore;
using store::Operation;
using store::Result;
using store::StoreError;
using store::Upsert;

// A bug in the store: `S` is a variant of MemoryStore.
template <class S>
using BuggyStore = targets::InProcessStore<targets::MemoryBackend<S>>;

// A bug in what stands before a right store: `W` is a variant of FaultStore. Bulk calls pass it by.
template <class W>
struct WrappedBackend : targets::MemoryBackend<MemoryStore> {
  using MemoryBackend::MemoryBackend;
  using Wrapper = W;
};
template <class W>
using BuggyWrapper = targets::InProcessStore<WrappedBackend<W>>;

// A bug that kills or stops the process.
template <class W>
struct DeadlyWrapper : targets::StoreTarget<WrappedBackend<W>, StoreModel> {
  using targets::StoreTarget<WrappedBackend<W>, StoreModel>::StoreTarget;
  static constexpr bool recovers = false;
};

}  // namespace faultline::zoo
