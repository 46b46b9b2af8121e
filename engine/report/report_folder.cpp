#include "faultline/engine/report/report_folder.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "faultline/engine/runner/surroundings.h"
#include "faultline/engine/runner/workspace.h"
#include "faultline/engine/words/bad_input.h"

namespace faultline {
namespace {

constexpr std::string_view kRepro = ".json", kPartial = ".partial";
constexpr const char *kLower = "abcdefghijklmnopqrstuvwxyz_", *kHex = "0123456789abcdef";

bool consists_of(std::string_view text, const char* characters) {
  return !text.empty() && text.find_first_not_of(characters) == text.npos;
}

// `<check>-<class>-<digest8>.json`, perhaps with a number behind the digest.
bool is_repro_name(std::string_view name) {
  if (!name.ends_with(kRepro)) return false;
  name.remove_suffix(kRepro.size());
  if (name.ends_with("-2")) name.remove_suffix(2);
  const auto digest = name.rfind('-');
  if (digest == name.npos || digest == 0) return false;
  const auto failure = name.rfind('-', digest - 1);
  return failure != name.npos && failure > 0 && name.substr(0, failure).find('.') != name.npos &&
         consists_of(name.substr(failure + 1, digest - failure - 1), kLower) && name.size() - digest == 9 &&
         consists_of(name.substr(digest + 1), kHex);
}

// `<repro>.<pid>.partial` of a process that is gone.
bool is_left_half_done(std::string_view name) {
  if (!name.ends_with(kPartial)) return false;
  name.remove_suffix(kPartial.size());
  const auto dot = name.rfind('.');
  if (dot == name.npos || !is_repro_name(name.substr(0, dot))) return false;
  pid_t writer = 0;
  const auto [end, error] = std::from_chars(name.data() + dot + 1, name.data() + name.size(), writer);
  return error == std::errc{} && end == name.data() + name.size() && ::kill(writer, 0) != 0 && errno == ESRCH;
}

}  // namespace

void demand_report_folder(const std::filesystem::path& folder) {
  if (const auto why = why_not_writable(folder); !why.empty())
    throw BadInput(
        fmt::format("no repro file can be written to {} ({}); name another folder with --report-dir or "
                    "FAULT_REPORT_DIR",
                    folder.string(), why));
}

void keep_newest(const std::filesystem::path& folder, std::size_t keep, const std::filesystem::path& given) {
  std::vector<std::tuple<std::filesystem::file_time_type, std::filesystem::path>> repros;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    std::error_code gone;
    if (!std::filesystem::is_regular_file(entry.symlink_status(gone))) continue;
    if (is_left_half_done(name)) std::filesystem::remove(entry.path(), gone);
    if (!is_repro_name(name)) continue;
    if (!given.empty() && std::filesystem::equivalent(entry.path(), given, gone)) continue;
    repros.emplace_back(entry.last_write_time(gone), entry.path());
  }
  if (repros.size() <= keep) return;
  std::sort(repros.rbegin(), repros.rend());
  for (std::size_t i = keep; i < repros.size(); ++i) {
    std::filesystem::path file = std::get<1>(repros[i]);
    std::filesystem::remove(file, error);
    remove_folder(file.replace_extension(".crashed"));
  }
}

}  // namespace faultline
