#include "faultline/targets/crash/harness/reached.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <system_error>
#include <variant>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/crash/point/inject_spec.h"

namespace faultline::crash {
namespace {

std::string_view value_of(const std::vector<std::string>& environment, std::string_view variable) {
  for (const std::string_view line : environment) {
    if (line.starts_with(variable) && line.substr(variable.size()).starts_with('=')) {
      return line.substr(variable.size() + 1);
    }
  }
  return {};
}

std::vector<std::string> armed_by(const std::vector<std::string>& environment) {
  const auto parsed = parse_inject(value_of(environment, kInjectVariable));
  const auto* spec = std::get_if<InjectSpec>(&parsed);
  if (spec == nullptr) return {};
  std::vector<std::string> names = armed_names(*spec);
  const std::string killing(value_of(environment, kCrashAtVariable));
  if (!killing.empty() && std::find(names.begin(), names.end(), killing) == names.end()) {
    names.insert(names.begin(), killing);
  }
  return names;
}

void remove_file(const std::filesystem::path& file) {
  std::error_code nobody_to_tell;
  std::filesystem::remove(file, nobody_to_tell);
}

}  // namespace

ReachedNotes::ReachedNotes(const std::vector<std::string>& environment, const std::filesystem::path& folder)
    : armed_(armed_by(environment)), file_(folder / value_of(environment, kCrashDirVariable) / kReachedFile) {
  remove_file(file_);
}

ReachedNotes::~ReachedNotes() { remove_file(file_); }

std::vector<std::string> ReachedNotes::never_reached() const {
  std::vector<std::string> names = armed_;
  std::ifstream in(file_, std::ios::binary);
  for (std::string reached; std::getline(in, reached, '\0');) {
    names.erase(std::remove(names.begin(), names.end(), reached), names.end());
  }
  return names;
}

}  // namespace faultline::crash
