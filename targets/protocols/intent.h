// What an installer is about to do, written down where the next one finds it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::protocols {

struct Intent {
  enum class Stage { prepared, first_published };

  std::string package;  // no spaces
  Stage stage = Stage::prepared;
  std::int64_t since = 0;  // second of the installer's clock
  int slot = 0;            // the staging folder that holds the package's files

  bool operator==(const Intent&) const = default;
};

std::string encode(const Intent& intent);

// Nothing when the bytes are not exactly one encoded intent: damaged, or of another program.
std::optional<Intent> decode_intent(std::string_view bytes);

}  // namespace faultline::protocols
