#include <algorithm>
#include <cmath>

#include "faultline/shrink/bisect.h"
#include "faultline/shrink/passes.h"

namespace faultline::shrink {
namespace {

constexpr std::size_t kExchanged = 8;  // lower numbers tried for one

// Numbers that are lowered as one: their places among all numbers of the value, in preorder. A change of numbers
// leaves the places as they are.
using Unit = std::vector<std::size_t>;

const Node& number_in(const Search& search, std::size_t place) {
  return *find_nodes(search.best(), of_kind(Shape::Kind::number))[place];
}

bool accept_rank(Search& search, const std::vector<Unit>& units, std::size_t begin, std::size_t end,
                 std::uint64_t rank) {
  Node candidate = search.best();
  const auto numbers = find_nodes(candidate, of_kind(Shape::Kind::number));
  for (std::size_t i = begin; i < end; ++i)
    for (const std::size_t place : units[i]) numbers[place]->rank = rank;
  return search.accept(std::move(candidate));
}

// The numbers that are not the simplest: those of one type and value as one unit, or each alone.
std::vector<Unit> units_of(const Search& search, bool together) {
  const auto numbers = find_nodes(search.best(), of_kind(Shape::Kind::number));
  std::vector<Unit> units;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i]->rank == 0) continue;
    const auto alike = std::find_if(units.begin(), units.end(), [&](const Unit& unit) {
      return together && *numbers[unit.front()] == *numbers[i];
    });
    if (alike == units.end()) {
      units.push_back({i});
    } else {
      alike->push_back(i);
    }
  }
  return units;
}

// All units [begin, end) to the simplest at once, else each half of them, and so on.
bool set_simplest(Search& search, const std::vector<Unit>& units, std::size_t begin, std::size_t end) {
  if (begin == end) return false;
  if (accept_rank(search, units, begin, end, 0)) return true;
  if (end - begin == 1) return false;
  const std::size_t middle = begin + (end - begin) / 2;
  const bool first = set_simplest(search, units, begin, middle);
  return set_simplest(search, units, middle, end) || first;
}

// Lowers one unit.
class Lowering {
 public:
  Lowering(Search& search, Unit unit) : search_(search), units_{std::move(unit)} {}

  // A few small ones, the other sign, then as far as it goes: to within kNear, but reals exactly, and whole if they
  // can.
  bool run() {
    if (is_real()) return lower_real();
    const std::uint64_t end = std::min(node().rank, kSmall);
    for (std::uint64_t rank = 0; rank < end; ++rank)
      if (try_rank(rank)) return true;
    const bool flipped = is_integer(node()) && try_number(2 * origin() - node().number());
    return lower_far(kNear) || flipped;
  }

  // What `run` has left to be looked at.
  bool run_exactly() { return distance() > kNear && lower_far(distance()); }

  // Half the distance will do, or a little less than all of it.
  bool gives_way() {
    const Number high = distance();
    return (high > 0 && try_distance(high / 2)) || (high > 1 && try_distance(high - 1)) ||
           (high > 2 && try_distance(high - 2));
  }

 private:
  static constexpr std::uint64_t kSmall = 5;
  static constexpr Number kNear = 1 << 16;

  // The least distance that will do, if all greater ones do; not exactly, where more than `widest` are left that may.
  // One or two below it may do although a greater one does not.
  bool lower_far(Number widest) {
    const Number start = distance(), low = kSmall / 2;
    if (start > low) least(low, start, widest, [&](Number middle) { return try_distance(middle); });
    if (distance() > 2) try_distance(distance() - 2);
    return distance() != start;
  }

  bool is_real() const { return node().shape->scale == Shape::Scale::real; }

  bool lower_real() {
    for (const double small : {0.0, 1.0, -1.0, 2.0, -2.0})
      if (try_rank(real_rank(*node().shape, small))) return true;
    const bool whole = try_rank(real_rank(*node().shape, std::trunc(real_at(*node().shape, node().rank))));
    return lower_far(distance()) || whole;
  }

  const Node& node() const { return number_in(search_, units_.front().front()); }
  Number origin() const { return number_at(*node().shape, 0); }

  // How far it is from the simplest: an integer or real without its sign, else its rank. A change keeps the sign.
  Number distance() const {
    if (is_real()) return node().rank / 2;
    if (!is_integer(node())) return node().rank;
    return node().number() < origin() ? origin() - node().number() : node().number() - origin();
  }
  bool try_distance(Number distance) {
    if (is_real()) return try_rank(static_cast<std::uint64_t>(distance) * 2 + node().rank % 2);
    if (!is_integer(node())) return try_rank(static_cast<std::uint64_t>(distance));
    return try_number(node().number() < origin() ? origin() - distance : origin() + distance);
  }

