// One frame of the log: how bytes tell a finished write from a torn or a damaged one.
//
//   offset  0  magic          4 bytes, little-endian like all below
//           4  version        4
//           8  payload length 4
//          12  checksum       8   XXH3 over bytes 0-11 and the payload
//          20  payload
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline::store::wal {

inline constexpr std::uint32_t kFrameMagic = 0x4c57'4c46;  // "FLWL"
inline constexpr std::uint32_t kFrameVersion = 2;          // written; 1 is read as well: it had no expiring items
inline constexpr std::size_t kFrameHeaderSize = 20;
inline constexpr std::size_t kMaxPayload = std::size_t{64} << 20;  // bytes

enum class Tail {
  end,                  // nothing left: the log ends at a frame's boundary
  torn,                 // the last write did not finish
  bad_magic,            // the rest is damage, none of it the fault of an unfinished write:
  unsupported_version,  //
  too_large,            //
  frame_in_torn,        // what looks torn has a whole frame inside, so a length field is damaged
  checksum_mismatch,    //
};

const char* to_string(Tail tail);

// What the front of some bytes is: a whole frame, or why not.
struct Decoded {
  bool whole = false;
  std::string_view payload;  // of a whole frame; points into the bytes given
  Tail tail = Tail::end;     // when not whole

  std::size_t frame_size() const { return kFrameHeaderSize + payload.size(); }
};

// `payload` must not be longer than kMaxPayload.
std::string encode_frame(std::string_view payload);

// Looks in this order: header too short (torn), magic, version, length, payload too short (torn, unless a whole
// frame lies inside what there is), checksum.
// A payload that itself holds an encoded frame makes a torn write of it look like frame_in_torn: an error where none
// was needed, which is the safe side.
Decoded decode_frame(std::string_view bytes);

// Whether a whole frame begins anywhere in the bytes.
bool holds_whole_frame(std::string_view bytes);

}  // namespace faultline::store::wal
