#include "faultline/targets/store/durable/frame.h"

#include <array>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "faultline/targets/store/durable/bytes.h"

namespace faultline::store::wal {
namespace {

constexpr std::size_t kChecksumOffset = 12;

// The checksum's own bytes lie between the two. Small ones are put together first: XXH3's streaming form has a large
// state to set up.
std::uint64_t checksum(std::string_view head, std::string_view payload) {
  std::array<char, 512> together;
  if (head.size() + payload.size() <= together.size()) {
    std::memcpy(together.data(), head.data(), head.size());
    std::memcpy(together.data() + head.size(), payload.data(), payload.size());
    return XXH3_64bits(together.data(), head.size() + payload.size());
  }
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, head.data(), head.size());
  XXH3_64bits_update(&state, payload.data(), payload.size());
  return XXH3_64bits_digest(&state);
}

struct Header {
  std::uint32_t magic;
  std::uint32_t version;
  std::uint32_t length;
  std::uint64_t checksum;
};

Header read_header(std::string_view bytes) {
  Header header{};
  header.magic = *bytes::take<std::uint32_t>(bytes);
  header.version = *bytes::take<std::uint32_t>(bytes);
  header.length = *bytes::take<std::uint32_t>(bytes);
  header.checksum = *bytes::take<std::uint64_t>(bytes);
  return header;
}

bool can_read(std::uint32_t version) { return version >= 1 && version <= kFrameVersion; }

Decoded not_whole(Tail tail) {
  Decoded decoded;
  decoded.tail = tail;
  return decoded;
}

}  // namespace

bool holds_whole_frame(std::string_view bytes) {
  std::string magic;
  bytes::put(magic, kFrameMagic);
  for (std::size_t at = bytes.find(magic); at != std::string_view::npos; at = bytes.find(magic, at + 1)) {
    const std::string_view rest = bytes.substr(at);
    if (rest.size() < kFrameHeaderSize) return false;
    const Header header = read_header(rest);
    if (!can_read(header.version) || header.length > rest.size() - kFrameHeaderSize) continue;
    const std::string_view payload = rest.substr(kFrameHeaderSize, header.length);
    if (checksum(rest.substr(0, kChecksumOffset), payload) == header.checksum) return true;
  }
  return false;
}

const char* to_string(Tail tail) {
  switch (tail) {
    case Tail::end:
      return "end";
    case Tail::torn:
      return "torn frame";
    case Tail::bad_magic:
      return "bad magic";
    case Tail::unsupported_version:
      return "unsupported version";
    case Tail::too_large:
      return "length too large";
    case Tail::frame_in_torn:
      return "damaged length: a whole frame lies inside";
    case Tail::checksum_mismatch:
      return "checksum mismatch";
  }
  return "unknown";
}

std::string encode_frame(std::string_view payload) {
  std::string frame;
  frame.reserve(kFrameHeaderSize + payload.size());
  bytes::put(frame, kFrameMagic);
  bytes::put(frame, kFrameVersion);
  bytes::put(frame, static_cast<std::uint32_t>(payload.size()));
  bytes::put(frame, checksum(frame, payload));
  frame.append(payload);
  return frame;
}

Decoded decode_frame(std::string_view bytes) {
  if (bytes.empty()) return not_whole(Tail::end);
  if (bytes.size() < kFrameHeaderSize) return not_whole(Tail::torn);
  const Header header = read_header(bytes);
  if (header.magic != kFrameMagic) return not_whole(Tail::bad_magic);
  if (!can_read(header.version)) return not_whole(Tail::unsupported_version);
  if (header.length > kMaxPayload) return not_whole(Tail::too_large);
  if (header.length > bytes.size() - kFrameHeaderSize) {
    return not_whole(holds_whole_frame(bytes.substr(kFrameHeaderSize)) ? Tail::frame_in_torn : Tail::torn);
  }
  const std::string_view payload = bytes.substr(kFrameHeaderSize, header.length);
  if (checksum(bytes.substr(0, kChecksumOffset), payload) != header.checksum) {
    return not_whole(Tail::checksum_mismatch);
  }
  Decoded decoded;
  decoded.whole = true;
  decoded.payload = payload;
  return decoded;
}

}  // namespace faultline::store::wal
