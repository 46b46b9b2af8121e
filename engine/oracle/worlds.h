// The possible-worlds oracle: every state the system may be in, given what was observed so far.
//
// The idea is that of linearizability checking with unknown outcomes (Wing & Gong 1993; Jepsen's ok/fail/info),
// kept online: the set of worlds is the checker's frontier.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "faultline/engine/words/concepts.h"

namespace faultline {

// A world is a model value plus the commands that may still take effect. Not thread-safe.
template <Model M>
class Worlds {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;

  static constexpr std::size_t kDefaultCap = 4096;

  explicit Worlds(std::size_t cap = kDefaultCap) : cap_(cap) { worlds_.emplace_back(); }

  // More worlds than the cap were needed once: from then on nothing can be said for sure.
  bool overflowed() const { return overflowed_; }
  std::size_t size() const { return worlds_.size(); }

  // Each answers whether some world explains what was seen; the others are dropped. After a `false` the set is spent.
  bool ok(const Command& command, const Reply& reply) {
    return keep([&](M& state) { return explains(state, command, reply); });
  }
  bool fail(const Command& command, const Error& error) {
    if constexpr (Permits<M>) {
      return keep([&](M& state) { return state.permits(command, error); });
    } else {
      return false;
    }
  }

  // The command may take effect now, later, or never; so may each part of one that is not atomic.
  void info(const Command& command) {
    for (auto& world : worlds_) {
      if constexpr (Divides<M>) {
        for (auto& part : world.state.parts(command)) world.pending.push_back(std::move(part));
      } else {
        world.pending.push_back(command);
      }
    }
  }

  // Nothing pending can take effect any more: each pending command, and the one in flight, did or did not.
  // Then what a process death takes away by right is gone.
  void barrier(const Command* in_flight) {
    if (in_flight != nullptr) info(*in_flight);
    let_pending_run();
    for (auto& world : worlds_) world.pending.clear();
    if constexpr (SurvivesCrash<M>)
      for (auto& world : worlds_) world.state.after_crash();
    deduplicate();
  }

  void inject(const FaultOf<M>& fault) {
    if constexpr (PredictsFaults<M>)
      for (auto& world : worlds_) world.state.inject(fault);
  }
  void heal() {
    if constexpr (Heals<M>)
      for (auto& world : worlds_) world.state.heal();
  }

  // The commands that read everything back in any world, each once.
  std::vector<Command> audit() const {
    std::vector<Command> all;
    if constexpr (Audits<M>)
      for (const auto& world : worlds_)
        for (auto& command : world.state.audit())
          if (std::none_of(all.begin(), all.end(), [&](const Command& c) { return same(c, command); }))
            all.push_back(std::move(command));
    return all;
  }

  // What a right reply looks like, for people; several worlds may differ: "1 or 2".
  std::string expect(const Command& command) const {
    std::vector<std::string> texts;
    auto copy = *this;
    copy.let_pending_run();
    for (const auto& world : copy.worlds_) {
      auto text = expected_text(world.state, command);
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
    }
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : " or ") + text;
    return all;
  }

 private:
  struct World {
    M state;
    std::vector<Command> pending;

    bool operator==(const World& other) const {
      return std::equal(pending.begin(), pending.end(), other.pending.begin(), other.pending.end(), same) &&
             state == other.state;
    }
  };

  // Commands need no operator== of their own; this is off the hot path.
  static bool same(const Command& a, const Command& b) { return to_bytes(a) == to_bytes(b); }

  static bool explains(M& state, const Command& command, const Reply& reply) {
    if constexpr (Judges<M>) {
      return state.step(command, reply);
    } else {
      return std::visit([&](const auto& c) { return state.apply(c) == reply; }, command);
    }
  }

  static void take_effect(M& state, const Command& command) {
    if constexpr (Judges<M>) {
      state.assume(command);
    } else {
      std::visit([&](const auto& c) { (void)state.apply(c); }, command);
    }
  }

  static std::string expected_text(const M& state, const Command& command) {
    if constexpr (Judges<M>) {
      return state.expect(command);
    } else {
      M copy = state;
      return std::visit([&](const auto& c) { return to_text(typename M::Reply(copy.apply(c))); }, command);
    }
  }

  template <class Accepts>
  bool keep(Accepts&& accepts) {
    if (worlds_.size() == 1 && worlds_.front().pending.empty()) [[likely]]
      return accepts(worlds_.front().state);
    let_pending_run();
    std::erase_if(worlds_, [&](World& world) { return !accepts(world.state); });
    deduplicate();
    return !worlds_.empty();
  }

  // Adds, for every world, those in which some of its pending commands have taken effect, in any order. Branching
  // before each observation, not only when a reply needs it, is what makes the order against it come out right.
  void let_pending_run() {
    for (std::size_t w = 0; w < worlds_.size(); ++w) {
      for (std::size_t p = 0; p < worlds_[w].pending.size(); ++p) {
        World next = worlds_[w];
        take_effect(next.state, next.pending[p]);
        next.pending.erase(next.pending.begin() + static_cast<std::ptrdiff_t>(p));
        if (std::find(worlds_.begin(), worlds_.end(), next) != worlds_.end()) continue;
        if (worlds_.size() >= cap_) {
          overflowed_ = true;
          return;
        }
        worlds_.push_back(std::move(next));
      }
    }
  }

  void deduplicate() {
    std::vector<World> unique;
    for (auto& world : worlds_)
      if (std::find(unique.begin(), unique.end(), world) == unique.end()) unique.push_back(std::move(world));
    worlds_ = std::move(unique);
  }

  std::vector<World> worlds_;
  std::size_t cap_;
  bool overflowed_ = false;
};

}  // namespace faultline
