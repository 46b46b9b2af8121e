#include "faultline/engine/isolation/leftovers.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <sys/wait.h>
#include <thread>
#include <tuple>
#include <unistd.h>

#include "faultline/engine/isolation/births.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/processes.h"

namespace faultline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kWindow = 8;
// A thread that was joined and a child that was killed are still there for a moment.
constexpr std::chrono::milliseconds kBriefly{5}, kPatiently{30};

// Of what came at one observation, what explains most is named: a process that was started may hold descriptors.
int rank(const Item& item) {
  constexpr std::array kOrder{FailureClass::closed_descriptor, FailureClass::changed_process_state,
                              FailureClass::leaked_process, FailureClass::leaked_thread,
                              FailureClass::leaked_descriptor};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), item.failure) - kOrder.begin());
}

bool is_process(const Item& item) { return item.failure == FailureClass::leaked_process; }
bool passes_by_itself(const Item& item) { return item.failure == FailureClass::leaked_thread || is_process(item); }

bool has(const std::vector<Item>& sorted, const Item& item) {
  return std::binary_search(sorted.begin(), sorted.end(), item);
}

// Settings and closed descriptors: no one may leave them so, not even once.
bool is_final(const Item& item) {
  return item.failure == FailureClass::closed_descriptor || item.failure == FailureClass::changed_process_state;
}

// Children that have ended and that the closed target has not waited for. True if one had crashed.
bool reap() {
  bool crashed = false;
  ChildProcess child;
  child.state = 'Z';
  while (::waitpid(-1, &child.status, WNOHANG) > 0) crashed |= child.crashed();
  return crashed;
}

}  // namespace

Leftovers::Leftovers(RunEnv& env, Slate& slate, const CheckInfo& check, const Job& job)
    : env_(env),
      slate_(slate),
      // A crash ends a process before anybody looks, so where there are crashes each run is looked at.
      window_(check.crash_points.empty() ? kWindow : 1),
      runs_(job.runs()) {
  // A run that goes on after a death is not judged, so there is nothing to compare with either.
  if (env.journal.at_end()) trusted_ = fingerprint();
}

Fingerprint Leftovers::fingerprint() {
  if (!fingerprints_) fingerprints_.emplace();
  return fingerprints_->take();
}

void Leftovers::before_run(const JobState& state) {
  if (!suspect_) resumed_ = !env_.journal.at_end();
  env_.closely = slate_.closely > 0;
  if (!env_.closely) {
    if (unchecked_ == 0 && !resumed_) slate_.window = state;
    return;
  }
  before_state_ = std::make_unique<JobState>(state);
  if (!resumed_) printed_.clear();
  before_ = take_inventory();
  last_ = fingerprint();
  since_.clear();
  first_mark_ += observations_ + 1;
  observations_ = 0;
  mark_births(first_mark_);
}

void Leftovers::observed() {
  if (printed_.too_much()) end_with({FailureClass::output_flood, kFloodText, kAll});
  note_changes();
  ++observations_;
  mark_births(first_mark_ + observations_);
}

bool Leftovers::again(JobState& state, bool passed) {
  if (env_.closely) return again_closely(state, passed);
  if (resumed_) {
    reap();
    trusted_ = fingerprint();
    return false;
  }
  ++unchecked_;
  const bool last = state.completed + 1 == runs_;
  if (passed && unchecked_ < window_ && !last) return false;
  if (!passed && unchecked_ == 1) return false;  // it fails by itself, whatever it leaves behind
  if (tidy()) {
    unchecked_ = 0;
    return false;
  }
  state = slate_.window;
  slate_.closely = unchecked_;
  slate_.redo.store(1, std::memory_order_release);
  ::_exit(0);
}

bool Leftovers::again_closely(JobState& state, bool passed) {
  if (!passed && suspect_) end_with(*suspect_);  // what was left behind is in its own way
  if (!resumed_ && passed) {
    auto found = judge();
    if (found && !suspect_) {
      suspect_ = std::move(found);
      state = *before_state_;
      env_.journal.clear();
      return true;
    }
    if (found) end_with(*found);
  }
  suspect_.reset();
  reap();
  if (--slate_.closely == 0) {
    trusted_ = fingerprint();
    printed_.clear();
  }
  return false;
}

// Whether the process is as it was. Waits for children that have ended by themselves, and empties the output.
bool Leftovers::tidy() {
  if (printed_.too_much() || (has_children() && reap())) return false;
  const auto enough = Clock::now() + kBriefly;
  Fingerprint now = fingerprint();
  while (!(now == trusted_) && (now.children || now.threads > trusted_.threads) && Clock::now() < enough) {
    wait_a_little();
    if (reap()) return false;
    now = fingerprint();
  }
  if (!(now == trusted_)) return false;
  printed_.clear();
  return true;
}

// What the run left behind, if anything; does not return where that can be said after one run.
std::optional<Leftovers::Found> Leftovers::judge() {
  auto left = settled_changes();
  if (left.empty()) return std::nullopt;
  if (std::any_of(left.begin(), left.end(), is_final))
    std::erase_if(left, [](const Item& item) { return !is_final(item); });
  const auto since = [&](const Item& item) { return since_.at(item); };
  const auto earlier = [&](const Item& a, const Item& b) {
    return std::tuple(since(a), rank(a), a) < std::tuple(since(b), rank(b), b);
  };
  const Item first = *std::min_element(left.begin(), left.end(), earlier);
  const auto alike = std::count_if(left.begin(), left.end(), [&](const Item& item) {
    return item.failure == first.failure && since(item) == since(first);
  });
  Found found{first.failure, describe(first, static_cast<std::size_t>(alike), env_.workspace.path().string()),
              since(first)};
  if (is_final(first)) end_with(found);
  return found;
}

std::vector<Item> Leftovers::settled_changes() {
  const auto enough = Clock::now() + kPatiently;
  auto left = note(take_inventory());
  while (std::any_of(left.begin(), left.end(), passes_by_itself) && Clock::now() < enough) {
    wait_a_little();
    left = note(take_inventory());
  }
  return left;
}

void Leftovers::note_changes() {
  const Fingerprint now = fingerprint();
  if (now == last_ && !now.children && now.threads == 1) return;
  last_ = now;
  note(take_inventory());
}

// Children may fork and end at any time, and what they leave comes to this process: their marks tell since when, and
// which come from an earlier run.
std::vector<Item> Leftovers::note(const std::vector<Item>& now) {
  const auto marked = [](const Item& item) { return is_process(item) && item.identity != kNoMark; };
  auto changed = changes(before_, now);
  std::erase_if(changed, [&](const Item& item) { return marked(item) && item.identity < first_mark_; });
  std::erase_if(since_, [&](const auto& known) { return !has(changed, known.first); });
  for (const Item& item : changed) since_.try_emplace(item, marked(item) ? item.identity - first_mark_ : observations_);
  return changed;
}

void Leftovers::wait_a_little() const {
  env_.progress.alive();
  std::this_thread::sleep_for(std::chrono::microseconds(500));
}

void Leftovers::end_with(const Found& found) {
  if (found.observation != kAll) env_.journal.keep(found.observation);
  slate_.last_words.say(found.failure, found.detail);
  std::fflush(nullptr);
  ::_exit(0);
}

}  // namespace faultline
