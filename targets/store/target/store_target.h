// Any Store as a target, behind the fault wrapper.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/outcome.h"
#include "faultline/models/store/store_model.h"
#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/target/disk_machine.h"
#include "faultline/targets/store/target/store_client.h"
#include "faultline/targets/store/target/store_requests.h"

namespace faultline::targets {

// `Backend` owns the store: `explicit Backend(Run&)`, `Store& store()`, and `Result<void> checkpoint()` where its
// model has that command, `disk::SimulatedDisk& disk()` where its disk may go wrong. It may name its own `Wrapper`, a
// FaultStore.
template <class Backend, class M>
class StoreTarget {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;
  using Client = StoreClient;

  explicit StoreTarget(Run& run) : backend_(run), faulty_(backend_.store()) {
    faulty_.set_multi_observer([this](const auto&) { ++observed_; });
  }

  Outcome<Reply> execute(const Command& command, const Client& client) {
    if constexpr (kFaultyDisk) fired_before_ = disk_faults_fired();
    return std::visit([&](const auto& c) { return run(c, client); }, command);
  }

  void inject(const FaultOf<M>& fault) {
    std::visit([this](const auto& f) { arm(f); }, fault);
  }
  void heal() {
    faulty_.arm_failures("", 0);
    if constexpr (kFaultyDisk) backend_.disk().heal();
  }
  std::uint64_t faults_fired() const { return faulty_.failed_count() + disk_faults_fired() - fired_at_start_; }

 private:
  store::Store& store() { return faulty_; }

  // Whether the backend's disk can be made to go wrong.
  static constexpr bool kFaultyDisk = requires(Backend & backend) { backend.disk(); };

  void arm(const models::FailTransactions& failures) {
    faulty_.arm_failures(failures.substring.str(), static_cast<int>(failures.n), [this] { ++notified_; });
  }
  void arm(const models::MismatchTransactions& mismatch) {
    faulty_.arm_etag_mismatch(mismatch.substring.str(), static_cast<int>(mismatch.n), [this] { ++notified_; });
  }
  template <class DiskFault>
  void arm(const DiskFault& fault) {
    backend_.disk().arm(disk_fault(fault));
  }
  std::uint64_t disk_faults_fired() const {
    if constexpr (kFaultyDisk) return backend_.disk().fired();
    return 0;
  }

  // A write that met a fault of the disk may have been done all the same.
  Outcome<Reply> refused(const store::StoreError& error) {
    if (const auto refusal = refusal_of(error)) return Reply(*refusal);
    if (disk_faults_fired() != fired_before_) return info(store::to_string(error.kind), error.text);
    return fail(store::to_string(error.kind), error.text);
  }
  Outcome<Reply> answer(const store::Result<void>& result) {
    return result ? Outcome<Reply>(Reply(models::Done{})) : refused(result.error());
  }

  // --- single commands and transactions ---

  Outcome<Reply> run(const models::Get& get, const Client&) {
    const auto result = store().get(get.key.str());
    if (!result) return refused(result.error());
    return reply_of<Reply>(result.value());
  }
  Outcome<Reply> run(const models::Set& set, const Client& client) { return answer(store().set(request(set, client))); }
  Outcome<Reply> run(const models::Delete& erase, const Client& client) {
    return answer(store().erase(request(erase, client)));
  }
  Outcome<Reply> run(const models::Multi& multi, const Client& client) {
    std::vector<store::Operation> operations;
    for (const auto& write : multi.writes)
      std::visit([&](const auto& w) { operations.emplace_back(request(w, client)); }, write);
    return answer(store().multi(operations));
  }
  Outcome<Reply> run(const models::Counters&, const Client&) {
    return Reply(models::Counted{faulty_.failed_count(), notified_.load(), observed_.load()});
  }
  Outcome<Reply> run(const models::Checkpoint&, const Client&) { return answer(backend_.checkpoint()); }

  // --- many keys at once ---

  Outcome<Reply> run(const models::BulkGet& bulk, const Client&) {
    std::vector<std::string> keys;
    for (const auto key : bulk.keys) keys.push_back(key.str());
    const auto result = store().bulk_get(keys);
    if (!result) return refused(result.error());
    models::Each each;
    for (const auto& item : result.value()) each.items.push_back(reply_of<models::ItemReply>(item));
    return Reply(std::move(each));
  }
  Outcome<Reply> run(const models::BulkSet& bulk, const Client& client) {
    std::vector<store::Upsert> upserts;
    for (const auto& set : bulk.sets) upserts.push_back(request(set, client));
    return each_of(store().bulk_set(upserts));
  }
  Outcome<Reply> run(const models::BulkDelete& bulk, const Client& client) {
    std::vector<store::Erase> erases;
    for (const auto& erase : bulk.deletes) erases.push_back(request(erase, client));
    return each_of(store().bulk_erase(erases));
  }
  Outcome<Reply> run(const models::ListKeys& list, const Client&) {
    return walk_pages<Reply>(store(), list.pattern.str(), static_cast<std::size_t>(std::int64_t{list.page_size}));
  }
  Outcome<Reply> run(const models::DeletePrefix& erase, const Client&) {
    const auto result = store().erase_prefix(erase.prefix.str());
    if (!result) return refused(result.error());
    return Reply(models::Erased{result.value()});
  }

  // An error of one item that is no refusal fails the whole call, and then nothing permits it.
  Outcome<Reply> each_of(const std::vector<store::Result<void>>& results) {
    models::Each each;
    for (const auto& result : results) {
      if (result) {
        each.items.emplace_back(models::Done{});
      } else if (const auto refusal = refusal_of(result.error())) {
        each.items.emplace_back(*refusal);
      } else {
        return refused(result.error());
      }
    }
    return Reply(std::move(each));
  }

  template <class B>
  struct WrapperOf {
    using type = store::FaultStore;
  };
  template <class B>
  requires requires { typename B::Wrapper; }
  struct WrapperOf<B> {
    using type = typename B::Wrapper;
  };

  Backend backend_;
  typename WrapperOf<Backend>::type faulty_;
  std::atomic<std::uint64_t> notified_{0}, observed_{0};
  const std::uint64_t fired_at_start_ = disk_faults_fired();
  std::uint64_t fired_before_ = 0;  // the command that is under way began
};

}  // namespace faultline::targets
