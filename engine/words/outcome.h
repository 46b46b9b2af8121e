// What came of one command, in Jepsen's three kinds.
#pragma once

#include <string>
#include <utility>
#include <variant>

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

// ok(reply), fail(error) or info(error). A plain reply converts to ok.
template <class Reply>
class Outcome {
 public:
  Outcome(Reply reply) : kind_(std::in_place_index<0>, std::move(reply)) {}  // NOLINT: `return reply;` is the API
  Outcome(Fail error) : kind_(std::in_place_index<1>, std::move(error)) {}   // NOLINT
  Outcome(Info error) : kind_(std::in_place_index<2>, std::move(error)) {}   // NOLINT

  const Reply* ok() const { return std::get_if<0>(&kind_); }
  const Fail* fail() const { return std::get_if<1>(&kind_); }
  const Info* info() const { return std::get_if<2>(&kind_); }

  std::string show() const {
    if (const auto* reply = ok()) return to_text(*reply);
    const Error& error = fail() ? static_cast<const Error&>(*fail()) : *info();
    return std::string(fail() ? "fail " : "unknown ") + error.kind + (error.detail.empty() ? "" : ": " + error.detail);
  }

  // Histories store everything; digests leave out the free text.
  template <class W>
  void encode_to(W& out, bool with_detail) const {
    out.number(static_cast<std::uint8_t>(kind_.index()));
    if (const auto* reply = ok()) return encode(out, *reply);
    const Error& error = fail() ? static_cast<const Error&>(*fail()) : *info();
    out.text(error.kind);
    if (with_detail) out.text(error.detail);
  }
  static Outcome decode_from(Reader& in) {
    const auto index = in.number<std::uint8_t>();
    if (index == 0) {
      Reply reply{};
      decode(in, reply);
      return reply;
    }
    std::string kind(in.text()), detail(in.text());
    if (index == 1) return Fail{{std::move(kind), std::move(detail)}};
    return Info{{std::move(kind), std::move(detail)}};
  }

 private:
  std::variant<Reply, Fail, Info> kind_;
};

}  // namespace faultline
