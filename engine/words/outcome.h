// What came of one command, in Jepsen's three kinds.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/text.h"

namespace faultline {

// `kind` is a stable word the model judges by ("transient"); `detail` is free text that only reports show.
struct Error {
  std::string kind;
  std::string detail;
};

// Certainly not applied.
struct Fail : Error {};
// May or may not have been applied, now or later.
struct Info : Error {};

inline Fail fail(std::string kind, std::string detail = {}) { return {{std::move(kind), std::move(detail)}}; }
inline Info info(std::string kind, std::string detail = {}) { return {{std::move(kind), std::move(detail)}}; }

// ok(reply), fail(error) or info(error). A plain reply converts to ok. Move-only: errors are rare and lie elsewhere,
// so that the common outcome is as cheap to pass on as its reply.
template <class Reply>
class Outcome {
 public:
  template <std::convertible_to<Reply> R>
  Outcome(R&& reply) : reply_(std::forward<R>(reply)) {}                           // NOLINT: `return reply;` is the API
  Outcome(Fail error) : kind_(Kind::fail), error_(new Error(std::move(error))) {}  // NOLINT
  Outcome(Info error) : kind_(Kind::info), error_(new Error(std::move(error))) {}  // NOLINT

  // The reply or the error, where it is of that kind; else null.
  const Reply* ok() const { return kind_ == Kind::ok ? &reply_ : nullptr; }
  const Error* fail() const { return kind_ == Kind::fail ? error_.get() : nullptr; }
  const Error* info() const { return kind_ == Kind::info ? error_.get() : nullptr; }

  std::string show() const {
    if (ok()) return brief_text(reply_);
    return (fail() ? "fail " : "unknown ") + error_->kind + (error_->detail.empty() ? "" : ": " + error_->detail);
  }

  // Histories store everything; digests leave out the free text.
  template <class W>
  void encode_to(W& out, bool with_detail) const {
    out.number(static_cast<std::uint8_t>(kind_));
    if (ok()) return encode(out, reply_);
    out.text(error_->kind);
    if (with_detail) out.text(error_->detail);
  }
  static Outcome decode_from(Reader& in) {
    const auto kind = in.number<std::uint8_t>();
    if (kind == 0) {
      Reply reply{};
      decode(in, reply);
      return reply;
    }
    std::string word(in.text()), detail(in.text());
    if (kind == 1) return Fail{{std::move(word), std::move(detail)}};
    return Info{{std::move(word), std::move(detail)}};
  }

 private:
  enum class Kind : std::uint8_t { ok, fail, info };

  Kind kind_ = Kind::ok;
  Reply reply_{};
  std::unique_ptr<Error> error_;
};

}  // namespace faultline
