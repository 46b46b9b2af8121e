#include "faultline/targets/crash/point/inject_plan.h"

namespace faultline::crash {
namespace {

// The finaliser of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// FNV-1a, 64 bits (Fowler, Noll, Vo).
std::uint64_t hashed(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

}  // namespace

bool takes_hit(std::uint32_t chance, std::uint64_t seed, std::string_view name, std::uint64_t hit, std::uint64_t term) {
  const std::uint64_t draw = mixed(mixed(mixed(mixed(seed) ^ hashed(name)) ^ hit) ^ term);
  return ((draw >> 32) * kCertain) >> 32 < chance;  // 32 bits of the draw, scaled to 0 .. kCertain - 1
}

InjectPlan::InjectPlan(const InjectSpec& spec, std::uint64_t seed) : seed_(seed) {
  for (const InjectEntry& entry : spec) entries_.push_back({entry});
}

std::optional<Deed> InjectPlan::hit(std::string_view name) {
  for (Entry& entry : entries_) {
    if (entry.spec.name != name) continue;
    ++entry.hits;
    if (entry.spec.terms.empty()) return Deed{};
    std::uint64_t index = 0;
    for (InjectTerm& term : entry.spec.terms) {
      const std::uint64_t at = index++;
      if (term.times == 0u) continue;
      if (term.chance && !takes_hit(*term.chance, seed_, name, entry.hits, at)) continue;
      if (term.times) --*term.times;
      return Deed{term.task, term.argument};
    }
    return Deed{Task::off};
  }
  return std::nullopt;
}

}  // namespace faultline::crash
