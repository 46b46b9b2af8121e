// Seeds: how they are derived, drawn from, printed and read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "faultline/engine/words/hash.h"

namespace faultline {

// The run's number: XXH3(campaign, check, index). Everything random in a run follows from it.
std::uint64_t run_seed(std::uint64_t campaign, std::string_view check, std::uint64_t index);

// The random numbers of one step: draw i is XXH3(run seed, step id, i), so removing a step or a draw elsewhere
// changes nothing here. A value type; two equal ones yield equal draws.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t step) : seed_(seed), step_(step) {}

  std::uint64_t next() { return hash_pair(step_, index_++, seed_); }

  // Uniform in [0, bound); bound > 0. Multiply-shift (Lemire 2016); its bias is below bound / 2^64.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }

  // Two independent numbers for the price of one: uniform in [0, first) and [0, second); both at most 2^32.
  std::pair<std::uint64_t, std::uint64_t> two_below(std::uint64_t first, std::uint64_t second) {
    const std::uint64_t bits = next();
    return {((bits & 0xffffffff) * first) >> 32, ((bits >> 32) * second) >> 32};
  }

  // True with probability `numerator / denominator`.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) { return below(denominator) < numerator; }

 private:
  std::uint64_t seed_;
  std::uint64_t step_;
  std::uint64_t index_ = 0;
};

// A seed as a person writes it: `7`, `0x51a7`, or the printed form `g1a2b3c4d:0x51a7`, whose first part is the
// revision of what the seed generates (8 hex digits).
struct Seed {
  std::optional<std::uint32_t> revision;
  std::uint64_t number = 0;

  bool operator==(const Seed&) const = default;
};

// Throws BadInput, saying what is wrong with `text` and what a seed looks like.
Seed parse_seed(std::string_view text);

// The printed form; without a revision just `0x51a7`.
std::string print_seed(const Seed& seed);

// 16 lower-case hex digits, as digests are printed.
std::string print_digest(std::uint64_t digest);

}  // namespace faultline
