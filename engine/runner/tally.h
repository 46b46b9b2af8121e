// What happened in a campaign, counted by kind: command x fault x outcome, faults armed, crash points hit, and what
// `sometimes` saw. Plain data, so that it can lie in memory shared between processes; zeroed memory is an empty one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "faultline/engine/words/concepts.h"

namespace faultline {

struct Tally {
  static constexpr std::size_t kCells = 2048, kFaults = 64, kPoints = 64;

  std::uint64_t cells[kCells];
  std::uint64_t armed[kFaults];    // by kind of fault
  std::uint64_t crashes[kPoints];  // by crash point, in the order of the check's list
  std::uint64_t seen;              // one bit for each of the check's `sometimes`

  Tally& operator+=(const Tally& other) {
    for (std::size_t i = 0; i < kCells; ++i) cells[i] += other.cells[i];
    for (std::size_t i = 0; i < kFaults; ++i) armed[i] += other.armed[i];
    for (std::size_t i = 0; i < kPoints; ++i) crashes[i] += other.crashes[i];
    seen |= other.seen;
    return *this;
  }
};

// What became of a command besides a reply; counted behind the kinds of replies.
enum class Fate : std::uint8_t { failed, unknown, killed, down, skipped };
inline constexpr std::size_t kFates = 5;

// Where in `Tally::cells` things are counted: [command][no fault, or the kind of the one that fired][reply or fate].
struct TallyLayout {
  std::size_t commands = 0, faults = 0, replies = 1;

  constexpr std::size_t outcomes() const { return replies + kFates; }
  constexpr std::size_t cells() const { return commands * (faults + 1) * outcomes(); }
  // `fault` counts from 1; 0 = none.
  constexpr std::size_t index(std::size_t command, std::size_t fault, std::size_t outcome) const {
    return (command * (faults + 1) + fault) * outcomes() + outcome;
  }
};

template <class M>
constexpr std::size_t layout_faults() {
  if constexpr (Variant<FaultOf<M>>) return std::variant_size_v<FaultOf<M>>;
  return 0;
}

// Replies are told apart by alternative where the model's Reply is a variant and there is room.
template <class M>
constexpr TallyLayout tally_layout() {
  TallyLayout layout{std::variant_size_v<typename M::Command>};
  layout.faults = layout_faults<M>();
  if constexpr (Variant<typename M::Reply>) layout.replies = std::variant_size_v<typename M::Reply>;
  if (layout.cells() > Tally::kCells) layout.replies = 1;
  static_assert(TallyLayout{std::variant_size_v<typename M::Command>, layout_faults<M>()}.cells() <= Tally::kCells,
                "too many kinds of commands and faults to count; raise Tally::kCells");
  return layout;
}

// Counts one command.
template <class M>
void count_in(Tally& tally, const typename M::Command& command, std::size_t fault, std::size_t outcome) {
  ++tally.cells[tally_layout<M>().index(command.index(), fault, outcome)];
}
template <class M>
void count_in(Tally& tally, const typename M::Command& command, std::size_t fault, Fate fate) {
  count_in<M>(tally, command, fault, tally_layout<M>().replies + static_cast<std::size_t>(fate));
}
template <class M>
void count_in(Tally& tally, const typename M::Command& command, std::size_t fault, const OutcomeOf<M>& outcome) {
  std::size_t reply = 0;
  if (outcome.ok() == nullptr) return count_in<M>(tally, command, fault, outcome.fail() ? Fate::failed : Fate::unknown);
  if constexpr (tally_layout<M>().replies > 1) reply = outcome.ok()->index();
  count_in<M>(tally, command, fault, reply);
}

}  // namespace faultline
