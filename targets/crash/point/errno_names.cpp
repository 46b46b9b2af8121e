#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "faultline/targets/crash/point/inject_spec.h"

namespace faultline::crash {
namespace {

// Second names of numbers for which the C library tells another.
constexpr std::array<std::pair<std::string_view, int>, 4> kAliases{
    {{"EWOULDBLOCK", EWOULDBLOCK}, {"EDEADLOCK", EDEADLOCK}, {"EOPNOTSUPP", EOPNOTSUPP}, {"ENOTSUP", ENOTSUP}}};

const char* known_name(std::uint32_t number) {
  return number == 0 || number > kLargestErrno ? nullptr : ::strerrorname_np(static_cast<int>(number));
}

}  // namespace

std::optional<std::uint32_t> errno_number(std::string_view name) {
  for (std::uint32_t number = 1; number <= kLargestErrno; ++number) {
    const char* known = known_name(number);
    if (known != nullptr && name == known) return number;
  }
  for (const auto& [alias, number] : kAliases) {
    if (name == alias) return static_cast<std::uint32_t>(number);
  }
  return std::nullopt;
}

std::string errno_text(std::uint32_t number) {
  const char* name = known_name(number);
  return name == nullptr ? std::to_string(number) : name;
}

}  // namespace faultline::crash
