#include "faultline/targets/protocols/intent.h"

#include <sstream>

#include "faultline/targets/protocols/files.h"

namespace faultline::protocols {
namespace {

constexpr const char* kPrepared = "prepared";
constexpr const char* kFirstPublished = "first-published";

}  // namespace

std::string encode(const Intent& intent) {
  const char* stage = intent.stage == Intent::Stage::prepared ? kPrepared : kFirstPublished;
  std::ostringstream text;
  text << stage << ' ' << intent.package << ' ' << intent.since << ' ' << intent.slot;
  return seal(text.str());
}

std::optional<Intent> decode_intent(std::string_view bytes) {
  const auto text = unseal(bytes);
  if (!text) return std::nullopt;
  std::istringstream words(*text);
  Intent intent;
  std::string stage;
  if (!(words >> stage >> intent.package >> intent.since >> intent.slot)) return std::nullopt;
  if (stage == kFirstPublished) intent.stage = Intent::Stage::first_published;
  if (encode(intent) != bytes) return std::nullopt;
  return intent;
}

}  // namespace faultline::protocols
