// Patterns over whole keys: `%` is any run of bytes (also none), `_` any one byte, `\` makes the next byte an ordinary
// one. Byte for byte: upper and lower case differ, and a letter of several bytes needs as many `_`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store {

// A value; safe to share between threads.
class KeyPattern {
 public:
  // Error: invalid_request for an empty pattern and for one that ends in a `\` that escapes nothing.
  static Result<KeyPattern> parse(std::string_view text);

  bool matches(std::string_view key) const;

  // The ordinary bytes in front: every key that matches begins with them.
  const std::string& prefix() const { return prefix_; }

 private:
  struct Part {
    enum class Kind { byte, any_one, any_run };
    Kind kind = Kind::byte;
    char byte = '\0';

    bool takes(char c) const { return kind == Kind::any_one || (kind == Kind::byte && byte == c); }
  };

  KeyPattern() = default;
  bool run_at(std::size_t part) const { return part < parts_.size() && parts_[part].kind == Part::Kind::any_run; }

  std::vector<Part> parts_;
  std::string prefix_;
};

}  // namespace faultline::store
