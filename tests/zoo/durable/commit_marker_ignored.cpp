// A transaction that starts with a new key goes to the log in two frames, and recovery does not ask for the second,
// which marks its end.
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "variants.h"

namespace faultline::zoo {
namespace {

class CommitMarkerIgnoredLog : public Log {
 public:
  using Log::Log;

  bool marking = false;

 protected:
  int write_frame(std::string_view frame) override {
    if (!marking) return Log::write_frame(frame);
    std::size_t written = 0;
    return file().write_at(size(), frame, written);
  }
};

class CommitMarkerIgnoredStore : public StoreOn<CommitMarkerIgnoredLog> {
 public:
  CommitMarkerIgnoredStore(const std::filesystem::path& folder, store::Clock clock)
      : StoreOn(folder, std::move(clock)) {
    for (const auto& [key, item] : state().items) known_.insert(key);
  }

 protected:
  Result<void> commit(const std::vector<Change>& changes) override {
    const bool marked = starts_with_new_item(changes);
    for (const Change& change : changes) known_.insert(change.key);
    if (!marked) return DurableStore::commit(changes);
    if (const auto appended = append({changes[0]}); !appended) return appended;
    publish({changes[0]});
    static_cast<CommitMarkerIgnoredLog&>(log()).marking = true;
    const auto committed = DurableStore::commit({changes.begin() + 1, changes.end()});
    static_cast<CommitMarkerIgnoredLog&>(log()).marking = false;
    return committed;
  }

 private:
  bool starts_with_new_item(const std::vector<Change>& changes) const {
    return changes.size() > 1 && changes[0].value && !changes[0].expires && !known_.contains(changes[0].key);
  }

  std::set<std::string> known_;
};

struct CommitMarkerIgnored : DurableTarget<CommitMarkerIgnoredStore> {
  using DurableTarget::DurableTarget;
  static constexpr std::uint32_t runs = 2000;  // few transactions are like that
  static std::vector<std::string> crash_points() { return {store::point::kFrameEmitted}; }
};

FAULTLINE_ZOO(zoo.durable.commit_marker_ignored, DurableModel, CommitMarkerIgnored, R"([
  {"crash":{"point":"wal.append.frame-emitted","hit":1}},
  {"command":{"multi":{"writes":[
    {"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}},
    {"delete":{"key":"a","etag":"none","first_write":false}}]}}}
])");

}  // namespace
}  // namespace faultline::zoo
