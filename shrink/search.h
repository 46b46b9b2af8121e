// The state of one minimisation: the simplest failing value so far, what was tried, what it cost.
//
// Several candidates can be evaluated at a time. A pass is told "no" at once for a candidate whose answer is not known
// yet, which is the usual answer, and goes on. When as many as there are workers are waiting, they are evaluated
// together. If one fails after all, the pass was misled after the first that does: it is run again from where it
// began, and now that answer is known. So what is accepted, and what counts as an evaluation, is what one worker would
// have come to, candidate by candidate.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "faultline/shrink/order.h"

namespace faultline::shrink {

struct Limits {
  std::uint32_t evaluations = 20000;
  double seconds = 60;
  std::uint32_t workers = 1;
  std::function<bool()> interrupted = nullptr;
};

// What is minimised, and by which order. `fails` answers for a batch, in its order, at most `workers` at a time.
struct Problem {
  Node start;
  Key (*key)(const Node&) = order_key;
  std::function<std::vector<bool>(const std::vector<Node>&)> fails;
  std::function<bool(const Node&)> allowed = nullptr;  // false: outside the domain, not evaluated
  // After each evaluation, in the order of one worker.
  std::function<void(const Node& candidate, const Node& best)> on_counted = nullptr;
  // The `number`th best so far, from 1 on. Where a pass is run again it is told once more, and is the same.
  std::function<void(std::uint32_t number, const Node& best)> on_accepted = nullptr;
};

class Search {
 public:
  Search(Problem problem, const Limits& limits);

  const Node& best() const { return best_.value; }
  std::uint32_t evaluations() const { return evaluations_; }
  std::uint32_t accepted() const { return best_.accepted; }
  // A limit was reached or the user interrupted: nothing more is tried.
  bool spent() const { return spent_; }

  // In the domain, and strictly simpler than the best.
  bool eligible(const Node& candidate) const;

  // Takes the candidate if it is in the domain, strictly simpler and fails. Strict descent ends by itself. Only in a
  // function given to `run`.
  bool accept(Node candidate);

  // Runs `pass(*this)`, which gives whether it made progress and depends on nothing but `best` and what `accept`
  // answers. False once the search is spent.
  template <class AnyPass>
  bool run(const AnyPass& pass) {
    const Best start = best_;
    Best furthest = best_;
    batch_ = limits_.workers;
    for (int misled = 0;;) {
      try {
        const bool progress = !spent_ && pass(*this);
        settle(false);
        return progress;
      } catch (const Misled&) {
        if (best_.key < furthest.key) furthest = best_;
        best_ = start;
        if (++misled >= kPatience) batch_ = 1;
      } catch (const Spent&) {
        if (furthest.key < best_.key) best_ = furthest;
        return false;
      }
    }
  }

 private:
  // A pass that is misled so often in one run goes on one candidate at a time: each time it has to begin again.
  static constexpr int kPatience = 4;

  struct Best {
    Node value;
    Key key;
    std::uint32_t accepted = 0;
  };
  struct Misled {};
  struct Spent {};
  struct Tried {
    bool known = false, fails = false, counted = false, waiting = false;
  };
  struct Waiting {
    std::uint64_t hash;
    Node candidate;
  };

  bool fails(const Node& candidate, const Key& key);
  void count(Tried& tried, const Node& candidate);
  bool settle(bool last_is_asked);
  void evaluate_waiting();
  bool late() const;
  bool out_of_budget() const;

  Problem problem_;
  Best best_;
  Limits limits_;
  std::uint32_t batch_ = 1;                         // how many wait before they are evaluated
  std::unordered_map<std::uint64_t, Tried> tried_;  // by the XXH3 of the key: equal hashes are taken for equal
  std::vector<Waiting> waiting_;
  std::uint32_t evaluations_ = 0, asked_ = 0;
  bool spent_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace faultline::shrink
