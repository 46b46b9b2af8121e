// Values as trees: what passes read and change.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "faultline/shrink/shape.h"

namespace faultline::shrink {

struct Node {
  const Shape* shape = nullptr;
  std::uint64_t rank = 0;     // of a number; which alternative of a choice
  std::vector<Node> parts{};  // members, elements, letters; the value of a choice; that of an optional, or none

  bool is(Shape::Kind kind) const { return shape->kind == kind; }
  Number number() const { return number_at(*shape, rank); }
  bool operator==(const Node&) const = default;
};

// The simplest value of a shape: 0, "", the first alternative, nothing, no elements.
Node simplest(const Shape& shape);

// What stands for it in a choice: alternative number `alternative`, holding `value`.
Node choose(const Shape& choice, std::size_t alternative, Node value);

// The members of a struct taken over from another one, where name and type agree. Nothing where either is no struct.
void keep_members(const Node& from, Node& to);

// Whether it is a struct of nothing but a sequence that is empty: a transaction of no writes.
bool is_empty_group(const Node& node);

// A text's letters, and back. Code points are one letter each; so is a byte that belongs to none.
std::vector<Node> letters_of(const std::string& text);
std::string text_of(const std::vector<Node>& letters);

// Calls `visit(node)` for the node and all below it, but not for the letters of texts; parents first.
template <class N, class Visit>
void visit_nodes(N& node, Visit&& visit) {
  visit(node);
  if (node.is(Shape::Kind::text)) return;
  for (auto& part : node.parts) visit_nodes(part, visit);
}

// All nodes for which `wanted(node)` holds, parents first. The pointers are into `root`.
template <class N, class Wanted>
std::vector<N*> find_nodes(N& root, Wanted&& wanted) {
  std::vector<N*> found;
  visit_nodes(root, [&](N& node) {
    if (wanted(node)) found.push_back(&node);
  });
  return found;
}

inline auto of_kind(Shape::Kind kind) {
  return [kind](const Node& node) { return node.is(kind); };
}

inline bool is_integer(const Node& node) {
  return node.is(Shape::Kind::number) && node.shape->scale == Shape::Scale::integer;
}

// A described value as a tree.
template <class T>
Node to_tree(const T& value) {
  const Shape& shape = shape_of<T>();
  Node node{&shape};
  if constexpr (Ranked<T>) {
    node.rank = value.rank();
  } else if constexpr (DescribedEnum<T>) {
    std::uint64_t index = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
      if (enumerator.value == value) node.rank = index;
      ++index;
    });
  } else if constexpr (std::is_same_v<T, float>) {
    node.rank = real_rank(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    node.rank = real_rank(static_cast<double>(value));
  } else if constexpr (std::is_integral_v<T>) {
    node.rank = *rank_of(shape, value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    node.parts = letters_of(value);
  } else if constexpr (std::is_same_v<T, Minted>) {
    node.parts = letters_of(value.text);
  } else if constexpr (Variant<T>) {
    node.rank = value.index();
    std::visit([&](const auto& alternative) { node.parts.push_back(to_tree(alternative)); }, value);
  } else if constexpr (Optional<T> || is_pointer<T>) {
    if (value) node.parts.push_back(to_tree(*value));
  } else if constexpr (Vector<T>) {
    node.parts.reserve(value.size());
    for (const auto& element : value) node.parts.push_back(to_tree(element));
  } else if constexpr (!std::is_same_v<T, std::monostate>) {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    node.parts.reserve(shape.parts.size());
    for_each_member(value, [&](const char*, const auto& member) { node.parts.push_back(to_tree(member)); });
  }
  return node;
}

// The value of a tree of its shape.
template <class T>
void from_tree(const Node& node, T& value) {
  if constexpr (Ranked<T>) {
    value = T::at(node.rank);
  } else if constexpr (DescribedEnum<T>) {
    std::uint64_t index = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
      if (index++ == node.rank) value = enumerator.value;
    });
  } else if constexpr (std::is_same_v<T, float>) {
    value = float_at(node.rank);
  } else if constexpr (std::is_floating_point_v<T>) {
    value = static_cast<T>(real_at(node.rank));
  } else if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(node.number());
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = text_of(node.parts);
  } else if constexpr (std::is_same_v<T, Minted>) {
    value.text = text_of(node.parts);
  } else if constexpr (Variant<T>) {
    emplace_alternative(value, node.rank);
    std::visit([&](auto& alternative) { from_tree(node.parts.front(), alternative); }, value);
  } else if constexpr (Optional<T>) {
    value.reset();
    if (!node.parts.empty()) from_tree(node.parts.front(), value.emplace());
  } else if constexpr (is_pointer<T>) {
    value.reset();
    if (node.parts.empty()) return;
    value = std::make_unique<typename T::element_type>();
    from_tree(node.parts.front(), *value);
  } else if constexpr (Vector<T>) {
    value.clear();
    value.reserve(node.parts.size());
    for (const Node& part : node.parts) {
      typename T::value_type element{};
      from_tree(part, element);
      value.push_back(std::move(element));
    }
  } else if constexpr (!std::is_same_v<T, std::monostate>) {
    std::size_t index = 0;
    for_each_member(value, [&](const char*, auto& member) { from_tree(node.parts[index++], member); });
  }
}

template <class T>
T value_of(const Node& node) {
  T value{};
  from_tree(node, value);
  return value;
}

}  // namespace faultline::shrink
