#include "faultline/targets/crash/point/inject_spec.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "faultline/targets/crash/point/inject_cursor.h"

namespace faultline::crash {
namespace {

constexpr std::array<std::pair<std::string_view, Task>, 6> kTasks{{{"off", Task::off},
                                                                   {"kill", Task::kill},
                                                                   {"panic", Task::panic},
                                                                   {"return", Task::fail},
                                                                   {"sleep", Task::sleep},
                                                                   {"exit", Task::exit}}};

std::string quoted(std::string_view text) { return '\'' + std::string(text) + '\''; }

Task parse_task(InjectCursor& in) {
  const std::size_t at = in.place();
  const std::string_view word = in.take_while([](char c) { return c >= 'a' && c <= 'z'; });
  for (const auto& [name, task] : kTasks) {
    if (name == word) return task;
  }
  if (word.empty()) throw InjectError{at, "a task is missing (off, kill, panic, return, sleep, exit)"};
  throw InjectError{at, "there is no task " + quoted(word) + " (off, kill, panic, return, sleep, exit)"};
}

// What stands between the parentheses, which may be left out for `return` only.
std::uint32_t parse_argument(InjectCursor& in, Task task) {
  const bool given = in.take("(");
  if (!given && task == Task::sleep) throw InjectError{in.place(), "sleep needs milliseconds: sleep(10)"};
  if (!given && task == Task::exit) throw InjectError{in.place(), "exit needs a code: exit(1)"};
  if (!given) return task == Task::fail ? EIO : 0;
  if (task != Task::fail && task != Task::sleep && task != Task::exit)
    throw InjectError{in.place() - 1, "this task takes no argument"};

  const std::size_t at = in.place();
  const std::string_view text = in.take_while([](char c) { return c != ')'; });
  if (!in.take(")")) throw InjectError{at - 1, "this parenthesis is not closed"};
  const std::optional<std::uint32_t> number = whole_number<std::uint32_t>(text);
  if (task == Task::sleep) {
    if (!number) throw InjectError{at, quoted(text) + " is no number of milliseconds"};
    return *number;
  }
  if (task == Task::exit) {
    if (!number || *number > 255) throw InjectError{at, quoted(text) + " is no exit code (0 to 255)"};
    return *number;
  }
  const std::optional<std::uint32_t> code = number ? number : errno_number(text);
  if (!code || *code == 0 || *code > kLargestErrno)
    throw InjectError{at, quoted(text) + " is no errno name or number (1 to 4095)"};
  return *code;
}

// "12.5" -> 12.5 %, in the units of a chance. No floating point: the same text is the same chance everywhere.
std::uint32_t parse_chance(std::string_view text, std::size_t at) {
  const std::string_view whole = text.substr(0, text.find('.'));
  std::string decimals(text.size() > whole.size() ? text.substr(whole.size() + 1) : "0");
  const bool fits = !decimals.empty() && decimals.size() <= 6;
  decimals.resize(6, '0');
  const auto percent = whole_number<std::uint32_t>(whole);
  const auto millionths = whole_number<std::uint32_t>(decimals);
  if (!fits || !percent || !millionths || *percent > 100 || *percent * 1'000'000 + *millionths > kCertain)
    throw InjectError{at, quoted(text) + " is no percentage (0 to 100, at most 6 decimals)"};
  return *percent * 1'000'000 + *millionths;
}

InjectTerm parse_term(InjectCursor& in) {
  InjectTerm term;
  std::size_t at = in.place();
  std::string_view number = in.take_while(in_number);
  if (!number.empty() && in.take("%")) {
    term.chance = parse_chance(number, at);
    at = in.place();
    number = in.take_while(in_number);
  }
  if (!number.empty()) {
    if (!in.take("*")) throw InjectError{in.place(), "expected '*' after a count or '%' after a chance"};
    term.times = whole_number<std::uint64_t>(number);
    if (!term.times) throw InjectError{at, quoted(number) + " is no count"};
  }
  term.task = parse_task(in);
  term.argument = parse_argument(in, term.task);
  return term;
}

std::vector<InjectTerm> parse_terms(InjectCursor& in) {
  std::vector<InjectTerm> terms;
  do {
    in.skip_blanks();
    terms.push_back(parse_term(in));
    in.skip_blanks();
  } while (in.take("->"));
  if (!in.at_end() && !in.looks_at(',') && !in.looks_at(';'))
    throw InjectError{in.place(), "expected '->', ',' or ';' after a task"};
  return terms;
}

// A plain name may come twice, as in any list of names; two different orders for one name are a mistake.
void add(InjectSpec& spec, InjectEntry entry, std::size_t at) {
  const auto same_name = [&](const InjectEntry& other) { return other.name == entry.name; };
  const auto known = std::find_if(spec.begin(), spec.end(), same_name);
  if (known == spec.end()) {
    spec.push_back(std::move(entry));
  } else if (*known != entry) {
    throw InjectError{at, quoted(entry.name) + " is armed twice, and not alike"};
  }
}

InjectSpec parse_entries(InjectCursor& in) {
  InjectSpec spec;
  while (!in.at_end()) {
    in.skip_blanks();
    const std::size_t at = in.place();
    InjectEntry entry;
    entry.name = without_blanks_behind(in.take_while([](char c) { return c != ',' && c != ';' && c != '='; }));
    if (in.take("=")) {
      if (entry.name.empty()) throw InjectError{at, "a name is missing before '='"};
      entry.terms = parse_terms(in);
    }
    if (!entry.name.empty()) add(spec, std::move(entry), at);
    (void)(in.take(",") || in.take(";"));
  }
  return spec;
}

}  // namespace

std::variant<InjectSpec, InjectError> parse_inject(std::string_view text) {
  InjectCursor in(text);
  try {
    return parse_entries(in);
  } catch (const InjectError& error) {
    return error;
  }
}

std::vector<std::string> armed_names(const InjectSpec& spec) {
  std::vector<std::string> names;
  for (const InjectEntry& entry : spec) {
    const auto is_off = [](const InjectTerm& term) { return term.task == Task::off; };
    const bool off = !entry.terms.empty() && std::all_of(entry.terms.begin(), entry.terms.end(), is_off);
    if (!off) names.push_back(entry.name);
  }
  return names;
}

}  // namespace faultline::crash
