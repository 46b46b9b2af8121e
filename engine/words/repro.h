// Repro files: a failing schedule that replays, readable and editable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <boost/json/value.hpp>

namespace faultline {

struct Repro {
  std::string check;
  std::string seed;              // as printed; empty when the schedule was not made from a seed
  std::uint32_t seed_steps = 0;  // how many steps the seed's schedule had
  std::string revision;          // 8 hex digits of what generated it; a replay does not need it to match
  boost::json::value steps;
  std::string failure;  // class, as in `lost_ack`; empty: not known to fail
  std::string origin;
  std::uint32_t step = 0;  // counted from 1 over `steps`; one past the last: the final audit
  std::string digest;      // 16 hex digits of the history
  bool flaky = false;      // it came and went when it was found
  std::string isolation;   // as `--isolate` names it; empty: the check's own

  bool operator==(const Repro&) const = default;
};

inline constexpr int kReproVersion = 1;
inline constexpr std::size_t kLargestRepro = 16 << 20;  // bytes; more is refused unread

std::string print_repro(const Repro& repro);

// Throws BadInput: not JSON, truncated, from a newer version, a key missing, unknown, twice there or malformed, or a
// verdict that no run comes to; names `source` and the place.
Repro parse_repro(std::string_view text, const std::string& source);

// Throws BadInput also when the file cannot be read, holds more than kLargestRepro, or is a pipe that nobody writes to.
Repro read_repro(const std::filesystem::path& file);

// `<check>-<class>-<digest8>.json`
std::string repro_file_name(const Repro& repro);

}  // namespace faultline
