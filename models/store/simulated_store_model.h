// The model of a store on a simulated disk, whose disk goes wrong too.
#pragma once

#include "faultline/models/store/store_model.h"

namespace faultline::models {

// The next n syncs report an error; what they should have written is lost with the power.
struct FailSyncs {
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(FailSyncs, (), (n))

// Files may grow by so many bytes; then n writes find no room.
struct FillDisk {
  Count<0, 200> room;
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(FillDisk, (), (room, n))

// The next n writes write half of what they were given.
struct ShortWrites {
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(ShortWrites, (), (n))

// What was acknowledged survives, also when the power fails. A write that met a fault of the disk may have been done
// or not; then the store takes no more writes until it is opened again. Without `counters`: what the fault wrapper
// counted of such a write is nobody's business.
struct SimulatedStoreModel
    : StoreModelOf<std::variant<Done, NotFound, Found, Refused, Each, Listed, Erased>, Get, Set, Delete, Multi,
                   Checkpoint, BulkGet, BulkSet, BulkDelete, ListKeys, DeletePrefix> {
  using Contract = durable_on_ack;
  using Fault = std::variant<FailTransactions, MismatchTransactions, FailSyncs, FillDisk, ShortWrites>;

  void inject(const Fault& fault) {
    std::visit(
        [&]<class F>(const F& f) {
          if constexpr (std::is_constructible_v<StoreFault, F>) {
            StoreRules::inject(StoreFault(f));
          } else {
            may_be_closed_ = true;
          }
        },
        fault);
  }
  void after_crash() {
    StoreRules::after_crash();
    may_be_closed_ = false;
  }
  bool permits(const Command& command, const Error& error) {
    const bool reads = std::holds_alternative<Get>(command) || std::holds_alternative<BulkGet>(command) ||
                       std::holds_alternative<ListKeys>(command);
    return (error.kind == "io" && may_be_closed_ && !reads) || StoreModelOf::permits(command, error);
  }

  bool operator==(const SimulatedStoreModel&) const = default;

 private:
  bool may_be_closed_ = false;  // to writes: a fault of the disk was armed since the store was opened
};

static_assert(Model<SimulatedStoreModel>);

}  // namespace faultline::models
