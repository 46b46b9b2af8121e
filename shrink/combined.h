// Passes that change several places at once, where each change alone leads nowhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faultline/shrink/leaves.h"
#include "faultline/shrink/passes.h"
#include "faultline/shrink/search.h"

namespace faultline::shrink {

namespace detail {

// Calls `visit(word)` for every leaf that is one of a closed list of words.
template <class Schedule, class Visit>
void for_each_word(Schedule& schedule, Visit&& visit) {
  for_each_argument(schedule, [&](auto& argument) {
    for_each_leaf(argument, [&]<class T>(T& leaf) {
      if constexpr (Ranked<T> && requires { leaf.view(); }) visit(leaf);
    });
  });
}

// Tells types apart, also those of one template.
template <class>
inline constexpr char type_tag = 0;

template <class Word>
void set_word(Word& word, std::string_view text) {
  for (std::uint64_t rank = 0; rank < Word::size(); ++rank)
    if (Word::at(rank).view() == text) word = Word::at(rank);
}

}  // namespace detail

// Renames a word wherever it stands, whatever list it is from: a key, and the prefix that is to match it.
template <class Schedule>
bool rename_words(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t i = 0;; ++i) {  // the ith word of the schedule
    std::string_view old;
    std::vector<std::string_view> simpler;
    std::size_t index = 0;
    Schedule copy = search.best();
    detail::for_each_word(copy, [&]<class Word>(Word& word) {
      if (index++ != i) return;
      old = word.view();
      for (std::uint64_t rank = 0; rank < word.rank(); ++rank) simpler.push_back(Word::at(rank).view());
    });
    if (index <= i) return progress;
    for (const std::string_view text : simpler) {
      Schedule candidate = search.best();
      detail::for_each_word(candidate, [&](auto& word) {
        if (word.view() == old) detail::set_word(word, text);
      });
      if (!search.accept(std::move(candidate))) continue;
      progress = true;
      break;
    }
  }
}

// Drops an element that only served to pass a crash point once, and lowers the hit with it.
template <class Schedule>
bool drop_element_hits(Search<Schedule>& search) {
  const auto accepts = [&](std::size_t crash, std::size_t nth, std::size_t back, bool& found) {
    Schedule rest = search.best();
    if (!erase_element(rest, nth, back, found)) return std::pair(false, false);
    for (std::uint32_t hit = 1; hit < std::get<Crash>(search.best()[crash]).hit; ++hit) {
      Schedule candidate = rest;
      std::get<Crash>(candidate[crash]).hit = hit;
      if (search.accept(std::move(candidate))) return std::pair(true, true);
    }
    return std::pair(true, false);
  };
  bool progress = false;
  for (std::size_t crash = 0; crash < search.best().size(); ++crash) {
    if (kind_of(search.best()[crash]) != StepKind::crash || std::get<Crash>(search.best()[crash]).hit < 2) continue;
    bool found = true;
    for (std::size_t nth = 0; found; ++nth) {
      for (std::size_t back = 1;;) {
        const auto [erased, accepted] = accepts(crash, nth, back, found);
        if (!erased) break;
        progress |= accepted;
        back += !accepted;
      }
    }
  }
  return progress;
}

// Drops a command that another one needs only for being what it is: goes without it, with that other one, and those
// equal to it, replaced by another alternative. Ends at the first success.
template <class Schedule>
bool drop_for_replacement(Search<Schedule>& search) {
  for (std::size_t gone = 0; gone < search.best().size(); ++gone) {
    if (kind_of(search.best()[gone]) != StepKind::command) continue;
    const Schedule rest = without(search.best(), gone, 1);
    bool found = true;
    for (std::size_t nth = 0; found; ++nth) {  // the nth variant of what is left
      for (std::size_t choice = 0;; ++choice) {
        Schedule candidate = rest;
        std::size_t index = 0;
        bool exists = false;
        const void* type = nullptr;
        Bytes old;
        found = false;
        const auto replace = [&]<class V>(V& variant) {
          const void* const name = &detail::type_tag<V>;
          if (index++ == nth) {
            found = true;
            exists = choice / 2 < std::variant_size_v<V>;
            type = name;
            old = to_bytes(variant);
          } else if (!found || type != name || to_bytes(variant) != old) {
            return;
          }
          if (exists) switch_alternative(variant, choice / 2, choice % 2 == 1);
        };
        for_each_argument(candidate, [&](auto& argument) { for_each_variant(argument, replace); });
        if (!exists) break;
        if (search.accept(std::move(candidate))) return true;
      }
    }
  }
  return false;
}

// Drops a command that another one needs only for a field's value: goes without it, with one leaf of the others set to
// another value. For leaves of few values. Ends at the first success.
template <class Schedule>
bool drop_for_change(Search<Schedule>& search) {
  constexpr std::uint64_t kFew = 4;
  for (std::size_t gone = 0; gone < search.best().size(); ++gone) {
    if (kind_of(search.best()[gone]) != StepKind::command) continue;
    const Schedule rest = without(search.best(), gone, 1);
    bool found = true;
    for (std::size_t nth = 0; found; ++nth) {  // the nth leaf of what is left
      std::uint64_t values = 1;
      for (std::uint64_t value = 0; value < values; ++value) {
        Schedule candidate = rest;
        std::size_t index = 0;
        found = false;
        const auto change = [&]<class T>(T& leaf) {
          if (index++ != nth) return;
          found = true;
          if (value_count<T>() > kFew) return;
          values = value_count<T>();
          set_rank(leaf, value);
        };
        for_each_argument(candidate, [&](auto& argument) { for_each_leaf(argument, change); });
        if (found && search.accept(std::move(candidate))) return true;
      }
    }
  }
  return false;
}

}  // namespace faultline::shrink
