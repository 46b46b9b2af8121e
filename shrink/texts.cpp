#include <algorithm>

#include "faultline/shrink/passes.h"

namespace faultline::shrink {
namespace {

using Letters = std::vector<Node>;

// Simplifies one text of a value, and with it those equal to it.
class Simplifying {
 public:
  Simplifying(Search& search, std::size_t place, bool together) : search_(search) {
    const auto texts = find_nodes(search.best(), of_kind(Shape::Kind::text));
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (i == place || (together && *texts[i] == *texts[place])) places_.push_back(i);
  }

  bool run() {
    const bool renamed = try_short();
    const bool shorter = remove_letters();
    return simplify_letters() || shorter || renamed;
  }

 private:
  static constexpr std::uint64_t kNames = 4;

  const Letters& letters() const {
    return find_nodes(search_.best(), of_kind(Shape::Kind::text))[places_.front()]->parts;
  }
  // Read again as a text: lone bytes side by side may be one letter, half a surrogate pair is three.
  bool accept(const Letters& edited) {
    Node candidate = search_.best();
    const Letters canonical = letters_of(text_of(edited));
    const auto texts = find_nodes(candidate, of_kind(Shape::Kind::text));
    for (const std::size_t place : places_) texts[place]->parts = canonical;
    return search_.accept(std::move(candidate));
  }

  // "", "a", "b" ...
  bool try_short() {
    if (letters().empty()) return false;
    if (accept({})) return true;
    for (std::uint64_t rank = 0; rank < kNames; ++rank)
      if (accept({Node{&letter_shape(), rank}})) return true;
    return false;
  }

  bool remove_letters() {
    bool progress = false;
    for (std::size_t length = letters().size() / 2; length > 0; length /= 2) {
      for (std::size_t end = letters().size(); end >= length;) {
        Letters rest = letters();
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(end - length),
                   rest.begin() + static_cast<std::ptrdiff_t>(end));
        const bool accepted = accept(rest);
        progress |= accepted;
        end = std::min(end - length, letters().size());
      }
    }
    return progress;
  }

  // All the simplest, else each: the simplest, then halfway.
  bool simplify_letters() {
    if (accept(Letters(letters().size(), Node{&letter_shape()}))) return true;
    bool progress = false;
    for (std::size_t i = 0; i < letters().size(); ++i) {
      for (std::uint64_t low = 0, high = letters()[i].rank; low < high && i < letters().size();) {
        const std::uint64_t middle = low == 0 ? 0 : low + (high - low) / 2;
        Letters simpler = letters();
        simpler[i].rank = middle;
        if (accept(simpler)) {
          progress = true;
          high = middle;
        } else {
          low = middle + 1;
        }
      }
    }
    return progress;
  }

  Search& search_;
  std::vector<std::size_t> places_;
};

}  // namespace

bool simplify_texts(Search& search) {
  bool progress = false;
  for (const bool together : {true, false}) {
    const std::size_t count = find_nodes(search.best(), of_kind(Shape::Kind::text)).size();
    for (std::size_t place = 0; place < count; ++place) progress |= Simplifying(search, place, together).run();
  }
  return progress;
}

}  // namespace faultline::shrink