  bool try_rank(std::uint64_t rank) { return accept_rank(search_, units_, 0, 1, rank); }
  bool try_number(Number number) {
    const auto rank = rank_of(*node().shape, number);
    return rank && try_rank(*rank);
  }

  Search& search_;
  std::vector<Unit> units_;
};

// `again`: units have been lowered before, so only what gives way a little is looked at.
bool lower_unit(Search& search, const Unit& unit, bool again) {
  Lowering lowering(search, unit);
  if (!again) return lowering.run();
  if (!lowering.gives_way()) return false;
  lowering.run();
  return true;
}

// Calls `lower(unit)` for each number that is not the simplest, or for each value that numbers have, once.
template <class Lower>
bool lower_each(Search& search, bool together, const Lower& lower) {
  bool progress = false;
  const std::size_t count = find_nodes(search.best(), of_kind(Shape::Kind::number)).size();
  for (std::size_t place = 0; place < count; ++place) {
    const auto numbers = find_nodes(search.best(), of_kind(Shape::Kind::number));
    Unit unit;
    for (std::size_t i = together ? 0 : place; i < (together ? count : place + 1); ++i)
      if (*numbers[i] == *numbers[place]) unit.push_back(i);
    if (numbers[place]->rank > 0 && unit.front() == place) progress |= lower(unit);
  }
  return progress;
}

bool has_equals(const Search& search, const Unit& unit) {
  const Node& number = number_in(search, unit.front());
  const auto equal = [&](const Node& other) { return other == number; };
  return find_nodes(search.best(), equal).size() > 1;
}

bool is_word(const Node& node) { return node.is(Shape::Kind::number) && !node.shape->words.empty(); }
std::string_view text_of_word(const Node& word) { return word.shape->words[word.rank]; }

// Gives word number `i`, and those with the same text from number `from` on, a simpler text.
bool rename_word(Search& search, std::size_t i, std::size_t from) {
  const Node word = *find_nodes(search.best(), is_word)[i];
  for (std::uint64_t rank = 0; rank < word.rank; ++rank) {
    Node candidate = search.best();
    const auto words = find_nodes(candidate, is_word);
    for (std::size_t j = from; j < words.size(); ++j) {
      const auto& list = words[j]->shape->words;
      const auto found = std::find(list.begin(), list.end(), word.shape->words[rank]);
      if (text_of_word(*words[j]) == text_of_word(word) && found != list.end())
        words[j]->rank = static_cast<std::uint64_t>(found - list.begin());
    }
    if (search.accept(std::move(candidate))) return true;
  }
  return false;
}

}  // namespace

bool all_simplest(Search& search) {
  const auto all = units_of(search, true);
  return accept_rank(search, all, 0, all.size(), 0);
}

bool lower_together(Search& search, bool again) {
  const auto all = units_of(search, true);
  bool progress = set_simplest(search, all, 0, all.size());
  progress |= lower_each(search, true, [&](const Unit& unit) { return lower_unit(search, unit, again); });
  return progress;
}

bool lower_singly(Search& search, bool again) {
  const auto all = units_of(search, false);
  bool progress = set_simplest(search, all, 0, all.size());
  // One that has no equals has just been lowered as a unit.
  progress |= lower_each(
      search, false, [&](const Unit& unit) { return lower_unit(search, unit, again || !has_equals(search, unit)); });
  return progress;
}

bool lower_exactly(Search& search) {
  return lower_each(search, true, [&](const Unit& unit) { return Lowering(search, unit).run_exactly(); });
}

bool exchange_numbers(Search& search) {
  bool progress = false;
  for (std::size_t i = 0;; ++i) {
    const auto numbers = find_nodes(search.best(), of_kind(Shape::Kind::number));
    if (i >= numbers.size()) return progress;
    const Node high = *numbers[i];
    std::vector<Node> lower;
    for (std::size_t j = i + 1; j < numbers.size(); ++j)
      if (numbers[j]->shape == high.shape && numbers[j]->rank < high.rank && lower.size() < kExchanged &&
          std::find(lower.begin(), lower.end(), *numbers[j]) == lower.end())
        lower.push_back(*numbers[j]);
    for (const Node& low : lower) {
      Node candidate = search.best();
      for (Node* number : find_nodes(candidate, of_kind(Shape::Kind::number)))
        number->rank = *number == high ? low.rank : *number == low ? high.rank : number->rank;
      if (!search.accept(std::move(candidate))) continue;
      progress = true;
      break;
    }
  }
}

bool rename_words(Search& search) {
  bool progress = false;
  for (std::size_t i = 0;; ++i) {
    const auto words = find_nodes(search.best(), is_word);
    if (i >= words.size()) return progress;
    for (const std::size_t from : {std::size_t{0}, i}) progress |= rename_word(search, i, from);
  }
}

}  // namespace faultline::shrink
