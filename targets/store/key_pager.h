// One page of a listing, cut out of keys that a store offers in byte order. Every store lists by it, so they cannot
// differ.
#pragma once

#include <cstddef>
#include <string>

#include "faultline/targets/store/key_pattern.h"
#include "faultline/targets/store/store.h"

namespace faultline::store {

// The token is "k" and the last key of the page before in hexadecimal: it stays good whatever is written or deleted
// in between, that key included. Not thread-safe.
class KeyPager {
 public:
  // The arguments of Store::list_keys. Error: invalid_request.
  static Result<KeyPager> start(const std::string& pattern, std::size_t page_size, const std::string& continuation);

  // No smaller key can be on this page.
  const std::string& first() const { return first_; }

  // Keys in ascending byte order, from `first` on. False: no further key matters.
  bool offer(const std::string& key);

  // What was gathered.
  const KeyPage& page() const { return page_; }

 private:
  KeyPager(KeyPattern pattern, std::size_t page_size) : pattern_(std::move(pattern)), page_size_(page_size) {}

  KeyPattern pattern_;
  std::size_t page_size_;
  std::string first_;
  KeyPage page_;
};

}  // namespace faultline::store
