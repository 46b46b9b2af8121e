// Fitting text to the width of a terminal. Widths are in columns: a wide character takes two, a colour none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

// How many a terminal has now; 0: the descriptor is of no terminal.
std::size_t terminal_columns(int descriptor);

std::size_t columns_of(std::string_view text);

// With spaces after it (before it: `right`) up to so many columns.
std::string padded(std::string_view text, std::size_t columns, bool right = false);

// What fits into so many columns, ending in "..." where something is left out.
std::string cut_to(std::string_view text, std::size_t columns);

// In lines of at most so many columns, at least 1, broken at spaces where there are some.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

// Each line of `text` that is too long is wrapped, and goes on `indent` columns from the left. 0 columns: no limit.
std::string fitted(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace faultline
