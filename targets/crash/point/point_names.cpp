// Names: those of the points in this program, and those in messages.
#include <algorithm>
#include <cstring>

#include "faultline/targets/crash/point/crashpoint.h"

// The linker makes these for a section whose name is a C identifier. Weak: a program may have no such section.
extern "C" {
extern const char __start_faultline_points[] __attribute__((weak, visibility("hidden")));
extern const char __stop_faultline_points[] __attribute__((weak, visibility("hidden")));
}

namespace faultline::crash {

std::vector<std::string> all_points() {
  std::vector<std::string> names;
  for (const char* at = __start_faultline_points; at != __stop_faultline_points; at += names.back().size() + 1)
    names.emplace_back(at);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string fail_message(std::string_view name) {
  return std::string(kInjectVariable) + ": I/O error injected at checkpoint '" + std::string(name) + '\'';
}

}  // namespace faultline::crash

extern "C" size_t faultline_fail_message(const char* name, char* buffer, size_t size) {
  const std::string text = faultline::crash::fail_message(name == nullptr ? "" : name);
  if (size > 0) {
    const size_t kept = std::min(size - 1, text.size());
    std::memcpy(buffer, text.data(), kept);
    buffer[kept] = '\0';
  }
  return text.size();
}
