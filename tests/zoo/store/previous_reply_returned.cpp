// The answer of a refused write stays in the connection, and the next get takes it for its own.
#include <optional>
#include <string>
#include <utility>

#include "backends.h"

namespace faultline::zoo {
namespace {

class PreviousReplyReturnedStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> set(const Upsert& upsert) override { return kept(FaultStore::set(upsert)); }
  Result<void> erase(const Erase& erase) override { return kept(FaultStore::erase(erase)); }
  Result<std::optional<store::Item>> get(const std::string& key) override {
    if (unread_) return *std::exchange(unread_, std::nullopt);
    return FaultStore::get(key);
  }

 private:
  Result<void> kept(Result<void> result) {
    unread_.reset();
    if (!result) unread_ = result.error();
    return result;
  }

  std::optional<StoreError> unread_;
};

struct PreviousReplyReturned : BuggyWrapper<PreviousReplyReturnedStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.previous_reply_returned, StoreModel, PreviousReplyReturned, R"([
  {"command":{"delete":{"key":"a","etag":"seen","first_write":false}}}
])");

}  // namespace
}  // namespace faultline::zoo
