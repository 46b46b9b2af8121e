#include "faultline/targets/store/durable/unfinished.h"

#include <algorithm>

#include "faultline/targets/store/durable/frame.h"

namespace faultline::store::wal {
namespace {

constexpr std::size_t kSector = 512;  // bytes; the least that any disk writes at once

}  // namespace

bool has_lost_sector(std::string_view log, std::uint64_t from) {
  const auto begin = static_cast<std::size_t>(from);
  bool lost = false;
  for (std::size_t at = begin; at < log.size() && !lost;) {
    const std::size_t end = std::min(log.size(), (at / kSector + 1) * kSector);
    lost = log.substr(at, end - at).find_first_not_of('\0') == std::string_view::npos;
    at = end;
  }
  return lost && !holds_whole_frame(log.substr(begin + 1));
}

}  // namespace faultline::store::wal
