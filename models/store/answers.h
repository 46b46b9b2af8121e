// Small questions about replies, for the rules. A reply is a StoreReply or, in a bulk call, an ItemReply.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "faultline/models/store/store_replies.h"

namespace faultline::models {

template <class Reply>
bool is_done(const Reply& reply) {
  return std::holds_alternative<Done>(reply);
}

template <class Reply>
bool is_refused(const Reply& reply, Refusal why) {
  const auto* refused = std::get_if<Refused>(&reply);
  return refused != nullptr && refused->why == why;
}

// Whether a write was refused for this reason, or done where there is none.
template <class Reply>
bool answers(const Reply& reply, const std::optional<Refusal>& refusal) {
  return refusal ? is_refused(reply, *refusal) : is_done(reply);
}

inline std::string text_of(const std::optional<Refusal>& refusal) {
  return refusal ? Refused{*refusal}.show() : Done{}.show();
}

}  // namespace faultline::models
