// What FAULT_INJECT says, as data: text -> entries, or the place where it goes wrong. Pure: looks at nothing else.
//
//   spec   entries separated by ',' or ';', blanks around everything, empty entries dropped
//   entry  NAME                     the point does what its kind does
//          NAME = TERM -> TERM ...  the first term that takes the hit decides; none = nothing happens
//   term   [P%][N*]TASK[(ARGUMENT)], the grammar of fail-rs and of FreeBSD's fail(9)
//   task   off  kill  panic  return[(errno name or number)]  sleep(milliseconds)  exit(code)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace faultline::crash {

enum class Task : std::uint8_t { off, kill, panic, fail, sleep, exit };  // `fail` is written "return"

inline constexpr std::uint32_t kCertain = 100'000'000;  // a chance of 100 %
inline constexpr std::uint32_t kLargestErrno = 4095;    // as in the kernel

struct InjectTerm {
  std::optional<std::uint32_t> chance = {};  // in millionths of a percent, 0 to kCertain; none = always
  std::optional<std::uint64_t> times = {};   // takes so many hits and no more
  Task task = Task::off;
  std::uint32_t argument = 0;  // fail: errno, 1 to kLargestErrno; sleep: milliseconds; exit: 0 to 255; else 0

  bool operator==(const InjectTerm&) const = default;
};

struct InjectEntry {
  std::string name;               // not empty, no blanks around it, none of ,;=
  std::vector<InjectTerm> terms;  // none = a plain name

  bool operator==(const InjectEntry&) const = default;
};

using InjectSpec = std::vector<InjectEntry>;  // in the order of the text, each name once

struct InjectError {
  std::size_t at = 0;  // offset in the text; its size when something is missing at the end
  std::string why;     // one line, without the place
};

std::variant<InjectSpec, InjectError> parse_inject(std::string_view text);

// The spec in one line that reads back as the same spec.
std::string print_inject(const InjectSpec& spec);

// Three lines: `title: why`, the text (what does not print shows as '?'), and a mark under the place.
std::string explain(std::string_view title, std::string_view text, const InjectError& error);

// The names for which a point may do something, in the order of the spec: those that are only switched off are not.
std::vector<std::string> armed_names(const InjectSpec& spec);

// The number of an errno name ("EIO"), or none; and the name of a number, or the number itself.
std::optional<std::uint32_t> errno_number(std::string_view name);
std::string errno_text(std::uint32_t number);

}  // namespace faultline::crash
