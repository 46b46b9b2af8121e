// What the environment arms. Read when the program starts, so that a spec that cannot be read ends it before main.
#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "faultline/targets/crash/point/endings.h"
#include "faultline/targets/crash/point/inject_cursor.h"
#include "faultline/targets/crash/point/state.h"

namespace faultline::crash {
namespace {

// Nothing in a privileged program: whoever starts it must not be able to make it fail.
std::string variable(const char* name) {
  const char* value = ::secure_getenv(name);
  return value == nullptr ? "" : value;
}

// Empty, malformed or negative = 0: the first matching hit kills.
std::uint64_t pass_count(const std::string& text) { return whole_number<std::uint64_t>(text).value_or(0); }

std::uint64_t inject_seed() {
  const std::string text = variable(kInjectSeedVariable);
  if (text.empty()) return 0;
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const auto seed =
      hex ? whole_number<std::uint64_t>(std::string_view(text).substr(2), 16) : whole_number<std::uint64_t>(text);
  if (!seed) end_for_bad_input(explain(kInjectSeedVariable, text, {0, "no 64-bit number (7, 0x51a7)"}));
  return *seed;
}

void note_in_file(State& s, const std::vector<std::string>& names) {
  const std::string folder = variable(kCrashDirVariable);
  s.not_yet_noted.clear();
  if (folder.empty()) return;
  s.reached_file = folder + '/' + kReachedFile;
  s.not_yet_noted.insert(names.begin(), names.end());
  if (!s.point.name.empty()) s.not_yet_noted.insert(s.point.name);
}

__attribute__((constructor)) void read_at_start() {
  State& s = state();
  const std::lock_guard hold(s.lock);
  read_environment(s);
}

}  // namespace

void read_environment(State& s) {
  if (s.environment_read) return;
  s.environment_read = true;
  s.point = {variable(kCrashAtVariable), pass_count(variable(kCrashAfterVariable)), nullptr};
  const std::string text = variable(kInjectVariable);
  const auto parsed = parse_inject(text);
  if (const auto* error = std::get_if<InjectError>(&parsed)) end_for_bad_input(explain(kInjectVariable, text, *error));
  const auto& spec = std::get<InjectSpec>(parsed);
  const std::uint64_t seed = inject_seed();  // read in any case: one that cannot be understood ends the program
  s.plan = spec.empty() ? InjectPlan() : InjectPlan(spec, seed);
  note_in_file(s, armed_names(spec));
  publish(s);
}

}  // namespace faultline::crash
