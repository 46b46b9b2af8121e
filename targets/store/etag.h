// The one rule of optimistic concurrency. Every store of this folder decides by it, so they cannot differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store {

// Well-formed = one or more decimal digits.
bool is_well_formed_etag(const std::string& etag);

// Whether a write may proceed, given the ETag it names (absent or "" = none) and the existing item's ETag (null =
// there is no item). Assumes a well-formed ETag; the only error is etag_mismatch, which names `key`.
Result<void> may_write(const std::string& key, Concurrency concurrency, const std::optional<std::string>& given,
                       const std::string* existing);
Result<void> may_write(const Upsert& upsert, const std::string* existing);
Result<void> may_write(const Erase& erase, const std::string* existing);
Result<void> may_write(const Operation& operation, const std::string* existing);

// What can be said of an operation without looking at any state: its ETag and its options are well-formed.
// Errors: invalid_etag, invalid_request.
Result<void> validate(const Upsert& upsert);
Result<void> validate(const Erase& erase);
Result<void> validate(const std::vector<Operation>& operations);
Result<void> validate_prefix(const std::string& prefix);

const std::string& key_of(const Operation& operation);

}  // namespace faultline::store
