#include "faultline/targets/store/key_pattern.h"

#include <gtest/gtest.h>

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::kind_of;

bool matches(const std::string& pattern, const std::string& key) {
  return KeyPattern::parse(pattern).value().matches(key);
}

// All texts of at most `longest` letters.
std::vector<std::string> texts(const std::string& letters, std::size_t longest) {
  std::vector<std::string> all{""};
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at].size() == longest) break;
    for (const char letter : letters) all.push_back(std::string(all[at]).append(1, letter));
  }
  return all;
}

// The definition, read off the comment of key_pattern.h; exponential, so good for short texts only.
bool defined_to_match(std::string_view pattern, std::string_view key) {
  if (pattern.empty()) return key.empty();
  if (pattern[0] == '%') {
    return defined_to_match(pattern.substr(1), key) || (!key.empty() && defined_to_match(pattern, key.substr(1)));
  }
  const bool escaped = pattern[0] == '\\';
  if (escaped) pattern.remove_prefix(1);
  if (key.empty() || (key[0] != pattern[0] && (escaped || pattern[0] != '_'))) return false;
  return defined_to_match(pattern.substr(1), key.substr(1));
}

bool ends_in_lone_backslash(const std::string& pattern) {
  std::size_t count = 0;
  while (count < pattern.size() && pattern[pattern.size() - 1 - count] == '\\') ++count;
  return count % 2 == 1;
}

TEST(KeyPattern, EveryShortPatternMatchesWhatItIsDefinedTo) {
  const std::vector<std::string> keys = texts("ab%", 4);
  for (const std::string& pattern : texts("ab%_\\", 4)) {
    const Result<KeyPattern> parsed = KeyPattern::parse(pattern);
    if (pattern.empty() || ends_in_lone_backslash(pattern)) {
      ASSERT_EQ(kind_of(parsed), "invalid_request") << pattern;
      continue;
    }
    ASSERT_TRUE(parsed) << pattern;
    for (const std::string& key : keys) {
      ASSERT_EQ(parsed->matches(key), defined_to_match(pattern, key)) << pattern << " on \"" << key << "\"";
      if (parsed->matches(key)) {
        ASSERT_TRUE(key.starts_with(parsed->prefix())) << pattern;
      }
    }
  }
}

TEST(KeyPattern, PrefixIsWhatStandsBeforeTheFirstWildcard) {
  EXPECT_EQ(KeyPattern::parse("abc")->prefix(), "abc");
  EXPECT_EQ(KeyPattern::parse("ab%c")->prefix(), "ab");
  EXPECT_EQ(KeyPattern::parse("a\\%b_c")->prefix(), "a%b");
  EXPECT_EQ(KeyPattern::parse("%abc")->prefix(), "");
}

TEST(KeyPattern, BytesNotLettersAndCaseMatters) {
  EXPECT_FALSE(matches("A", "a"));
  EXPECT_FALSE(matches("_", "\xc3\xa9"));
  EXPECT_TRUE(matches("__", "\xc3\xa9"));
  EXPECT_TRUE(matches(std::string("\0_", 2), std::string("\0\0", 2)));
}

// Trying every split of the key among the runs would take longer than the sun has left.
TEST(KeyPattern, ManyRunsTakeNoLongerThanTheProductOfTheLengths) {
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "%a";
  EXPECT_FALSE(matches(pattern + "b", std::string(5000, 'a')));
  EXPECT_TRUE(matches(pattern + "%", std::string(5000, 'a')));
}

}  // namespace
}  // namespace faultline::store
