// Crashes a DurableStore on a simulated disk at one of its crash points, in this process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/disk/simulated_disk.h"
#include "faultline/targets/store/durable/durable_store.h"

#include "store_testing.h"

namespace faultline::store::testing {

// What unwinds the "process" that hit its crash point.
struct Died {};

// Runs `act`, which uses `disk`, and kills it at the `hit`-th time it reaches `point`. True if it died; then the disk
// is as the death left it. Not for two threads at once.
inline bool dies_at(disk::SimulatedDisk& disk, const char* point, std::uint32_t hit, const std::function<void()>& act) {
  static disk::SimulatedDisk* dying = nullptr;
  dying = &disk;
  crash::arm(point, hit, [](const char*) {
    dying->die();
    throw Died();
  });
  bool died = false;
  try {
    act();
  } catch (const Died&) {
    died = true;
  }
  crash::disarm();
  return died;
}

// Transaction `id` writes its id under two keys of its own and, so that later ones overwrite earlier ones, a shared.
// The value is longer than a sector now and then.
inline std::vector<Operation> transaction(int id) {
  std::string text = std::to_string(id);
  if (id % 3 == 2) text.append(700, '.');
  return {Upsert{numbered("a", id), text}, Upsert{"shared", text}, Upsert{numbered("b", id), text}};
}

inline constexpr int kTransactions = 10;

// A store on a log of another kind.
template <class LogKind>
class StoreOn : public DurableStore {
 public:
  StoreOn(disk::FileSystem& files, const std::string& folder)
      : DurableStore(std::make_unique<LogKind>(files, folder)) {}
  explicit StoreOn(std::unique_ptr<LogKind> log) : DurableStore(std::move(log)) {}
};

// Ten transactions, with a checkpoint after each third; gives those that were acknowledged. What fails is no crash.
template <class Durable>
void write_transactions(disk::SimulatedDisk& disk, std::vector<int>& acknowledged) {
  Durable store(disk, "store");
  for (int id = 0; id < kTransactions; ++id) {
    if (store.multi(transaction(id))) acknowledged.push_back(id);
    if (id % 3 == 2) (void)store.checkpoint();
  }
}

// The transactions that are there, or nothing when one is there by half.
inline std::optional<std::set<int>> transactions_in(Store& store) {
  std::set<int> ids;
  for (int id = 0; id < kTransactions; ++id) {
    const bool a = value(store, numbered("a", id)).has_value();
    const bool b = value(store, numbered("b", id)).has_value();
    if (a != b) return std::nullopt;
    if (a) ids.insert(id);
  }
  return ids;
}

// The acknowledgement oracle, for a disk whose process is gone. "" = fine. What recovery shows must stay, and what is
// written after it too, whatever the power does then.
template <class Durable>
std::string judge(disk::SimulatedDisk disk, const std::vector<int>& acknowledged) {
  const auto recover = [&](const std::function<std::string(Store&)>& look) -> std::string {
    disk.revive();
    std::string wrong;
    try {
      Durable store(disk, "store");
      wrong = look(store);
    } catch (const std::runtime_error& error) {
      wrong = error.what();
    }
    disk.lose_power(disk::kLoseAll);
    return wrong;
  };
  std::set<int> first;
  const auto look = [&](Store& store) -> std::string {
    const auto ids = transactions_in(store);
    if (!ids) return "half a transaction";
    first = *ids;
    for (const int id : acknowledged) {
      if (!ids->contains(id)) return numbered("lost acknowledged transaction ", id);
    }
    return ids->size() > acknowledged.size() + 1 ? "more transactions than were ever in flight" : "";
  };
  const auto look_again = [&](Store& store) -> std::string {
    if (transactions_in(store) != first) return "a second recovery reads differently";
    return store.set({"after", "x"}) ? "" : "a later write fails";
  };
  const auto look_after = [](Store& store) -> std::string {
    return value(store, "after") == "x" ? "" : "a later write is lost";
  };
  if (std::string wrong = recover(look); !wrong.empty()) return wrong;
  if (std::string wrong = recover(look_again); !wrong.empty()) return wrong;
  return recover(look_after);
}

// All the ways that the power may fail at this moment that are looked at: the first finding, or "".
template <class Durable>
std::string judge_power_losses(const disk::SimulatedDisk& at_death, const std::vector<int>& acknowledged,
                               std::uint32_t picks) {
  for (std::uint32_t pick = 0; pick < picks; ++pick) {
    disk::SimulatedDisk disk = at_death;
    disk.lose_power(pick);
    std::string wrong = judge<Durable>(disk, acknowledged);
    if (!wrong.empty()) return wrong.append(numbered(", pick ", static_cast<int>(pick)));
  }
  return judge<Durable>(at_death, acknowledged);  // killed, and the power stays
}

}  // namespace faultline::store::testing
