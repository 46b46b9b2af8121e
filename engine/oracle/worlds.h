// The possible-worlds oracle: every state the system may be in, given what was observed so far.
//
// The idea is that of linearizability checking with unknown outcomes (Wing & Gong 1993; Jepsen's ok/fail/info),
// kept online: the set of worlds is the checker's frontier.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "faultline/engine/oracle/effort.h"
#include "faultline/engine/words/concepts.h"

namespace faultline {

// A world is a model value plus the commands that may still take effect. Not thread-safe.
template <Model M>
class Worlds {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;

  static constexpr std::size_t kDefaultCap = 4096;

  explicit Worlds(std::size_t cap = kDefaultCap, std::shared_ptr<Effort> effort = std::make_shared<Effort>())
      : effort_(std::move(effort)), cap_(cap) {
    worlds_.emplace_back();
  }

  // More worlds than the cap or more applications of the model than the limit were needed once: from then on nothing
  // can be said for sure.
  bool overflowed() const { return overflowed_ || effort_->over(); }
  // Why, and what to do about it.
  std::string why_overflowed() const {
    const std::string what = overflowed_
                                 ? "more possible worlds than the cap"
                                 : fmt::format("the oracle asked the model more than {} times", effort_->limit());
    return what +
           ": too many outcomes were unknown at once; use shorter schedules (--steps), read back or restart "
           "after an unknown outcome, or let `allowed` refuse more of them";
  }
  std::size_t size() const { return worlds_.size(); }

  // Each answers whether some world explains what was seen; the others are dropped. After a `false` the set is spent.
  bool ok(const Command& command, const Reply& reply) {
    const bool explained = explain(command, reply);
    learn(command, reply);
    return explained;
  }
  // `fired`: how many faults the target says fired meanwhile.
  bool fail(const Command& command, const Error& error, std::uint32_t fired = 0) {
    if constexpr (PermitsByReceipt<M>) {
      return keep("permits", [&](M& state) { return state.permits(command, error, fired); });
    } else if constexpr (Permits<M>) {
      return keep("permits", [&](M& state) { return state.permits(command, error); });
    } else {
      return false;
    }
  }
  // Commands given at the same moment: some order of them must explain all their outcomes.
  bool together(const std::vector<Command>& commands, const std::vector<OutcomeOf<M>>& outcomes, std::uint32_t fired) {
    let_pending_run();
    std::vector<std::size_t> order(commands.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Worlds explained = *this;
    explained.worlds_.clear();
    do {
      Worlds attempt = *this;
      const bool possible = std::all_of(order.begin(), order.end(),
                                        [&](std::size_t i) { return attempt.judge(commands[i], outcomes[i], fired); });
      if (possible) explained.worlds_.insert(explained.worlds_.end(), attempt.worlds_.begin(), attempt.worlds_.end());
      explained.overflowed_ |= attempt.overflowed_;
    } while (std::next_permutation(order.begin(), order.end()));
    *this = std::move(explained);
    for (std::size_t i = 0; i < commands.size(); ++i)
      if (const Reply* reply = outcomes[i].ok()) learn(commands[i], *reply);
    deduplicate();
    return !worlds_.empty();
  }
  bool observe(const Command& command, const OutcomeOf<M>& outcome, std::uint32_t fired) {
    const bool explained = judge(command, outcome, fired);
    if (const Reply* reply = outcome.ok()) learn(command, *reply);
    return explained;
  }

  // Whether the reply would be right now, with nothing taken from it.
  bool explains_before(const Command& read, const Reply& reply) const {
    auto copy = *this;
    return copy.explain(read, reply);
  }
  // Whether it would be between the parts of `command`, which take effect one after the other.
  bool explains_within(const Command& command, const Command& read, const Reply& reply) const {
    if constexpr (Divides<M>) {
      auto copy = *this;
      copy.let_pending_run();
      for (const World& world : copy.worlds_) {
        M state = world.state;
        for (const Command& part : world.state.parts(command)) {
          effort_->applies(Judges<M> ? "assume" : "apply");
          take_effect(state, part);
          M here = state;
          if (explains(here, read, reply)) return true;
        }
      }
    }
    return false;
  }

  // The command may take effect now, later, or never; so may each part of one that is not atomic.
  void info(const Command& command) {
    for (auto& world : worlds_) {
      if constexpr (Divides<M>) {
        effort_->calls("parts");
        for (const auto& part : world.state.parts(command)) world.pending.push_back(unsettled_->number(part));
      } else {
        world.pending.push_back(unsettled_->number(command));
      }
    }
  }

  // The process died. Each pending command, and each in flight, did or did not take effect, and what the durability
  // contract does not cover may be gone.
  void crash(const std::vector<const Command*>& in_flight) {
    for (const Command* command : in_flight) info(*command);
    let_pending_run();
    if constexpr (kForgets) let_past_return();
    go_down();
  }
  // The process ended cleanly: nothing pending can take effect any more, and nothing is lost.
  void barrier() {
    let_pending_run();
    go_down();
  }

  void inject(const FaultOf<M>& fault) {
    if constexpr (PredictsFaults<M>) tell("inject", [&](M& state) { state.inject(fault); });
  }
  void heal() {
    if constexpr (Heals<M>) tell("heal", [](M& state) { state.heal(); });
  }
  void advance(std::int64_t seconds) {
    if constexpr (KeepsTime<M>) tell("advance", [&](M& state) { state.advance(seconds); });
  }

  // Whether the command may be given, whatever the state is.
  bool allowed(const Command& command) {
    if constexpr (Restricts<M>) {
      let_pending_run();
      return std::all_of(worlds_.begin(), worlds_.end(), [&](const World& w) {
        effort_->applies("allowed");
        return w.state.allowed(command);
      });
    }
    return true;
  }

  // Whether all of these may be given at the same moment: each of them, after any of the others in any order.
  bool allowed_together(const std::vector<Command>& commands) const {
    if constexpr (Restricts<M>) {
      for (std::size_t i = 0; i < commands.size(); ++i) {
        Worlds others = *this;
        for (std::size_t j = 0; j < commands.size(); ++j)
          if (j != i) others.info(commands[j]);
        if (!others.allowed(commands[i])) return false;
      }
    }
    return true;
  }

  // Drops the worlds that break the model's invariant. If all do: what one of them says of it; else empty.
  std::string broken_invariant() {
    std::string broken;
    if constexpr (HasInvariant<M>) {
      std::erase_if(worlds_, [&](const World& world) {
        effort_->calls("invariant");
        std::string text = world.state.invariant();
        if (!text.empty()) broken = text;
        return !text.empty();
      });
    }
    return worlds_.empty() ? broken : "";
  }

  // The commands that read everything back in any world, each once.
  std::vector<Command> audit() {
    let_pending_run();
    std::vector<Command> all;
    if constexpr (Audits<M>) {
      std::set<Bytes> known;
      for (const auto& world : worlds_) {
        effort_->calls("audit");
        for (auto& command : world.state.audit())
          if (known.insert(to_bytes(command)).second) all.push_back(std::move(command));
      }
    }
    return all;
  }

  // What a right reply looks like, for people; several worlds may differ: "1 or 2". It costs the run nothing.
  std::string expect(const Command& command) const {
    std::vector<std::string> texts;
    auto copy = *this;
    copy.effort_ = effort_->apart();
    copy.let_pending_run();
    for (const auto& world : copy.worlds_) {
      copy.effort_->applies(Judges<M> ? "expect" : "apply");
      auto text = expected_text(world.state, command);
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
    }
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : " or ") + text;
    return all;
  }

