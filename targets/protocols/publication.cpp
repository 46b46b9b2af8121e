#include "faultline/targets/protocols/publication.h"

#include <stdexcept>
#include <system_error>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::protocols {

void Publication::publish(const std::string& name, const std::string& text) {
  settle(name);
  try {
    write_synced(temp(name), to_bytes(text), FAULTLINE_POINT_NAME("publication.temp-half-written"));
    FAULTLINE_CRASH_POINT("publication.temp-synced-before-rename");
    may_fail(FAULTLINE_POINT_NAME("publication.rename"));
    rename_synced(temp(name), document(name), FAULTLINE_POINT_NAME("publication.renamed-before-dirsync"));
  } catch (const std::system_error&) {
    // A whole temp of a publication that failed would come to life at the next load.
    remove_synced(temp(name));
    throw;
  }
}

std::optional<std::string> Publication::load(const std::string& name) {
  settle(name);
  const auto bytes = read_file(document(name));
  if (!bytes) return std::nullopt;
  auto text = from_bytes(*bytes);
  if (!text) throw std::runtime_error(document(name).string() + " is damaged");
  return text;
}

void Publication::withdraw(const std::string& name) {
  settle(name);
  remove_synced(document(name));
}

void Publication::settle(const std::string& name) {
  const auto left = read_file(temp(name));
  if (!left) return;
  // Its publisher died in the middle of writing it, or was to replace what is there and never said that it had.
  if (std::filesystem::exists(document(name)) || !from_bytes(*left)) return remove_synced(temp(name));
  rename_synced(temp(name), document(name), FAULTLINE_POINT_NAME("publication.promoted-before-dirsync"));
}

}  // namespace faultline::protocols
