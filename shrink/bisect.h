// Looking for the least number that will do.
#pragma once

#include "faultline/shrink/shape.h"

namespace faultline::shrink {

// `low` will not do, `high` will. Gives the least that will do, if all above it do: first its bit length is bisected,
// then itself, so that small ones are found fast in a wide range. Where more than `widest` is left by then, that is
// all.
template <class Try>
Number least(Number low, Number high, Number widest, const Try& will_do) {
  const auto bits_of = [](Number number) {
    int bits = 0;
    for (; number > 0; number /= 2) ++bits;
    return bits;
  };
  while (high - low > 1) {
    const Number power = Number{1} << (bits_of(low) + bits_of(high)) / 2;
    const bool between = power > low && power < high;
    if (!between && high - low > widest) break;
    const Number middle = between ? power : low + (high - low) / 2;
    (will_do(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace faultline::shrink
