#include "faultline/engine/report/stack_text.h"

#include <algorithm>
#include <array>
#include <backtrace.h>
#include <filesystem>
#include <link.h>
#include <map>

#include <boost/core/demangle.hpp>
#include <fmt/format.h>

#include "faultline/engine/report/paths.h"

namespace faultline {
namespace {

constexpr std::size_t kMost = 20;
// Longer lists of arguments are left out of a name.
constexpr std::size_t kLongArguments = 32;

struct Call {
  std::string name;      // demangled; empty: not known
  std::string location;  // "file:line", or "file+0xoffset"
};

// Where this process has mapped the files whose code it may run; the program itself has no name.
std::map<std::string, std::uint64_t> mapped_files() {
  std::map<std::string, std::uint64_t> files;
  const auto note = [](dl_phdr_info* info, std::size_t, void* all) {
    static_cast<std::map<std::string, std::uint64_t>*>(all)->emplace(info->dlpi_name, info->dlpi_addr);
    return 0;
  };
  ::dl_iterate_phdr(note, &files);
  return files;
}

void no_matter(void*, const char*, int) {}

// Inlined calls have a line of their own, before the function that they are in.
int note_line(void* calls, std::uintptr_t, const char* file, int line, const char* function) {
  Call call;
  if (function != nullptr) call.name = boost::core::demangle(function);
  if (file != nullptr) call.location = fmt::format("{}:{}", file, line);
  static_cast<std::vector<Call>*>(calls)->push_back(std::move(call));
  return 0;
}

void note_symbol(void* name, std::uintptr_t, const char* symbol, std::uintptr_t, std::uintptr_t) {
  if (symbol != nullptr) *static_cast<std::string*>(name) = boost::core::demangle(symbol);
}

std::vector<Call> calls_at(const CodePlace& place, const std::map<std::string, std::uint64_t>& files) {
  static backtrace_state* const symbols = ::backtrace_create_state(nullptr, 1, no_matter, nullptr);
  if (place.file == "?") return {{"", fmt::format("{:#x}, where no code is", place.offset)}};
  std::vector<Call> calls;
  if (const auto file = files.find(place.file); file != files.end() && symbols != nullptr) {
    const std::uintptr_t address = file->second + place.offset;
    ::backtrace_pcinfo(symbols, address, note_line, no_matter, &calls);
    std::erase_if(calls, [](const Call& call) { return call.name.empty() && call.location.empty(); });
    if (calls.empty()) calls.emplace_back();
    // What stands around the inlined ones: the linker's name is whole where that of the debugger may lack its namespace.
    ::backtrace_syminfo(symbols, address, note_symbol, no_matter, &calls.back().name);
  } else {
    calls.emplace_back();
  }
  const std::string file = place.file.empty() ? program_path().filename().string() : place.file;
  if (calls.back().location.empty()) calls.back().location = fmt::format("{}+{:#x}", file, place.offset);
  return calls;
}

// How the target's code comes to be called.
bool is_engine(const Call& call) {
  constexpr std::array kOwn{"faultline::attach::SystemOf<", "faultline::attach::ModelCheck<", "faultline::Outside<",
                            "faultline::Runner<", "faultline::host("};
  return std::any_of(kOwn.begin(), kOwn.end(),
                     [&](const char* own) { return call.name.find(own) != std::string::npos; });
}

// How many of the first are the machinery of dying.
std::size_t machinery(const std::vector<Call>& calls) {
  for (const auto& [name, after] : {std::pair{"__cxa_throw", 1}, {"std::terminate", 0}, {"abort", 0}, {"raise", 0}})
    for (std::size_t at = 0; at < std::min<std::size_t>(calls.size(), 12); ++at)
      if (calls[at].name.substr(0, calls[at].name.find('(')) == name && at + after < calls.size())
        return at + static_cast<std::size_t>(after);
  return 0;
}

std::string line_of(const Call& call) {
  if (call.name.empty()) return call.location;
  return fmt::format("{}  {}", short_name(call.name), call.location);
}

// Each of the outermost pairs of brackets that hold much holds ".." instead.
std::string without_long(std::string_view name, char open, char close) {
  std::string out;
  std::size_t depth = 0, begin = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool an_operator = out.ends_with("operator") || out.ends_with("operator<") || out.ends_with("operator-");
    if (name[at] == open && !(depth == 0 && an_operator) && depth++ == 0) begin = at;
    if (depth == 0) out += name[at];
    if (name[at] != close || depth == 0 || --depth > 0) continue;
    const std::string_view inside = name.substr(begin + 1, at - begin - 1);
    out += open;
    out += inside.size() > kLongArguments ? ".." : inside;
    out += close;
  }
  return depth == 0 ? out : std::string(name);
}

}  // namespace

std::string short_name(std::string_view function) { return without_long(without_long(function, '<', '>'), '(', ')'); }

std::vector<std::string> stack_text(const std::vector<CodePlace>& places) {
  const auto files = mapped_files();
  std::vector<Call> calls;
  for (const CodePlace& place : places)
    for (Call& call : calls_at(place, files)) calls.push_back(std::move(call));
  calls.erase(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(machinery(calls)));
  if (const auto engine = std::find_if(calls.begin(), calls.end(), is_engine); engine != calls.end())
    calls.erase(engine + 1, calls.end());  // what the target has inlined into it looks like it, so it stays

  std::vector<std::string> lines;
  for (const Call& call : calls) {
    if (lines.size() == kMost) {
      lines.push_back("...");
      break;
    }
    lines.push_back(line_of(call));
  }
  return lines;
}

}  // namespace faultline
