#include "faultline/targets/store/key_pager.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace faultline::store {
namespace {

constexpr char kTokenMark = 'k';  // so that the token of the empty key is not empty
constexpr std::string_view kDigits = "0123456789abcdef";

std::string token_after(const std::string& key) {
  std::string token(1, kTokenMark);
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    token.push_back(kDigits[byte >> 4U]);
    token.push_back(kDigits[byte & 0xfU]);
  }
  return token;
}

// Nothing when no listing gave this token.
std::optional<std::string> key_of_token(std::string_view token) {
  if (token.empty() || token.front() != kTokenMark || token.size() % 2 == 0) return std::nullopt;
  std::string key;
  for (std::size_t at = 1; at < token.size(); at += 2) {
    const std::size_t high = kDigits.find(token[at]);
    const std::size_t low = kDigits.find(token[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    key.push_back(static_cast<char>(high << 4U | low));
  }
  return key;
}

StoreError refused(const std::string& why) { return {StoreError::Kind::invalid_request, why}; }

}  // namespace

Result<KeyPager> KeyPager::start(const std::string& pattern, std::size_t page_size, const std::string& continuation) {
  Result<KeyPattern> parsed = KeyPattern::parse(pattern);
  if (!parsed) return parsed.error();
  if (page_size == 0) return refused("a page must have room for a key");
  KeyPager pager(*std::move(parsed), page_size);
  pager.first_ = pager.pattern_.prefix();
  if (continuation.empty()) return pager;
  std::optional<std::string> last = key_of_token(continuation);
  if (!last) return refused("not a continuation token: \"" + continuation + "\"");
  // The next key in byte order is the same one with a zero byte behind it.
  last->push_back('\0');
  pager.first_ = std::max(pager.first_, *last);
  return pager;
}

bool KeyPager::offer(const std::string& key) {
  if (key.compare(0, pattern_.prefix().size(), pattern_.prefix()) != 0) return false;
  if (!pattern_.matches(key)) return true;
  if (page_.keys.size() == page_size_) {
    page_.next = token_after(page_.keys.back());
    return false;
  }
  page_.keys.push_back(key);
  return true;
}

}  // namespace faultline::store
