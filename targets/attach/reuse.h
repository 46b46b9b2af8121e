// Prefix reuse: schedules that are run one after another often begin alike, above all while shrinking. A target that
// can be copied is not asked again what it was asked in the run before: the answers are known, and where the runs part
// it goes on from a copy. The runner does not know; history, digest and counts are those of a run from scratch.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "faultline/targets/attach/target.h"

namespace faultline::attach {

template <class T>
using SnapshotOf = std::remove_cvref_t<decltype(std::declval<const T&>().snapshot())>;

// `Snapshot snapshot() const`, all that the target is at this moment, and a constructor that makes it so again. For
// targets that keep everything in themselves: nothing in the workspace, no threads.
template <class T>
concept TakesSnapshots = requires(Run& run, const T& target, const SnapshotOf<T>& snapshot) {
  requires std::copyable<SnapshotOf<T>>;
  target.snapshot();
  T(run, snapshot);
};

// Where timing decides, an answer is no answer to the same question asked again.
template <class T>
constexpr bool may_be_reused() {
  if constexpr (requires { T::concurrent; })
    if (T::concurrent) return false;
  if constexpr (requires { T::deterministic; })
    if (!T::deterministic) return false;
  return TakesSnapshots<T>;
}

// What a target was asked in the last run and what it answered, with copies of it from in between. Holds at most
// twice `kCopies` of them.
template <Model M, TakesSnapshots T>
struct Past {
  static constexpr std::size_t kCopies = 16;

  struct Open {};
  struct Close {};
  struct Heal {};
  using Asked = std::variant<typename M::Command, FaultOf<M>, Open, Close, Heal>;

  struct Call {
    Asked asked;
    Bytes bytes;              // of the command or fault
    std::int64_t now;         // the run's clock
    Bytes answer{};           // of a command: its outcome
    std::uint64_t fired = 0;  // faults, after it
    std::uint64_t seen = 0;   // what `sometimes` noted in it
  };
  struct Copy {
    std::size_t calls;  // how many went before
    std::int64_t now;
    SnapshotOf<T> target;
    typename ClientOf<T>::type client;
  };

  std::vector<Call> calls;
  std::vector<Copy> copies;
  bool no_copies = false;  // one could not be made

  // Forgets all but the first `count` calls, for a run that goes on at `at` seconds of its clock. A copy made after
  // the last of them, but later than that, shows what need not be so yet.
  void keep(std::size_t count, std::int64_t at) {
    calls.erase(calls.begin() + static_cast<std::ptrdiff_t>(count), calls.end());
    while (!copies.empty() && (copies.back().calls > count || copies.back().now > at)) copies.pop_back();
  }
  // Every second copy goes.
  void thin_out() {
    std::size_t i = 0;
    std::erase_if(copies, [&](const Copy&) { return i++ % 2 == 0; });
  }
};

// One per run, as SystemOf. What the run before asked first is answered from `past`; `seen` is where `sometimes` notes.
template <Model M, TakesSnapshots T>
class ReusingSystem : public SystemOf<M, T> {
  using Base = SystemOf<M, T>;
  using P = Past<M, T>;
  enum Kind : std::size_t { kExecute, kInject, kOpen, kClose, kHeal };

 public:
  ReusingSystem(P& past, std::uint64_t& seen)
      : past_(past), seen_(seen), stride_(std::max<std::size_t>(1, past.calls.size() / P::kCopies)) {}

  void open(Run& run) override {
    run_ = &run;
    ask<kOpen>(typename P::Open{}, [&](auto&) { Base::open(run); });
  }
  void close() override {
    ask<kClose>(typename P::Close{}, [&](auto&) { Base::close(); });
  }
  void heal() override {
    ask<kHeal>(typename P::Heal{}, [&](auto&) { Base::heal(); });
  }
  void inject(const FaultOf<M>& fault) override {
    ask<kInject>(fault, [&](auto&) { Base::inject(fault); });
  }
  OutcomeOf<M> execute(const typename M::Command& command) override {
    std::optional<OutcomeOf<M>> outcome;
    const auto& call = ask<kExecute>(command, [&](auto& answer) {
      outcome.emplace(Base::execute(command));
      Writer out;
      outcome->encode_to(out, true);
      answer = out.bytes();
    });
    if (outcome) return std::move(*outcome);
    Reader in(call.answer);
    return OutcomeOf<M>::decode_from(in);
  }
  std::uint64_t fired() const override { return next_ == 0 ? 0 : past_.calls[next_ - 1].fired; }
  void learn(const typename M::Command& command, const typename M::Reply& reply) override {
    if (live_) Base::learn(command, reply);
  }

