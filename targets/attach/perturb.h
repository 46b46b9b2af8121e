// How a run can be perturbed: replies that are old, exchanged or damaged, effects that are lost or happen twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "faultline/engine/runner/check.h"
#include "faultline/engine/runner/trace.h"
#include "faultline/engine/words/seed.h"

namespace faultline::attach {

// Changes one leaf of a described value, chosen by `draws`; where there is none, the variant's alternative.
class Corruption {
 public:
  template <class T>
  static void apply(T& value, Draws& draws) {
    Corruption count;
    count.walk(value);
    if (count.leaves_ == 0) return switch_alternative(value);
    Corruption change;
    change.wanted_ = draws.below(count.leaves_);
    change.changing_ = true;
    change.walk(value);
  }

 private:
  template <class T>
  static void switch_alternative(T& value) {
    if constexpr (Variant<T>) emplace_alternative(value, (value.index() + 1) % std::variant_size_v<T>);
  }

  template <class T>
  void walk(T& value) {
    if constexpr (std::is_same_v<T, Minted>) {
      leaf([&] { value.text += '7'; });
    } else if constexpr (Ranked<T>) {
      leaf([&] { value = T::at(value.rank() + 1 == T::size() ? 0 : value.rank() + 1); });
    } else if constexpr (std::is_same_v<T, bool>) {
      leaf([&] { value = !value; });
    } else if constexpr (std::is_arithmetic_v<T>) {
      leaf([&] { value = static_cast<T>(value + 1); });
    } else if constexpr (DescribedEnum<T>) {
      leaf([&] { next(value); });
    } else if constexpr (std::is_same_v<T, std::string>) {
      leaf([&] { value += '7'; });
    } else if constexpr (Variant<T>) {
      std::visit([this](auto& alternative) { walk(alternative); }, value);
    } else if constexpr (Optional<T>) {
      if (value) walk(*value);
    } else if constexpr (Vector<T>) {
      if (!value.empty()) leaf([&] { value.pop_back(); });
      for (auto& element : value) walk(element);
    } else if constexpr (DescribedStruct<T>) {
      for_each_member(value, [this](const char*, auto& member) { walk(member); });
    }
  }

  template <class Change>
  void leaf(Change&& change) {
    if (changing_ && leaves_ == wanted_) change();
    ++leaves_;
  }

  template <DescribedEnum T>
  static void next(T& value) {
    std::vector<T> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) { all.push_back(e.value); });
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i] == value) return void(value = all[(i + 1) % all.size()]);
  }

  std::uint64_t leaves_ = 0, wanted_ = 0;
  bool changing_ = false;
};

// Collects the calls of a run, and makes perturbations of them.
template <Model M>
class Perturber : public Trace<M> {
 public:
  using Command = typename M::Command;
  using Reply = typename M::Reply;

  void command(std::size_t step, bool auditing, const Worlds<M>&, const Command& c,
               const OutcomeOf<M>& outcome) override {
    Call call{c.index(), auditing || outcome.ok() == nullptr, {}, std::nullopt, ""};
    if (outcome.ok()) call.reply = *outcome.ok();
    Writer out;
    outcome.encode_to(out, true);
    call.outcome = out.bytes();
    call.text = fmt::format("{} at step {}", faultline::detail::alternative_text(c), step + 1);
    calls_.push_back(std::move(call));
  }
  // Given at once, they have no order to name them by; their answers are left alone.
  void together(std::size_t, const Worlds<M>&, const std::vector<Command>& commands,
                const std::vector<OutcomeOf<M>>&) override {
    for (std::size_t i = 0; i < commands.size(); ++i)
      calls_.push_back({commands[i].index(), true, {}, std::nullopt, ""});
  }

  // A few of each kind, at places drawn by `seed`.
  std::vector<PerturbedRun> draw(std::uint64_t seed) {
    constexpr int kEach = 4;
    std::vector<PerturbedRun> all;
    Draws draws(seed, 0);
    for (std::size_t i = 0; i < calls_.size(); ++i)
      if (!calls_[i].left_alone) eligible_.push_back(i);
    for (int i = 0; i < kEach && !eligible_.empty(); ++i) {
      drop(pick(draws), all);
      repeat(pick(draws), all);
      stale(pick(draws), all);
      swap(pick(draws), all);
      corrupt(pick(draws), draws, all);
    }
    return all;
  }

 private:
  struct Call {
    std::size_t kind = 0;  // of command
    bool left_alone = false;
    Bytes outcome;
    std::optional<Reply> reply;
    std::string text;
  };

  std::size_t pick(Draws& draws) const { return eligible_[draws.below(eligible_.size())]; }
  static Perturbation at(std::size_t call, Effect effect, Bytes outcome) {
    return {static_cast<std::uint32_t>(call), effect, std::move(outcome)};
  }
  void add(std::vector<PerturbedRun>& all, const char* kind, std::size_t call, std::vector<Perturbation> how) {
    all.push_back({kind, fmt::format("{} of {}", kind, calls_[call].text), std::move(how)});
  }

  // It does not reach the target, and is answered as if it had.
  void drop(std::size_t i, std::vector<PerturbedRun>& all) {
    add(all, "drop", i, {at(i, Effect::never, calls_[i].outcome)});
  }
  void repeat(std::size_t i, std::vector<PerturbedRun>& all) { add(all, "repeat", i, {at(i, Effect::twice, {})}); }
  // Answered as the last command of its kind that had another answer.
  void stale(std::size_t i, std::vector<PerturbedRun>& all) {
    for (std::size_t j = i; j-- > 0;)
      if (exchangeable(i, j)) return add(all, "stale", i, {at(i, Effect::once, calls_[j].outcome)});
  }
  // It and the next command of its kind get each other's answers.
  void swap(std::size_t i, std::vector<PerturbedRun>& all) {
    for (std::size_t j = i + 1; j < calls_.size(); ++j)
      if (exchangeable(i, j))
        return add(all, "swap", i, {at(i, Effect::once, calls_[j].outcome), at(j, Effect::once, calls_[i].outcome)});
  }
  void corrupt(std::size_t i, Draws& draws, std::vector<PerturbedRun>& all) {
    Reply reply = *calls_[i].reply;
    Corruption::apply(reply, draws);
    Writer out;
    OutcomeOf<M>(std::move(reply)).encode_to(out, true);
    add(all, "corrupt", i, {at(i, Effect::once, out.bytes())});
  }

  bool exchangeable(std::size_t i, std::size_t j) const {
    return !calls_[j].left_alone && calls_[j].kind == calls_[i].kind && calls_[j].outcome != calls_[i].outcome;
  }

  std::vector<Call> calls_;
  std::vector<std::size_t> eligible_;
};

}  // namespace faultline::attach
