// From the model's words to a store's requests, and from its results to replies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "faultline/engine/words/outcome.h"
#include "faultline/models/store/store_replies.h"
#include "faultline/models/store/store_words.h"
#include "faultline/targets/store/store.h"
#include "faultline/targets/store/target/store_client.h"

namespace faultline::targets {

inline store::Concurrency concurrency(bool first_write) {
  return first_write ? store::Concurrency::first_write : store::Concurrency::last_write;
}

inline store::Upsert request(const models::Set& set, const StoreClient& client) {
  store::Upsert upsert{set.key.str(), to_text(set.value), client.resolve(set.key, set.etag),
                       concurrency(set.first_write)};
  if (set.ttl != 0) upsert.ttl_seconds = set.ttl;
  return upsert;
}

inline store::Erase request(const models::Delete& erase, const StoreClient& client) {
  return {erase.key.str(), client.resolve(erase.key, erase.etag), concurrency(erase.first_write)};
}

// An error that is an answer: the request was wrong, or somebody else was first. Others are failures.
inline std::optional<models::Refused> refusal_of(const store::StoreError& error) {
  using Kind = store::StoreError::Kind;
  if (error.kind == Kind::invalid_etag) return models::Refused{models::Refusal::invalid_etag};
  if (error.kind == Kind::etag_mismatch) return models::Refused{models::Refusal::etag_mismatch};
  if (error.kind == Kind::invalid_request) return models::Refused{models::Refusal::invalid_request};
  return std::nullopt;
}

// `Reply` is StoreReply or ItemReply.
template <class Reply>
Reply reply_of(const std::optional<store::Item>& item) {
  if (!item) return models::NotFound{};
  return models::Found{item->value, {item->etag}};
}

// `Reply` is StoreReply, or those of its alternatives that a model has. Reads a listing page by page. A page larger than asked for, or a listing without end, is a failure.
template <class Reply>
Outcome<Reply> walk_pages(store::Store& store, const std::string& pattern, std::size_t page_size) {
  constexpr int kEndless = 64;
  models::Listed listed;
  std::string continuation;
  for (int page = 0; page < kEndless; ++page) {
    auto result = store.list_keys(pattern, page_size, continuation);
    if (!result) {
      if (const auto refusal = refusal_of(result.error())) return Reply(*refusal);
      return fail(store::to_string(result.error().kind), result.error().text);
    }
    if (result->keys.size() > page_size) return fail("page_too_large");
    for (auto& key : result->keys) listed.keys.push_back(std::move(key));
    continuation = std::move(result->next);
    if (continuation.empty()) return Reply(std::move(listed));
  }
  return fail("endless_listing");
}

}  // namespace faultline::targets
