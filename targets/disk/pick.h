// Which of the ways a power loss can go it goes.
#pragma once

#include <cstdint>
#include <string_view>

namespace faultline::disk {

// Loses everything that was not synced.
inline constexpr std::uint32_t kLoseAll = 1;

// One power loss. Decides about each thing by itself, by a hash, so that a thing more or less on the disk changes
// nothing for the others.
class Pick {
 public:
  explicit Pick(std::uint32_t pick) : pick_(pick) {}

  // How many of `steps` changes to the thing (a, b) reached the disk: 0 to `steps`, uniformly.
  std::uint64_t survivors(std::uint64_t a, std::uint64_t b, std::uint64_t steps) const {
    if (pick_ == kLoseAll || steps == 0) return 0;
    return mix(mix(mix(pick_) ^ a) ^ b) % (steps + 1);
  }

  // A text as a thing (FNV-1a).
  static std::uint64_t number_of(std::string_view text) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3;
    return hash;
  }

 private:
  // The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e37'79b9'7f4a'7c15;
    x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
    x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
    return x ^ (x >> 31);
  }

  std::uint32_t pick_;
};

}  // namespace faultline::disk
