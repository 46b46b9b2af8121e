// A challenge run by both minimisers, from the same failing values.
#pragma once

#include <rapidcheck.h>

#include <fmt/format.h>
#include <rapidcheck/shrinkable/Operations.h>

#include "faultline/shrink/minimise.h"

#include "challenge.h"
#include "score.h"

namespace faultline::bench {

inline constexpr std::uint64_t kSeeds = 100;
inline constexpr std::uint32_t kMostAsked = 100'000;  // evaluations of one shrink by RapidCheck, which knows no limit

template <class T>
void shrink_by_us(const Challenge<T>& challenge, T start, Shrinks& shrinks) {
  shrink::Options<T> options;
  options.allowed = challenge.allowed;
  std::uint32_t asked = 0;
  const auto still_fails = [&](const T& value) {
    ++asked;
    return challenge.fails(value);
  };
  const auto minimum = shrink::minimise<T>(std::move(start), still_fails, options);
  shrinks.add(to_text(minimum.value), asked, minimum.one_minimal && !minimum.capped);
}

// What is not allowed is not counted here either, though RapidCheck made it.
template <class T>
void shrink_by_rapidcheck(const Challenge<T>& challenge, const rc::Shrinkable<T>& start, Shrinks& shrinks) {
  std::string best = to_text(start.value());
  std::uint32_t asked = 0;
  const auto still_fails = [&](const T& value) {
    if (asked >= kMostAsked || !challenge.allowed(value)) return false;
    ++asked;
    if (!challenge.fails(value)) return false;
    best = to_text(value);
    return true;
  };
  (void)rc::shrinkable::findLocalMin(start, still_fails);
  shrinks.add(best, asked, false);
}

template <class T>
std::vector<BenchRow> contest(const Challenge<T>& challenge) {
  Shrinks ours, theirs;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const rc::Shrinkable<T> start = failing_start(challenge, seed);
    shrink_by_us(challenge, start.value(), ours);
    shrink_by_rapidcheck(challenge, start, theirs);
  }
  std::string published = "none published";
  if (challenge.published) published = fmt::format("{} published", *challenge.published);
  if (challenge.forms > 1) published += fmt::format(", with {} results", challenge.forms);
  return score({challenge.name, challenge.simplest, challenge.bar, published}, ours, theirs);
}

}  // namespace faultline::bench
