// What the challenges draw from: integers of any magnitude, lists, and coincidences.
#pragma once

#include <cstdint>
#include <rapidcheck.h>
#include <vector>

namespace faultline::bench {

// Uniform in how many bits it has, up to all of `T`: RapidCheck's own integers of size 100 hardly ever have less than
// all, and none are equal or near to each other.
template <class T>
rc::Gen<T> integer() {
  return [](const rc::Random& random, int) {
    rc::Random sizes = random;
    const auto size = static_cast<int>(sizes.split().next() % (rc::kNominalSize + 1));
    return rc::gen::arbitrary<T>()(sizes, size);
  };
}

// This very integer, shrinking as RapidCheck shrinks any of its type.
template <class T>
rc::Gen<T> starting_at(T value) {
  return [value](const rc::Random&, int) { return rc::shrinkable::shrinkRecur(value, &rc::shrink::integral<T>); };
}

// Up to `longest` elements of full size.
template <class T>
rc::Gen<std::vector<T>> list_of(int longest, rc::Gen<T> element) {
  const auto full = rc::gen::resize(rc::kNominalSize, std::move(element));
  return rc::gen::resize(longest, rc::gen::container<std::vector<T>>(full));
}

// A list that has the same big integers more than once, which independent draws do not. They are shrunk on their own.
template <class T>
rc::Gen<std::vector<T>> list_with_duplicates(int longest) {
  constexpr std::size_t kPool = 40;
  const auto pool = rc::gen::noShrink(rc::gen::container<std::vector<T>>(kPool, integer<T>()));
  return rc::gen::mapcat(pool, [longest](const std::vector<T>& values) {
    const auto element = [values](const rc::Random& random, int size) {
      rc::Random choice = random;
      return starting_at(values[choice.next() % values.size()])(choice, size);
    };
    return list_of<T>(longest, element);
  });
}

}  // namespace faultline::bench
