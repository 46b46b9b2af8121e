#include "faultline/targets/crash/harness/environment.h"

#include <map>
#include <string_view>

#include "faultline/targets/crash/harness/harness.h"

namespace faultline::crash {
namespace {

using Variables = std::map<std::string, std::string>;

Variables without_fault_variables(const char* const* inherited) {
  Variables variables;
  for (; *inherited != nullptr; ++inherited) {
    const std::string_view line = *inherited;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;  // no variable: getenv would not find it either
    if (line.starts_with("FAULT_CRASH_") || line.starts_with("FAULT_INJECT")) continue;
    variables.emplace(line.substr(0, equals), line.substr(equals + 1));  // the first wins, as with getenv
  }
  return variables;
}

}  // namespace

std::vector<std::string> child_environment(const char* const* inherited, const Options& options,
                                           const std::filesystem::path& folder) {
  Variables variables = without_fault_variables(inherited);
  variables[kCrashDirVariable] = folder.string();
  if (!options.crash_at.empty()) {
    variables[kCrashAtVariable] = options.crash_at;
    variables[kCrashAfterVariable] = std::to_string(options.crash_after);
  }
  for (const auto& [name, value] : options.environment) variables[name] = value;

  std::vector<std::string> lines;
  lines.reserve(variables.size());
  for (const auto& [name, value] : variables) lines.push_back(name + '=' + value);
  return lines;
}

}  // namespace faultline::crash
