#include <algorithm>

#include "faultline/shrink/edits.h"
#include "faultline/shrink/passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

constexpr std::size_t kWhole = ~std::size_t{0};

// The nth sequence of a value; null where there are not so many.
template <class N>
N* sequence_number(N& root, std::size_t nth) {
  const auto all = find_nodes(root, of_kind(Shape::Kind::sequence));
  return nth < all.size() ? all[nth] : nullptr;
}

std::optional<std::size_t> length_of(const Search& search, std::size_t nth) {
  const Node* sequence = sequence_number(search.best(), nth);
  if (sequence == nullptr) return std::nullopt;
  return sequence->parts.size();
}

bool without_run(Search& search, std::size_t nth, std::size_t begin, std::size_t count) {
  Node candidate = search.best();
  Node* sequence = sequence_number(candidate, nth);
  *sequence = without(*sequence, begin, count);
  return search.accept(std::move(candidate));
}

// Integers that number a place behind the run are lowered by its length; those that number one within, to the simplest.
bool without_run_renumbered(Search& search, std::size_t nth, std::size_t begin, std::size_t count) {
  Node candidate = search.best();
  Node* sequence = sequence_number(candidate, nth);
  *sequence = without(*sequence, begin, count);
  const auto first = static_cast<Number>(begin), length = static_cast<Number>(count);
  visit_nodes(candidate, [&](Node& node) {
    if (!is_integer(node) || node.number() < first) return;
    node.rank = node.number() < first + length ? 0 : rank_of(*node.shape, node.number() - length).value_or(0);
  });
  return search.accept(std::move(candidate));
}

// Goes over the sequence once, from the right, beginning with runs of `length`. A run that can go makes the next one
// twice as long; one that cannot is halved; a single element that cannot is stepped over.
template <class Without>
bool delete_from(Search& search, std::size_t nth, std::size_t length, const Without& accept_without) {
  bool progress = false;
  for (std::size_t end = length_of(search, nth).value_or(0); end > 0;) {
    length = std::min(length, end);
    if (accept_without(search, nth, end - length, length)) {
      progress = true;
      end -= length;
      length *= 2;
    } else if (length > 1) {
      length /= 2;
    } else {
      --end;
    }
  }
  return progress;
}

}  // namespace

bool simplest_of_all(Search& search) { return search.accept(simplest(*search.best().shape)); }

bool delete_elements(Search& search) {
  bool progress = false;
  for (std::size_t nth = 0; length_of(search, nth); ++nth)
    while (delete_from(search, nth, kWhole, without_run)) progress = true;
  return progress;
}

bool delete_outermost(Search& search) { return delete_from(search, 0, 1, without_run); }

bool delete_inner(Search& search) {
  bool progress = false;
  for (std::size_t nth = 1; length_of(search, nth); ++nth) progress |= delete_from(search, nth, kWhole, without_run);
  return progress;
}

bool drop_optionals(Search& search) {
  return edit_each(search, of_kind(Shape::Kind::optional), [](Node& node, std::size_t attempt) {
    if (attempt > 0 || node.parts.empty()) return false;
    node.parts.clear();
    return true;
  });
}

bool delete_and_renumber(Search& search) {
  bool progress = false;
  for (std::size_t nth = 0; length_of(search, nth); ++nth)
    progress |= delete_from(search, nth, kWhole, without_run_renumbered);
  return progress;
}

bool join_sequences(Search& search) {
  const auto joins = [](const Node& node) {
    return node.is(Shape::Kind::sequence) && node.shape->parts.front().shape().kind == Shape::Kind::sequence;
  };
  return edit_each(search, joins, [](Node& node, std::size_t attempt) {
    const std::size_t begin = attempt == 0 ? 0 : attempt - 1, end = attempt == 0 ? node.parts.size() : attempt + 1;
    if (end > node.parts.size() || end < begin + 2) return false;
    for (std::size_t i = begin + 1; i < end; ++i)
      node.parts[begin].parts.insert(node.parts[begin].parts.end(), node.parts[i].parts.begin(),
                                     node.parts[i].parts.end());
    node = without(node, begin + 1, end - begin - 1);
    return true;
  });
}

}  // namespace faultline::shrink
