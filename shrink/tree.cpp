#include "faultline/shrink/tree.h"

#include <string_view>

namespace faultline::shrink {
namespace {

constexpr std::uint32_t kLoneByte = 0x110000;  // and on: a byte that is part of no code point

// The code point at the front of `rest`, and how many bytes it takes; a lone byte where there is none.
std::pair<std::uint32_t, std::size_t> first_letter(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const std::uint32_t lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 1) return {lead, 1};
  if (length == 0 || rest.size() < length) return {kLoneByte + lead, 1};
  std::uint32_t point = lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {kLoneByte + lead, 1};
    point = point << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  if (overlong || surrogate || point >= kLoneByte) return {kLoneByte + lead, 1};
  return {point, length};
}

void append_letter(std::string& text, std::uint32_t point) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point >= kLoneByte) {
    add(point - kLoneByte);
  } else if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xc0 | point >> 6);
    add(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    add(0xe0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3f));
    add(0x80 | (point & 0x3f));
  } else {
    add(0xf0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3f));
    add(0x80 | (point >> 6 & 0x3f));
    add(0x80 | (point & 0x3f));
  }
}

}  // namespace

Node simplest(const Shape& shape) {
  Node node{&shape};
  if (shape.kind == Shape::Kind::choice) node.parts.push_back(simplest(shape.parts.front().shape()));
  if (shape.kind == Shape::Kind::record)
    for (const auto& member : shape.parts) node.parts.push_back(simplest(member.shape()));
  return node;
}

Node choose(const Shape& choice, std::size_t alternative, Node value) {
  Node node{&choice, alternative};
  node.parts.push_back(std::move(value));
  return node;
}

void keep_members(const Node& from, Node& to) {
  if (!from.is(Shape::Kind::record) || !to.is(Shape::Kind::record)) return;
  for (std::size_t i = 0; i < to.parts.size(); ++i)
    for (std::size_t j = 0; j < from.parts.size(); ++j)
      if (to.parts[i].shape == from.parts[j].shape && to.shape->parts[i].name == from.shape->parts[j].name)
        to.parts[i] = from.parts[j];
}

bool is_empty_group(const Node& node) {
  return node.is(Shape::Kind::record) && node.parts.size() == 1 && node.parts.front().is(Shape::Kind::sequence) &&
         node.parts.front().parts.empty();
}

std::vector<Node> letters_of(const std::string& text) {
  std::vector<Node> letters;
  for (std::string_view rest = text; !rest.empty();) {
    const auto [point, length] = first_letter(rest);
    letters.push_back({&letter_shape(), *rank_of(letter_shape(), point)});
    rest.remove_prefix(length);
  }
  return letters;
}

std::string text_of(const std::vector<Node>& letters) {
  std::string text;
  for (const Node& letter : letters) append_letter(text, static_cast<std::uint32_t>(letter.number()));
  return text;
}

}  // namespace faultline::shrink
