#include <algorithm>

#include "faultline/shrink/passes.h"

namespace faultline::shrink {
namespace {

constexpr std::uint64_t kLargest = 16;      // leaves of a value that is enumerated
constexpr std::uint64_t kRanks = 2;         // of its numbers
constexpr std::size_t kCandidates = 20000;  // made
constexpr std::size_t kTried = 100;         // of them in the domain

bool holds(const Shape& shape, const Shape& wanted, std::vector<const Shape*>& seen) {
  if (std::find(seen.begin(), seen.end(), &shape) != seen.end()) return false;
  seen.push_back(&shape);
  return std::any_of(shape.parts.begin(), shape.parts.end(), [&](const Shape::Part& part) {
    return &part.shape() == &wanted || holds(part.shape(), wanted, seen);
  });
}

bool holds_itself(const Shape& shape) {
  std::vector<const Shape*> seen;
  return holds(shape, shape, seen);
}

using Visit = std::function<bool(Node)>;  // false: no more

bool each_of_size(const Shape& shape, std::uint64_t size, const Visit& visit);

// All ways to fill parts [at, end) of the node with `size` leaves in all.
bool fill(Node& node, const std::vector<Shape::Get>& shapes, std::uint64_t size, const Visit& visit) {
  const std::size_t at = node.parts.size();
  if (at == shapes.size()) return size > 0 || visit(node);
  const bool last = at + 1 == shapes.size();
  for (std::uint64_t here = last ? size : 0; here <= size; ++here) {
    const bool more = each_of_size(shapes[at](), here, [&](Node part) {
      node.parts.push_back(std::move(part));
      const bool go_on = fill(node, shapes, size - here, visit);
      node.parts.pop_back();
      return go_on;
    });
    if (!more) return false;
  }
  return true;
}

// Every value of the shape that has exactly so many leaves, numbers of the first few ranks, texts empty.
bool each_of_size(const Shape& shape, std::uint64_t size, const Visit& visit) {
  Node node{&shape};
  switch (shape.kind) {
    case Shape::Kind::number:
      for (node.rank = 0; size == 1 && node.rank < kRanks && rank_of(shape, number_at(shape, node.rank)); ++node.rank)
        if (!visit(node)) return false;
      return true;
    case Shape::Kind::text:
      return size != 1 || visit(node);
    case Shape::Kind::choice:
      for (node.rank = 0; size > 0 && node.rank < shape.parts.size(); ++node.rank)
        if (!fill(node, {shape.parts[node.rank].shape}, size - 1, visit)) return false;
      return true;
    case Shape::Kind::optional:
      if (size == 1) return visit(node);
      return size == 0 || fill(node, {shape.parts.front().shape}, size - 1, visit);
    case Shape::Kind::sequence:
      for (std::uint64_t length = 0; size > 0 && length < size; ++length)
        if (!fill(node, std::vector(length, shape.parts.front().shape), size - 1, visit)) return false;
      return true;
    case Shape::Kind::record: {
      std::vector<Shape::Get> members;
      for (const auto& member : shape.parts) members.push_back(member.shape);
      return fill(node, members, size, visit);
    }
  }
  return true;
}

}  // namespace

bool enumerate_small(Search& search) {
  const std::uint64_t largest = size_of(search.best());
  if (largest > kLargest || !holds_itself(*search.best().shape)) return false;
  std::size_t made = 0, tried = 0;
  bool accepted = false;
  for (std::uint64_t size = 1; size <= largest && !accepted; ++size) {
    const bool more = each_of_size(*search.best().shape, size, [&](Node candidate) {
      ++made;
      tried += search.eligible(candidate);
      accepted = search.accept(std::move(candidate));
      return !accepted && made < kCandidates && tried < kTried;
    });
    if (!more) break;
  }
  return accepted;
}

}  // namespace faultline::shrink
