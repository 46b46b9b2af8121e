// Any Store as a target, behind the fault wrapper.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/outcome.h"
#include "faultline/models/store/store_model.h"
#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/target/store_client.h"

namespace faultline::targets {

// `Backend` owns the store: `explicit Backend(Run&)`, `Store& store()`, and `Result<void> checkpoint()` where its
// model has that command. It may name its own `Wrapper`, a FaultStore.
template <class Backend, class M>
class StoreTarget {
 public:
  using Command = typename M::Command;
  using Reply = models::StoreReply;
  using Client = StoreClient;

  explicit StoreTarget(Run& run) : backend_(run), faulty_(backend_.store()) {
    faulty_.set_multi_observer([this](const auto&) { ++observed_; });
  }

  Outcome<Reply> execute(const Command& command, const Client& client) {
    return std::visit([&](const auto& c) { return run(c, client); }, command);
  }

  void inject(const models::StoreFault& fault) {
    const auto notify = [this] { ++notified_; };
    if (const auto* failures = std::get_if<models::FailTransactions>(&fault)) {
      faulty_.arm_failures(failures->substring.str(), static_cast<int>(failures->n), notify);
    } else {
      const auto& mismatch = std::get<models::MismatchTransactions>(fault);
      faulty_.arm_etag_mismatch(mismatch.substring.str(), static_cast<int>(mismatch.n), notify);
    }
  }
  void heal() { faulty_.arm_failures("", 0); }
  std::uint64_t faults_fired() const { return faulty_.failed_count(); }

 private:
  static store::Concurrency concurrency(bool first_write) {
    return first_write ? store::Concurrency::first_write : store::Concurrency::last_write;
  }
  static store::Upsert request(const models::Set& set, const Client& client) {
    return {set.key.str(), to_text(set.value), client.resolve(set.key, set.etag), concurrency(set.first_write)};
  }
  static store::Erase request(const models::Delete& erase, const Client& client) {
    return {erase.key.str(), client.resolve(erase.key, erase.etag), concurrency(erase.first_write)};
  }

  static Outcome<Reply> refused(const store::StoreError& error) {
    using Kind = store::StoreError::Kind;
    if (error.kind == Kind::invalid_etag) return Reply(models::Refused{models::Refusal::invalid_etag});
    if (error.kind == Kind::etag_mismatch) return Reply(models::Refused{models::Refusal::etag_mismatch});
    return fail(store::to_string(error.kind), error.text);
  }
  static Outcome<Reply> answer(const store::Result<void>& result) {
    return result ? Outcome<Reply>(Reply(models::Done{})) : refused(result.error());
  }

  Outcome<Reply> run(const models::Get& get, const Client&) {
    const auto result = faulty_.get(get.key.str());
    if (!result) return refused(result.error());
    if (!result.value()) return Reply(models::NotFound{});
    return Reply(models::Found{result.value()->value, {result.value()->etag}});
  }
  Outcome<Reply> run(const models::Set& set, const Client& client) { return answer(faulty_.set(request(set, client))); }
  Outcome<Reply> run(const models::Delete& erase, const Client& client) {
    return answer(faulty_.erase(request(erase, client)));
  }
  Outcome<Reply> run(const models::Multi& multi, const Client& client) {
    std::vector<store::Operation> operations;
    for (const auto& write : multi.writes)
      std::visit([&](const auto& w) { operations.emplace_back(request(w, client)); }, write);
    return answer(faulty_.multi(operations));
  }
  Outcome<Reply> run(const models::Counters&, const Client&) {
    return Reply(models::Counted{faulty_.failed_count(), notified_, observed_});
  }
  Outcome<Reply> run(const models::Checkpoint&, const Client&) { return answer(backend_.checkpoint()); }

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
  std::uint64_t notified_ = 0, observed_ = 0;
};

}  // namespace faultline::targets
