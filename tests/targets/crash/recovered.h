// The helper run to its death, and its store opened again.
#pragma once

#include <string>
#include <vector>

#include "faultline/targets/crash/harness/harness.h"
#include "faultline/targets/store/durable/durable_store.h"

#include "ack_oracle.h"

namespace faultline::crash {

// Opens the folder, which recovers it, and shows everything in it.
class Recovered : public store::DurableStore {
 public:
  using DurableStore::DurableStore;

  Items items() const {
    Items result;
    for (const auto& [key, item] : state().items) result[key] = item.value;
    return result;
  }
};

inline Outcome crash_at(const std::string& at, std::uint64_t after, Options options = {}) {
  options.crash_at = at;
  options.crash_after = after;
  return run({}, at, options);
}

inline std::string how_it_ended(const Outcome& outcome) {
  return outcome.error().value_or("") + outcome.err() + (outcome.timed_out() ? " timed out" : "");
}

// What must hold after any death: the acknowledgement oracle, a second recovery that reads the same, and a later write
// that is read back. Gives "" or what is wrong.
inline std::string complaint_after(const Outcome& outcome, std::size_t least_acks) {
  const Items first = Recovered(outcome.folder()).items();
  if (std::string wrong = complaint(first, acks_in(outcome.out()), least_acks); !wrong.empty()) return wrong;
  if (Recovered(outcome.folder()).items() != first) return "a second recovery reads something else";
  if (!Recovered(outcome.folder()).set({"later", "1"})) return "a later write fails";
  Items with_later = first;
  with_later["later"] = "1";
  if (Recovered(outcome.folder()).items() != with_later) return "a later write is not read back as it was";
  return "";
}

}  // namespace faultline::crash
