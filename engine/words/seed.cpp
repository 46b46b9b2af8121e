#include "faultline/engine/words/seed.h"

#include <charconv>

#include <fmt/format.h>

#include "faultline/engine/words/bad_input.h"

namespace faultline {
namespace {

constexpr const char* kShape = "a seed is a number (7, 0x51a7) or the printed form g1a2b3c4d:0x51a7";

[[noreturn]] void reject(std::string_view text, std::string_view why) {
  throw BadInput(fmt::format("bad seed '{}': {}; {}", text, why, kShape));
}

std::optional<std::uint64_t> parse_number(std::string_view text, int base) {
  std::uint64_t n = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, n, base);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return n;
}

}  // namespace

std::uint64_t run_seed(std::uint64_t campaign, std::string_view check, std::uint64_t index) {
  return hash_pair(hash_text(check), index, campaign);
}

Seed parse_seed(std::string_view text) {
  Seed seed;
  std::string_view number = text;
  if (text.starts_with('g')) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) reject(text, "the ':' after the revision is missing");
    const auto revision = parse_number(text.substr(1, colon - 1), 16);
    if (colon != 9 || !revision) reject(text, "the revision must be 8 hex digits");
    seed.revision = static_cast<std::uint32_t>(*revision);
    number = text.substr(colon + 1);
  }
  const bool hex = number.starts_with("0x") || number.starts_with("0X");
  const auto n = hex ? parse_number(number.substr(2), 16) : parse_number(number, 10);
  if (!n) reject(text, fmt::format("'{}' is not a 64-bit number", number));
  seed.number = *n;
  return seed;
}

std::string print_seed(const Seed& seed) {
  if (seed.revision) return fmt::format("g{:08x}:{:#x}", *seed.revision, seed.number);
  return fmt::format("{:#x}", seed.number);
}

std::string print_digest(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

}  // namespace faultline
