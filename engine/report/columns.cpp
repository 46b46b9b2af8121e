#include "faultline/engine/report/columns.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <sys/ioctl.h>
#include <unistd.h>

#include "faultline/engine/words/utf8.h"

namespace faultline {
namespace {

// The C library knows how wide characters are, but only in a locale that has them.
std::size_t width_of(char32_t code) {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (code < 0x80 || locale == nullptr) return 1;
  const locale_t before = ::uselocale(locale);
  const int width = ::wcwidth(static_cast<wchar_t>(code));
  ::uselocale(before);
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

// One character, or a whole "\x1b[31m".
struct Piece {
  std::size_t bytes = 0, columns = 0;
};

Piece piece_at(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("\x1b[")) {
    const std::size_t end = text.find('m', at);
    return {(end == std::string_view::npos ? text.size() : end + 1) - at, 0};
  }
  const Character next = character_at(text, at);
  return next.bytes == 0 ? Piece{1, 1} : Piece{next.bytes, width_of(next.code)};
}

// How many bytes of it fit.
std::size_t bytes_that_fit(std::string_view text, std::size_t columns) {
  std::size_t at = 0, used = 0;
  while (at < text.size()) {
    const Piece piece = piece_at(text, at);
    used += piece.columns;
    if (used > columns) break;
    at += piece.bytes;
  }
  return at;
}

std::string_view without_spaces_after(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

// `first` columns for the first line, `others` for those that follow.
std::vector<std::string> broken(std::string_view text, std::size_t first, std::size_t others) {
  std::vector<std::string> lines;
  for (std::size_t columns = std::max<std::size_t>(first, 1);; columns = std::max<std::size_t>(others, 1)) {
    const std::size_t fits = bytes_that_fit(text, columns);
    if (fits == text.size()) break;
    std::size_t end = text.rfind("  ", fits);  // between two cells rather than within one
    if (end == std::string_view::npos || end < fits / 2) end = text.rfind(' ', fits);
    if (end == std::string_view::npos || without_spaces_after(text.substr(0, end)).empty())
      end = std::max<std::size_t>(fits, piece_at(text, 0).bytes);
    lines.emplace_back(without_spaces_after(text.substr(0, end)));
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ', end)));
    if (text.empty()) return lines;
  }
  lines.emplace_back(text);
  return lines;
}

}  // namespace

std::size_t terminal_columns(int descriptor) {
  if (::isatty(descriptor) != 1) return 0;
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    columns += piece.columns;
    at += piece.bytes;
  }
  return columns;
}

std::string padded(std::string_view text, std::size_t columns, bool right) {
  const std::string spaces(columns - std::min(columns, columns_of(text)), ' ');
  return right ? spaces + std::string(text) : std::string(text) + spaces;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  const std::string_view dots = std::string_view("...").substr(0, columns);
  return std::string(text.substr(0, bytes_that_fit(text, columns - dots.size()))) + std::string(dots);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) { return broken(text, columns, columns); }

std::string fitted(std::string_view text, std::size_t columns, std::size_t indent) {
  if (columns == 0) return std::string(text);
  indent = std::min(indent, columns / 2);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.size(), text.find('\n'));
    const auto lines = broken(text.substr(0, end), columns, columns - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) out += (i == 0 ? "" : '\n' + std::string(indent, ' ')) + lines[i];
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return out;
}

}  // namespace faultline
