#include "faultline/targets/store/durable/frame.h"

#include <gtest/gtest.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace faultline::store::wal {
namespace {

const std::string kFrame = encode_frame("payload");

std::string with_byte(std::string bytes, std::size_t at, char byte) {
  bytes[at] = byte;
  return bytes;
}

Tail tail_of(std::string_view bytes) {
  const Decoded decoded = decode_frame(bytes);
  EXPECT_FALSE(decoded.whole);
  return decoded.tail;
}

// Pinned: a change here makes every existing log unreadable, so it needs a new version number.
TEST(Frame, LayoutIsFixed) {
  const unsigned char expected[] = {0x46, 0x4c, 0x57, 0x4c, 2, 0, 0, 0, 7, 0, 0, 0};
  EXPECT_EQ(kFrame.substr(0, 12), std::string(expected, expected + 12));
  EXPECT_EQ(kFrame.size(), kFrameHeaderSize + 7);
  EXPECT_EQ(kFrame.substr(kFrameHeaderSize), "payload");
}

TEST(Frame, ChecksumCoversHeaderAndPayload) {
  const std::string covered = kFrame.substr(0, 12) + "payload";
  const XXH64_hash_t expected = XXH3_64bits(covered.data(), covered.size());
  std::uint64_t stored = 0;
  for (std::size_t i = 0; i < 8; ++i) stored |= std::uint64_t{static_cast<unsigned char>(kFrame[12 + i])} << (8 * i);
  EXPECT_EQ(stored, expected);
}

// Written by hand: no version-1 writer is left.
TEST(Frame, Version1IsStillRead) {
  std::string frame = kFrame;
  frame[4] = 1;
  const std::string covered = frame.substr(0, 12) + "payload";
  const XXH64_hash_t checksum = XXH3_64bits(covered.data(), covered.size());
  for (std::size_t i = 0; i < 8; ++i) frame[12 + i] = static_cast<char>(checksum >> (8 * i));
  ASSERT_TRUE(decode_frame(frame).whole);
  EXPECT_EQ(decode_frame(frame).payload, "payload");
  EXPECT_EQ(tail_of(with_byte(kFrame, 9, 1) + frame), Tail::frame_in_torn);
  EXPECT_EQ(tail_of(with_byte(frame, 4, 0)), Tail::unsupported_version);
}

TEST(Frame, RoundTripAlsoEmptyAndWithMoreBehind) {
  for (const std::string& payload : {std::string(), std::string(1, '\0'), std::string(100'000, 'x')}) {
    const std::string bytes = encode_frame(payload) + "more";
    const Decoded decoded = decode_frame(bytes);
    ASSERT_TRUE(decoded.whole);
    EXPECT_EQ(decoded.payload, payload);
    EXPECT_EQ(decoded.frame_size(), bytes.size() - 4);
  }
}

TEST(Frame, EveryCutIsTornAndNothingIsTheEnd) {
  EXPECT_EQ(tail_of(""), Tail::end);
  for (std::size_t cut = 1; cut < kFrame.size(); ++cut) EXPECT_EQ(tail_of(kFrame.substr(0, cut)), Tail::torn) << cut;
}

TEST(Frame, AShortHeaderIsTornWhateverItsBytes) { EXPECT_EQ(tail_of(std::string(19, 'x')), Tail::torn); }

TEST(Frame, MagicIsLookedAtBeforeVersionBeforeLength) {
  std::string bytes = kFrame;
  bytes[11] = '\x7f';
  EXPECT_EQ(tail_of(bytes), Tail::too_large);
  bytes[4] = 3;
  EXPECT_EQ(tail_of(bytes), Tail::unsupported_version);
  bytes[0] = 'x';
  EXPECT_EQ(tail_of(bytes), Tail::bad_magic);
}

TEST(Frame, LengthLimitIsExact) {
  std::string bytes = encode_frame(std::string(kMaxPayload, 'x'));
  EXPECT_TRUE(decode_frame(bytes).whole);
  bytes[8] = 1;  // one byte more than the limit
  EXPECT_EQ(tail_of(bytes), Tail::too_large);
}

TEST(Frame, EveryFlippedBitIsFound) {
  for (std::size_t at = 0; at < kFrame.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      const std::string bytes = with_byte(kFrame, at, static_cast<char>(kFrame[at] ^ (1 << bit)));
      EXPECT_FALSE(decode_frame(bytes).whole) << at << "." << bit;
    }
  }
}

TEST(Frame, DamageInThePayloadOrTheChecksumIsAMismatch) {
  EXPECT_EQ(tail_of(with_byte(kFrame, 21, 'X')), Tail::checksum_mismatch);
  EXPECT_EQ(tail_of(with_byte(kFrame, 12, static_cast<char>(kFrame[12] + 1))), Tail::checksum_mismatch);
}

// A torn write is the last one, so nothing whole can follow it: the length must be damaged.
TEST(Frame, ADamagedLengthInFrontOfAWholeFrameIsCorruption) {
  const std::string damaged = with_byte(kFrame, 9, 1);
  EXPECT_EQ(tail_of(damaged), Tail::torn);
  EXPECT_EQ(tail_of(damaged + kFrame), Tail::frame_in_torn);
  EXPECT_EQ(tail_of(damaged + kFrame + "rest"), Tail::frame_in_torn);
  EXPECT_EQ(tail_of(damaged + kFrame.substr(0, kFrame.size() - 1)), Tail::torn);
  EXPECT_EQ(tail_of(damaged + with_byte(kFrame, 22, 'X')), Tail::torn);
}

TEST(Frame, SearchForAWholeFrameGoesPastAFalseMagic) {
  const std::string damaged = with_byte(kFrame, 9, 1);
  EXPECT_EQ(tail_of(damaged + kFrame.substr(0, 4) + kFrame), Tail::frame_in_torn);
}

}  // namespace
}  // namespace faultline::store::wal
