// Tells the end of a log that a power loss left unfinished from one that was damaged.
#pragma once

#include <cstdint>
#include <string_view>

namespace faultline::store::wal {

// A power loss may keep some sectors of the last write and the file's new size, and not the others: these read as
// zeros. Then the frame there is neither whole nor short. It counts as unfinished when some sector's share of the bytes
// from `from` on, where it begins, is all zeros, and no whole frame lies behind: the next one is written only after a
// sync. `log` is the whole file, so that sectors can be told. The rule is etcd's (server/storage/wal/decoder.go,
// isTornEntry).
bool has_lost_sector(std::string_view log, std::uint64_t from);

}  // namespace faultline::store::wal