 private:
  // The contract lets a process death take acknowledged work away, so each world keeps the states it came from.
  static constexpr bool kForgets = !std::is_same_v<ContractOf<M>, durable_on_ack>;
  struct Nothing {
    bool operator==(const Nothing&) const = default;
  };

  // Every command whose outcome was ever unknown. Equal ones have one number, so that worlds with many of them pending
  // are quick to tell apart.
  class Unsettled {
   public:
    std::uint32_t number(const Command& command) {  // which need have no operator==
      const auto [at, fresh] = numbers_.emplace(to_bytes(command), static_cast<std::uint32_t>(commands_.size()));
      if (fresh) commands_.push_back(command);
      return at->second;
    }
    const Command& operator[](std::uint32_t number) const { return commands_[number]; }

   private:
    std::vector<Command> commands_;
    std::map<Bytes, std::uint32_t> numbers_;
  };

  struct World {
    M state;
    std::vector<std::uint32_t> pending{};                                                // numbers of unsettled_
    [[no_unique_address]] std::conditional_t<kForgets, std::vector<M>, Nothing> past{};  // may come back in a crash
  };

  // Finds worlds again by what is pending in them.
  class Known {
   public:
    explicit Known(Effort& effort) : effort_(effort) {}

    // It has this place, whatever else is known.
    void note(const World& one, std::size_t place) { places_[one.pending].push_back(place); }
    // False where a world like `one` is known; else it has this place in `worlds` now, or will have.
    bool add(const World& one, const std::vector<World>& worlds, std::size_t place) {
      auto& alike = places_[one.pending];
      for (const std::size_t at : alike) {
        effort_.compares();
        if (worlds[at].state == one.state && worlds[at].past == one.past) return false;
      }
      alike.push_back(place);
      return true;
    }

   private:
    Effort& effort_;
    std::map<std::vector<std::uint32_t>, std::vector<std::size_t>> places_;
  };

  template <class Sync>
  static bool is(const Command& command, durable_on<Sync>) {
    return std::holds_alternative<Sync>(command);
  }
  static bool is(const Command&, any_prefix) { return false; }
  static bool is_sync(const Command& command) { return is(command, ContractOf<M>{}); }

