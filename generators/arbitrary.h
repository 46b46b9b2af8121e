// Strong types as RapidCheck generators: rc::gen::arbitrary<Key>() stays in the domain and shrinks to its simplest.
#pragma once

#include <rapidcheck.h>

#include "faultline/engine/words/domain.h"

namespace rc {

template <std::int64_t Low, std::int64_t High>
struct Arbitrary<faultline::Ranged<Low, High>> {
  static Gen<faultline::Ranged<Low, High>> arbitrary() {
    static_assert(faultline::Ranged<Low, High>::size() != 0, "use a plain std::int64_t for the full range");
    return gen::map(gen::inRange<std::uint64_t>(0, faultline::Ranged<Low, High>::size()),
                    [](std::uint64_t rank) { return faultline::Ranged<Low, High>::at(rank); });
  }
};

template <faultline::Literal... Words>
struct Arbitrary<faultline::OneOf<Words...>> {
  static Gen<faultline::OneOf<Words...>> arbitrary() {
    return gen::map(gen::inRange<std::uint64_t>(0, sizeof...(Words)),
                    [](std::uint64_t rank) { return faultline::OneOf<Words...>::at(rank); });
  }
};

}  // namespace rc
