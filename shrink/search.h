// The state of one minimisation: the best schedule so far, what was tried, what it cost.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "faultline/shrink/order.h"

namespace faultline::shrink {

// What a candidate came to. `same`: the failure being minimised (same class and origin).
enum class Fate : std::uint8_t { passes, same, other };

struct Limits {
  std::uint32_t executions = 20000;
  double seconds = 60;
};

// `Evaluate` runs a schedule: Fate(const Schedule&). It is called once for each schedule, cached by its XXH3.
template <class Schedule>
class Search {
 public:
  using Evaluate = std::function<Fate(const Schedule&)>;

  Search(Schedule start, Evaluate evaluate, const Limits& limits, std::function<bool()> interrupted)
      : best_(std::move(start)),
        key_(order_key(best_)),
        evaluate_(std::move(evaluate)),
        limits_(limits),
        interrupted_(std::move(interrupted)) {}

  const Schedule& best() const { return best_; }
  std::uint32_t executions() const { return executions_; }
  // A limit was reached or the user interrupted: nothing more is tried.
  bool spent() const { return spent_; }

  // Accepts the candidate if it is strictly simpler and fails in the same way. Strict descent ends by itself.
  bool accept(Schedule candidate) {
    Key key = order_key(candidate);
    if (!(key < key_) || fate(candidate) != Fate::same) return false;
    best_ = std::move(candidate);
    key_ = std::move(key);
    return true;
  }

  // What the candidate comes to; `passes` when nothing more may be tried.
  Fate fate(const Schedule& candidate) {
    const std::uint64_t hash = hash_text(to_bytes(candidate));
    if (const auto known = tried_.find(hash); known != tried_.end()) return known->second;
    if (spent_ || (spent_ = out_of_budget())) return Fate::passes;
    ++executions_;
    return tried_[hash] = evaluate_(candidate);
  }

 private:
  bool out_of_budget() const {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    return executions_ >= limits_.executions || elapsed.count() >= limits_.seconds || interrupted_();
  }

  Schedule best_;
  Key key_;
  Evaluate evaluate_;
  Limits limits_;
  std::function<bool()> interrupted_;
  std::unordered_map<std::uint64_t, Fate> tried_;
  std::uint32_t executions_ = 0;
  bool spent_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace faultline::shrink
