// One problem of the public shrinking challenge: what is drawn, what must not be changed on the way, what fails.
#pragma once

#include <functional>
#include <optional>
#include <rapidcheck.h>
#include <stdexcept>
#include <string>

#include "faultline/engine/words/text.h"

namespace faultline::bench {

inline constexpr int kSize = rc::kNominalSize;  // RapidCheck's size that every start is drawn with

template <class T>
struct Challenge {
  std::string name;
  rc::Gen<T> generator;
  std::function<bool(const T&)> allowed;  // the description's ranges and preconditions; no other value is asked about
  std::function<bool(const T&)> fails;
  std::string simplest = {};             // the one right result, as text
  double bar = 0;                        // mean evaluations at most
  std::optional<double> published = {};  // those of Hypothesis
  int forms = 1;                         // how many results it came to
};

template <class T>
bool anything(const T&) {
  return true;
}

// The first value from this seed that fails, as RapidCheck would shrink it. Throws where a million do not.
template <class T>
rc::Shrinkable<T> failing_start(const Challenge<T>& challenge, std::uint64_t seed) {
  constexpr int kDraws = 1'000'000;
  rc::Random random(seed);
  for (int draw = 0; draw < kDraws; ++draw) {
    rc::Shrinkable<T> start = challenge.generator(random.split(), kSize);
    const T value = start.value();
    if (challenge.allowed(value) && challenge.fails(value)) return start;
  }
  throw std::runtime_error("no value of " + challenge.name + " fails");
}

}  // namespace faultline::bench
