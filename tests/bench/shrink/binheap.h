// The challenge over binary heaps: a recursive value that keeps an order.
#pragma once

#include <algorithm>
#include <memory>

#include <boost/describe.hpp>

#include "challenge.h"
#include "draws.h"

namespace faultline::bench {

struct Heap {
  std::int64_t head = 0;
  std::unique_ptr<Heap> left, right;
  std::string show() const {
    const auto side = [](const std::unique_ptr<Heap>& heap) { return heap ? heap->show() : "None"; };
    return '(' + to_text(head) + ", " + side(left) + ", " + side(right) + ')';
  }
};
BOOST_DESCRIBE_STRUCT(Heap, (), (head, left, right))

// No head is less than the one above it, nor than 0.
inline bool is_heap(const Heap& heap, std::int64_t lowest) {
  return heap.head >= lowest && (!heap.left || is_heap(*heap.left, heap.head)) &&
         (!heap.right || is_heap(*heap.right, heap.head));
}

// All heads: its own, then those on the right, then those on the left.
inline void append_heads(const Heap* heap, std::vector<std::int64_t>& heads) {
  if (heap == nullptr) return;
  heads.push_back(heap->head);
  append_heads(heap->right.get(), heads);
  append_heads(heap->left.get(), heads);
}

// The heads of what two heaps become when merged, in the same order: the lesser head on top, its left side on the
// right, and on the left its right side merged with the other heap.
inline void append_merged(const Heap* one, const Heap* other, std::vector<std::int64_t>& heads) {
  if (one == nullptr || other == nullptr) return append_heads(one ? one : other, heads);
  if (one->head > other->head) std::swap(one, other);
  heads.push_back(one->head);
  append_heads(one->left.get(), heads);
  append_merged(one->right.get(), other, heads);
}

// "The top, then the two sides merged, are sorted": they are after one step only.
inline bool comes_unsorted(const Heap& heap) {
  std::vector<std::int64_t> heads{heap.head};
  append_merged(heap.left.get(), heap.right.get(), heads);
  return !std::is_sorted(heads.begin(), heads.end());
}

using Subheap = std::unique_ptr<Heap>;

// A heap with heads from `lowest` on; each side has half the size, and is absent where that is 0.
inline rc::Gen<Heap> heaps(std::int64_t lowest) {
  return rc::gen::mapcat(integer<std::int32_t>(), [lowest](std::int32_t above) {
    const std::int64_t head = lowest + std::abs(std::int64_t{above});
    const auto side = rc::gen::withSize([head](int size) -> rc::Gen<Subheap> {
      const auto none = rc::gen::map(rc::gen::just(0), [](int) { return Subheap(); });
      if (size < 2) return none;
      const auto some = rc::gen::map(heaps(head), [](Heap heap) { return std::make_unique<Heap>(std::move(heap)); });
      return rc::gen::weightedOneOf<Subheap>({{1, none}, {7, rc::gen::resize(size / 2, some)}});
    });
    return rc::gen::map(rc::gen::pair(side, side), [head](std::pair<Subheap, Subheap> sides) {
      return Heap{head, std::move(sides.first), std::move(sides.second)};
    });
  });
}

inline Challenge<Heap> binheap() {
  return {.name = "binheap",
          .generator = heaps(0),
          .allowed = [](const Heap& heap) { return is_heap(heap, 0); },
          .fails = comes_unsorted,
          .simplest = "(0, None, (0, (0, None, None), (1, None, None)))",
          .bar = 150,
          .published = 187,
          .forms = 7};
}

}  // namespace faultline::bench
