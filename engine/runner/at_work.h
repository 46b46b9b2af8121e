// Which run this process works on, for whoever has to tell of its sudden end.
#pragma once

#include <atomic>
#include <cstdint>

#include "faultline/engine/runner/check.h"

namespace faultline {

// May be read by a signal handler.
struct AtWork {
  std::atomic<const char*> check{nullptr};  // its name; null: none yet
  std::atomic<bool> seeded{false};          // from a seed: that and its revision
  std::atomic<std::uint32_t> revision{0};
  std::atomic<std::uint64_t> seed{0};
};
inline AtWork at_work;

// `info` outlives the process's work.
inline void work_on(const CheckInfo& info) {
  at_work.seeded = false;
  at_work.check = info.name.c_str();
}
inline void work_on(const CheckInfo& info, const RunInput& input) {
  work_on(info);
  const auto* generated = std::get_if<Generated>(&input);
  if (generated == nullptr) return;
  at_work.revision = info.revision_of(generated->steps);
  at_work.seed = generated->seed;
  at_work.seeded = true;
}

}  // namespace faultline
