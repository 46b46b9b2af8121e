#include "faultline/engine/report/shell.h"

#include <algorithm>

#include <fmt/format.h>

#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

// What a terminal would obey goes through printf, which every shell has.
std::string printed(std::string_view text) {
  std::string escaped;
  for (const char c : text)
    escaped += kPlain.find(c) != std::string_view::npos && c != '%'
                   ? std::string(1, c)
                   : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  return fmt::format("\"$(printf '{}')\"", escaped);
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (on_one_line(text) != text) return printed(text);
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + '\'';
}

}  // namespace faultline
