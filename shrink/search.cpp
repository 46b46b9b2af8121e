#include "faultline/shrink/search.h"

#include <string_view>

#include "faultline/engine/words/hash.h"

namespace faultline::shrink {
namespace {

constexpr std::uint32_t kAsksPerLook = 64;  // at the clock

std::uint64_t hash_of(const Key& key) {
  return hash_text({reinterpret_cast<const char*>(key.data()), key.size() * sizeof key[0]});
}

}  // namespace

Search::Search(Problem problem, const Limits& limits)
    : problem_(std::move(problem)), best_{problem_.start, problem_.key(problem_.start)}, limits_(limits) {}

bool Search::accept(Node candidate) {
  // Also where nothing new is evaluated for long.
  if (++asked_ % kAsksPerLook == 0 && late()) {
    spent_ = true;
    throw Spent();
  }
  Key key = problem_.key(candidate);
  if (!(key < best_.key) || !fails(candidate, key)) return false;
  best_ = {std::move(candidate), std::move(key), best_.accepted + 1};
  if (problem_.on_accepted) problem_.on_accepted(best_.accepted, best_.value);
  return true;
}

bool Search::eligible(const Node& candidate) const {
  return problem_.key(candidate) < best_.key && (!problem_.allowed || problem_.allowed(candidate));
}

// What is known, what is evaluated now, or "no" for what waits.
bool Search::fails(const Node& candidate, const Key& key) {
  const std::uint64_t hash = hash_of(key);
  Tried& tried = tried_[hash];  // stays where it is
  if (tried.waiting) return false;
  if (!tried.counted && !tried.known && problem_.allowed && !problem_.allowed(candidate))
    tried = {true, false, true, false};
  if (tried.counted) {
    if (tried.fails) settle(false);
    return tried.fails;
  }
  tried.waiting = true;
  waiting_.push_back({hash, candidate});
  return waiting_.size() >= batch_ && settle(true);
}

// Whether the last of those that wait fails, where the pass is still asking for it; throws if any other one does.
bool Search::settle(bool last_is_asked) {
  if (waiting_.empty()) return false;
  evaluate_waiting();
  if (spent_) throw Spent();  // and not misled: what has been accepted is kept
  const std::vector<Waiting> settled = std::exchange(waiting_, {});
  for (const Waiting& one : settled) tried_[one.hash].waiting = false;
  for (std::size_t i = 0; i < settled.size(); ++i) {
    Tried& tried = tried_[settled[i].hash];
    count(tried, settled[i].candidate);
    if (!tried.fails) continue;
    if (!last_is_asked || i + 1 < settled.size()) throw Misled();
    return true;
  }
  return false;
}

void Search::evaluate_waiting() {
  std::vector<Node> batch;
  std::vector<Tried*> answers;
  for (const Waiting& one : waiting_) {
    Tried& tried = tried_[one.hash];
    if (tried.known) continue;
    batch.push_back(one.candidate);
    answers.push_back(&tried);
  }
  if (batch.empty() || (spent_ = spent_ || out_of_budget())) return;
  const std::vector<bool> fail = problem_.fails(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    answers[i]->known = true;
    answers[i]->fails = fail[i];
  }
}

void Search::count(Tried& tried, const Node& candidate) {
  if (evaluations_ >= limits_.evaluations) {
    spent_ = true;
    throw Spent();
  }
  tried.counted = true;
  ++evaluations_;
  if (problem_.on_counted) problem_.on_counted(candidate, best_.value);
}

bool Search::late() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  return elapsed.count() >= limits_.seconds || (limits_.interrupted && limits_.interrupted());
}

bool Search::out_of_budget() const { return evaluations_ >= limits_.evaluations || late(); }

}  // namespace faultline::shrink
