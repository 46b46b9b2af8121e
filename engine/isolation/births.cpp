#include "faultline/engine/isolation/births.h"

#include <sys/resource.h>

namespace faultline {
namespace {

constexpr rlim_t kFirst = rlim_t{1} << 60;  // microseconds, 36,000 years
constexpr rlim_t kMarks = rlim_t{1} << 40;

}  // namespace

void mark_births(std::uint64_t mark) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_RTTIME, &limit) != 0) return;
  limit.rlim_cur = kFirst + mark;
  ::setrlimit(RLIMIT_RTTIME, &limit);
}

std::optional<std::uint64_t> birth_mark(pid_t pid) {
  rlimit limit{};
  if (::prlimit(pid, RLIMIT_RTTIME, nullptr, &limit) != 0) return std::nullopt;
  if (limit.rlim_cur < kFirst || limit.rlim_cur >= kFirst + kMarks) return std::nullopt;
  return limit.rlim_cur - kFirst;
}

}  // namespace faultline
