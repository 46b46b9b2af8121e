#include "faultline/targets/store/key_pattern.h"

namespace faultline::store {

Result<KeyPattern> KeyPattern::parse(std::string_view text) {
  const auto refused = [](const char* why) { return StoreError{StoreError::Kind::invalid_request, why}; };
  if (text.empty()) return refused("an empty pattern matches nothing; \"%\" matches every key");
  KeyPattern pattern;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      pattern.parts_.push_back({Part::Kind::any_run, '\0'});
      continue;
    }
    if (text[at] == '_') {
      pattern.parts_.push_back({Part::Kind::any_one, '\0'});
      continue;
    }
    if (text[at] == '\\' && ++at == text.size()) return refused("the pattern ends in a \\ that escapes nothing");
    if (pattern.prefix_.size() == pattern.parts_.size()) pattern.prefix_.push_back(text[at]);
    pattern.parts_.push_back({Part::Kind::byte, text[at]});
  }
  return pattern;
}

// On a mismatch only the last run need be tried one byte longer: an earlier one could not reach further than the last
// one can. So the time is at most key length times pattern length.
bool KeyPattern::matches(std::string_view key) const {
  std::size_t part = 0;
  std::size_t at = 0;
  bool in_run = false;
  std::size_t after_run = 0;  // the part behind the last run
  std::size_t run_end = 0;    // where in the key that run ends for now
  while (at < key.size()) {
    if (run_at(part)) {
      in_run = true;
      after_run = ++part;
      run_end = at;
    } else if (part < parts_.size() && parts_[part].takes(key[at])) {
      ++part;
      ++at;
    } else if (in_run) {
      part = after_run;
      at = ++run_end;
    } else {
      return false;
    }
  }
  while (run_at(part)) ++part;
  return part == parts_.size();
}

}  // namespace faultline::store