  // As `observe`, but nobody learns anything yet.
  bool judge(const Command& command, const OutcomeOf<M>& outcome, std::uint32_t fired) {
    if (const Reply* reply = outcome.ok()) [[likely]]
      return explain(command, *reply);
    if (const Error* error = outcome.fail()) return fail(command, *error, fired);
    info(command);
    return true;
  }

  bool explain(const Command& command, const Reply& reply) {
    const bool explained =
        keep(Judges<M> ? "step" : "apply", [&](M& state) { return explains(state, command, reply); });
    if constexpr (kForgets)
      if (is_sync(command))
        for (auto& world : worlds_) world.past.clear();
    return explained;
  }

  static bool explains(M& state, const Command& command, const Reply& reply) {
    if constexpr (Judges<M>) {
      return state.step(command, reply);
    } else {
      return std::visit([&](const auto& c) { return state.apply(c) == reply; }, command);
    }
  }

  // In every state the client has seen the same.
  void learn(const Command& command, const Reply& reply) {
    if constexpr (Learns<M>) {
      for (auto& world : worlds_) {
        effort_->calls("learn");
        world.state.learn(command, reply);
        if constexpr (kForgets)
          for (M& state : world.past) state.learn(command, reply);
      }
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
      return std::visit([&](const auto& c) { return brief_text(typename M::Reply(copy.apply(c))); }, command);
    }
  }

  // `hook` is what `accepts` calls.
  template <class Accepts>
  bool keep(const char* hook, Accepts&& accepts) {
    if (worlds_.size() == 1 && worlds_.front().pending.empty()) [[likely]] {
      effort_->calls(hook);
      return change(worlds_.front(), accepts);
    }
    let_pending_run();
    std::erase_if(worlds_, [&](World& world) {
      effort_->applies(hook);
      return !change(world, accepts);
    });
    deduplicate();
    return !worlds_.empty();
  }

  // Lets `fn` change the world's state; what it was is kept where a crash may bring it back.
  template <class Fn>
  static bool change(World& world, Fn&& fn) {
    if constexpr (kForgets) {
      M before = world.state;
      if (!fn(world.state)) return false;
      if (!(before == world.state)) world.past.push_back(std::move(before));
      return true;
    } else {
      return fn(world.state);
    }
  }

  // What is told to every state comes before or after each pending command.
  template <class Fn>
  void tell(const char* hook, Fn&& fn) {
    let_pending_run();
    for (auto& world : worlds_) {
      effort_->calls(hook);
      fn(world.state);
      if constexpr (kForgets)
        for (M& state : world.past) fn(state);
    }
  }

  void go_down() {
    for (auto& world : worlds_) {
      world.pending.clear();
      world.past = {};
      effort_->calls("after_crash");
      if constexpr (SurvivesCrash<M>) world.state.after_crash();
    }
    deduplicate();
  }

  void let_past_return() {
    std::vector<World> all;
    for (auto& world : worlds_) {
      for (auto& state : world.past) all.push_back({std::move(state), {}, {}});
      all.push_back({std::move(world.state), {}, {}});
    }
    worlds_ = std::move(all);
    deduplicate();
    if (worlds_.size() > cap_) overflowed_ = true;
  }

  // Adds, for every world, those in which some of its pending commands have taken effect, in any order. Branching
  // before each observation, not only when a reply needs it, is what makes the order against it come out right.
  void let_pending_run() {
    if (std::all_of(worlds_.begin(), worlds_.end(), [](const World& world) { return world.pending.empty(); })) return;
    Known known(*effort_);
    for (std::size_t w = 0; w < worlds_.size(); ++w) known.note(worlds_[w], w);
    for (std::size_t w = 0; w < worlds_.size(); ++w) {
      for (std::size_t p = 0; p < worlds_[w].pending.size(); ++p) {
        if (effort_->over()) return;
        effort_->applies(Judges<M> ? "assume" : "apply");
        World next = worlds_[w];
        change(next, [&](M& state) {
          take_effect(state, (*unsettled_)[next.pending[p]]);
          return true;
        });
        next.pending.erase(next.pending.begin() + static_cast<std::ptrdiff_t>(p));
        if (!known.add(next, worlds_, worlds_.size())) continue;
        if (worlds_.size() >= cap_) {
          overflowed_ = true;
          return;
        }
        worlds_.push_back(std::move(next));
      }
    }
  }

  void deduplicate() {
    if (worlds_.size() < 2) return;
    std::vector<World> unique;
    Known known(*effort_);
    for (auto& world : worlds_)
      if (known.add(world, unique, unique.size())) unique.push_back(std::move(world));
    worlds_ = std::move(unique);
  }

  std::shared_ptr<Effort> effort_;
  std::shared_ptr<Unsettled> unsettled_ = std::make_shared<Unsettled>();  // one for all copies: it only grows
  std::vector<World> worlds_;
  std::size_t cap_;
  bool overflowed_ = false;
};

}  // namespace faultline
