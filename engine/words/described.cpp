#include "faultline/engine/words/described.h"

#include <cctype>

namespace faultline::detail {

std::string snake_case(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isupper(u) && !out.empty() && out.back() != '_') out += '_';
    out += static_cast<char>(std::tolower(u));
  }
  return out;
}

}  // namespace faultline::detail
