// Small words for the store tests.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/models/store/store_model.h"

namespace faultline::models::testing {

inline const StoreReply kOk = Done{}, kMismatch = Refused{Refusal::etag_mismatch},
                        kInvalid = Refused{Refusal::invalid_etag}, kMissing = NotFound{};

inline Set set(StoreKey key, StoreValue value = 0, EtagUse etag = EtagUse::none, bool first_write = false) {
  return {key, value, 0, etag, first_write};
}
inline Delete erase(StoreKey key, EtagUse etag = EtagUse::none, bool first_write = false) {
  return {key, etag, first_write};
}
inline Multi multi(std::vector<Write> writes) { return {std::move(writes)}; }
inline StoreReply found(StoreValue value, std::string etag) {
  return Found{std::to_string(static_cast<std::int64_t>(value)), {std::move(etag)}};
}
inline StoreReply counted(std::uint64_t failed, std::uint64_t notified, std::uint64_t observed) {
  return Counted{failed, notified, observed};
}

// Whether exactly this reply is right, out of all that a write can get.
inline void expect_answer(const StoreModel& model, const StoreModel::Command& command, const StoreReply& right) {
  for (const StoreReply& reply : {kOk, kMismatch, kInvalid, kMissing, found(0, "x"), counted(0, 0, 0)})
    EXPECT_EQ(StoreModel(model).step(command, reply), to_bytes(reply) == to_bytes(right))
        << to_text(command) << " answered " << to_text(reply);
}

// As in a run: the reply is right, and the client learns from it.
inline bool answered(StoreModel& model, const StoreModel::Command& command, const StoreReply& reply) {
  if (!model.step(command, reply)) return false;
  model.learn(command, reply);
  return true;
}

// The item is there, and the client has seen its ETag.
inline StoreModel with_item(StoreKey key, StoreValue value = 1, const std::string& etag = "e1") {
  StoreModel model;
  EXPECT_TRUE(model.step(set(key, value), kOk));
  EXPECT_TRUE(answered(model, Get{key}, found(value, etag)));
  return model;
}

// The same, overwritten since: the ETag that the client knows is no longer the item's.
inline StoreModel with_newer_item(StoreKey key) {
  StoreModel model = with_item(key, 1, "e1");
  EXPECT_TRUE(model.step(set(key, 2), kOk));
  return model;
}

}  // namespace faultline::models::testing
