// Commands that hold other commands: transactions, bulk calls.
#pragma once

#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "faultline/engine/words/described.h"
#include "faultline/shrink/leaves.h"
#include "faultline/shrink/search.h"

namespace faultline::shrink {

namespace detail {

template <class Whole, class Part>
inline constexpr bool is_alternative = false;
template <class Part, class... All>
inline constexpr bool is_alternative<std::variant<All...>, Part> = (std::is_same_v<All, Part> || ...);

// A group is a struct whose only member is a vector.
template <class T>
constexpr auto group_member() {
  using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
  if constexpr (boost::mp11::mp_size<Members>::value == 1) {
    constexpr auto pointer = boost::mp11::mp_front<Members>::pointer;
    using Member = std::decay_t<decltype(std::declval<T&>().*pointer)>;
    if constexpr (Vector<Member>) return std::type_identity<Member>();
  }
}
template <class T>
inline constexpr bool is_group = !std::is_void_v<decltype(group_member<T>())>;

// Appends what the command holds, each as a command of its own; else the command itself.
template <class Command>
void append_members(const Command& command, std::vector<Command>& all) {
  const auto append = [&]<class Member>(const Member& member) {
    if constexpr (is_alternative<Command, Member>) {
      all.push_back(member);
      return true;
    }
    return false;
  };
  const std::size_t before = all.size();
  const bool divided = std::visit(
      [&]<class C>(const C& whole) {
        bool held = is_group<C>;
        if constexpr (is_group<C>) {
          for_each_member(whole, [&](const char*, const auto& members) {
            for (const auto& member : members) {
              if constexpr (Variant<std::decay_t<decltype(member)>>) {
                held = held && std::visit(append, member);
              } else {
                held = held && append(member);
              }
            }
          });
        }
        return held;
      },
      command);
  if (divided) return;
  all.resize(before);
  all.push_back(command);
}

// The group type `G` holding `members`, where each of them fits.
template <class G, class Command>
std::optional<Command> group_of(const std::vector<Command>& members) {
  G group;
  bool fits = true;
  for_each_member(group, [&]<class Members>(const char*, Members& held) {
    using Member = typename Members::value_type;
    for (const auto& command : members)
      std::visit(
          [&]<class C>(const C& single) {
            if constexpr (std::is_same_v<C, Member> || is_alternative<Member, C>) {
              held.push_back(single);
            } else {
              fits = false;
            }
          },
          command);
  });
  if (!fits) return std::nullopt;
  return Command(std::move(group));
}

// Tries `members` as one command in place of step `at`; step `gone` goes, where it is another.
template <class Schedule, class Command>
bool put_together(Search<Schedule>& search, const std::vector<Command>& members, std::size_t at, std::size_t gone) {
  const auto put = [&](const Command& command) {
    Schedule candidate = search.best();
    candidate[at].template emplace<0>(command);
    if (gone != at) candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(gone));
    return search.accept(std::move(candidate));
  };
  bool done = members.size() == 1 && put(members.front());
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Command>>([&](auto type) {
    using G = typename decltype(type)::type;
    if constexpr (is_group<G>)
      if (const auto group = group_of<G>(members); group && !done) done = put(*group);
  });
  return done;
}

// The first two commands, or the first one, that can be put together.
template <class Schedule>
bool regroup_once(Search<Schedule>& search) {
  using Command = std::variant_alternative_t<0, typename Schedule::value_type>;
  for (std::size_t i = 0; i < search.best().size(); ++i) {
    for (std::size_t j = i; j < search.best().size(); ++j) {
      const auto &first = search.best()[i], &second = search.best()[j];
      if (first.index() != 0 || second.index() != 0) continue;
      std::vector<Command> members;
      append_members(std::get<0>(first), members);
      if (j != i) append_members(std::get<0>(second), members);
      if (put_together(search, members, j, i) || (j != i && put_together(search, members, i, j))) return true;
    }
  }
  return false;
}

}  // namespace detail

// Puts what two commands hold into one, and what one holds into another that may hold it: a bulk write instead of two
// writes, a write instead of a transaction of one. Ends when none can be put together.
template <class Schedule>
bool regroup(Search<Schedule>& search) {
  bool progress = false;
  while (detail::regroup_once(search)) progress = true;
  return progress;
}

// Swaps neighbouring elements of vectors inside steps into canonical order.
template <class Schedule>
bool reorder_elements(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t nth = 0;; ++nth) {  // the nth vector of the schedule
    bool found = false;
    for (std::size_t i = 1;;) {
      Schedule candidate = search.best();
      std::size_t index = 0;
      bool swapped = false;
      found = false;
      const auto swap_in_nth = [&](auto& vector) {
        if (index++ != nth) return;
        found = true;
        if (i >= vector.size()) return;
        std::swap(vector[i - 1], vector[i]);
        swapped = true;
      };
      for_each_argument(candidate, [&](auto& argument) { for_each_vector(argument, swap_in_nth); });
      if (!swapped) break;
      if (search.accept(std::move(candidate))) {
        progress = true;
        i = i > 1 ? i - 1 : 1;
      } else {
        ++i;
      }
    }
    if (!found) return progress;
  }
}

}  // namespace faultline::shrink
