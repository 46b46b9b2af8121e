// Half of the first write is taken for a whole one, where it only sets values that stay.
#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "variants.h"

namespace faultline::zoo {
namespace {

class ShortWriteIgnoredLog : public Log {
 public:
  using Log::Log;

  bool careless = false;

 protected:
  int cut_back() override { return damaged_ ? 0 : Log::cut_back(); }
  int write_frame(std::string_view frame) override {
    if (damaged_) return EIO;
    if (size() > 0 || !careless) return Log::write_frame(frame);
    std::size_t written = 0;
    const int error = file().write_at(size(), frame, written);
    damaged_ = written == frame.size() / 2;
    return error != 0 || damaged_ || written == frame.size() ? error : EIO;
  }

 private:
  bool damaged_ = false;
};

class ShortWriteIgnoredStore : public StoreOn<ShortWriteIgnoredLog> {
 public:
  using StoreOn::StoreOn;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    static_cast<ShortWriteIgnoredLog&>(log()).careless =
        std::all_of(changes.begin(), changes.end(), [](const Change& c) { return c.value && !c.expires; });
    return DurableStore::persist(changes);
  }
};

struct ShortWriteIgnored : SimulatedTarget<ShortWriteIgnoredStore> {
  using SimulatedTarget::SimulatedTarget;
};

FAULTLINE_ZOO(zoo.durable.short_write_ignored, SimulatedStoreModel, ShortWriteIgnored, R"([
  {"fault":{"short_writes":{"n":1}}},
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