 private:
  // While it lives, `seen` holds what is seen now and nothing else.
  struct SeenApart {
    std::uint64_t& seen;
    const std::uint64_t before = std::exchange(seen, 0);
    ~SeenApart() { seen |= before; }
  };

  // The call as the run before had it, or after `act(answer)`. An exception is not kept: the run ends with it.
  template <Kind kKind, class What, class Act>
  const typename P::Call& ask(const What& what, Act&& act) {
    bytes_.clear();
    if constexpr (kKind == kExecute || kKind == kInject) encode(bytes_, what);
    if (!live_ && is_next(kKind)) {
      seen_ |= past_.calls[next_].seen;
      return past_.calls[next_++];
    }
    if (!live_) go_live();
    copy_if_due();
    typename P::Call call{typename P::Asked(std::in_place_index<kKind>, what), bytes_.bytes(), run_->now()};
    {
      const SeenApart apart{seen_};
      act(call.answer);
      call.seen = seen_;
    }
    if (this->target_) call.fired = Base::fired();
    ++next_;
    return past_.calls.emplace_back(std::move(call));
  }

  bool is_next(Kind kind) const {
    if (next_ == past_.calls.size()) return false;
    const auto& call = past_.calls[next_];
    return call.asked.index() == kind && call.now == run_->now() && call.bytes == bytes_.view();
  }

  // The runs part here: the target is made what it was, from the last copy on.
  void go_live() {
    live_ = true;
    const std::int64_t now = run_->now();
    past_.keep(next_, now);
    std::size_t from = 0;
    if (!past_.copies.empty()) {
      const auto& copy = past_.copies.back();
      from = copy.calls;
      turn_clock(copy.now);
      if (came_back([&] { this->target_.emplace(*run_, copy.target); })) {
        this->client_ = copy.client;
      } else {
        this->target_.reset();
        from = 0;
      }
    }
    for (; from < next_; ++from) do_again(past_.calls[from]);
    turn_clock(now);
  }

  void do_again(const typename P::Call& call) {
    turn_clock(call.now);
    switch (call.asked.index()) {
      case kExecute: {
        const auto& command = std::get<kExecute>(call.asked);
        const OutcomeOf<M> outcome = Base::execute(command);
        if (outcome.ok() != nullptr) Base::learn(command, *outcome.ok());
        return;
      }
      case kInject:
        return Base::inject(std::get<kInject>(call.asked));
      case kOpen:
        return Base::open(*run_);
      case kClose:
        return Base::close();
      case kHeal:
        return Base::heal();
    }
  }

  // A target that cannot be copied, or made from its copy, is asked everything again, from the start.
  template <class Fn>
  bool came_back(Fn&& fn) {
    if (past_.no_copies) return false;
    try {
      fn();
    } catch (...) {
      past_.no_copies = true;
      past_.copies.clear();
    }
    return !past_.no_copies;
  }

  void turn_clock(std::int64_t to) { run_->advance(to - run_->now()); }

  // Often enough for a run as long as the one before; fewer where it turns out longer.
  void copy_if_due() {
    const std::size_t last = past_.copies.empty() ? 0 : past_.copies.back().calls;
    if (!this->target_ || next_ < last + stride_) return;
    if (!came_back([&] { past_.copies.push_back({next_, run_->now(), this->target_->snapshot(), this->client_}); }))
      return;
    if (past_.copies.size() < 2 * P::kCopies) return;
    past_.thin_out();
    stride_ *= 2;
  }

  P& past_;
  std::uint64_t& seen_;
  std::size_t stride_;    // calls between two copies
  std::size_t next_ = 0;  // how many calls this run has made
  bool live_ = false;     // the target is up to date; until then it does not exist
  Run* run_ = nullptr;
  Writer bytes_;
};

}  // namespace faultline::attach
