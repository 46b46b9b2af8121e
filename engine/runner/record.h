// What a run comes to, written while it is under way: its digest and its verdict.
#pragma once

#include <string>
#include <utility>

#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/text.h"

namespace faultline {

class Record {
 public:
  RunResult result;

  // A verdict stands, or the journal ended.
  bool over() const { return over_; }
  void end() { over_ = true; }

  // Adds what `fill(CanonicalWriter&)` writes to the digest.
  template <class Fill>
  void digest(Fill&& fill) {
    canonical_.clear();
    fill(canonical_);
    const auto bytes = canonical_.view();
    result.digest = hash_bytes(bytes.data(), bytes.size(), result.digest);
  }
  // Stand in digests for what has no bytes of its own.
  enum class Mark : std::uint8_t { met_dead_system = 0xD0, skipped, restarted = 0xDA, healed, crashed = 0xDE };
  void digest(Mark mark) {
    digest([&](auto& out) { out.number(static_cast<std::uint8_t>(mark)); });
  }

  // The first verdict stands. Of a text without bounds, as of an exception, its beginning says enough.
  void fail(FailureClass failure, std::string origin, std::string message, std::size_t step) {
    if (std::exchange(over_, true)) return;
    result.verdict = {VerdictKind::fail, failure, std::move(origin), shortened(message, kMostText),
                      static_cast<std::uint32_t>(step)};
    digest([&](auto& out) { out.number(static_cast<std::uint8_t>(failure)), out.text(result.verdict.origin); });
  }
  void inconclusive(std::string why, std::size_t step) {
    if (std::exchange(over_, true)) return;
    result.verdict = {VerdictKind::inconclusive, {}, "", shortened(why, kMostText), static_cast<std::uint32_t>(step)};
  }

 private:
  static constexpr std::size_t kMostText = 64 << 10;

  CanonicalWriter canonical_;
  bool over_ = false;
};

}  // namespace faultline
