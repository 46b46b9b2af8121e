// The durable store's log: any bytes, and any bytes as the payload of a right frame.
#include <functional>
#include <string>
#include <vector>

#include "faultline/targets/disk/simulated_disk.h"
#include "faultline/targets/store/durable/durable_store.h"
#include "faultline/targets/store/durable/unfinished.h"

#include "fuzz/fuzzing.h"

using namespace faultline;

namespace {

using fuzz::require;
using store::wal::Replay;
using store::wal::Tail;

std::vector<std::string> payloads_in(std::string_view log, Replay& replay) {
  std::vector<std::string> payloads;
  replay = store::wal::read_frames(log, [&](std::string_view payload) {
    payloads.emplace_back(payload);
    return std::string();
  });
  return payloads;
}

void read(std::string_view log) {
  Replay replay;
  const std::vector<std::string> payloads = payloads_in(log, replay);
  std::size_t bytes = 0;
  for (const std::string& payload : payloads) bytes += store::wal::kFrameHeaderSize + payload.size();
  require(bytes == replay.valid_bytes, "whole frames lie one behind the other");
  require((replay.tail == Tail::end) == (bytes == log.size()), "the end is where nothing follows");

  std::string longer(log.substr(0, bytes));
  longer += store::wal::encode_frame("more");
  require(payloads_in(longer, replay).size() == payloads.size() + 1, "one frame more is one payload more");
  longer.pop_back();
  require(payloads_in(longer, replay) == payloads, "a frame cut short is none");
  require(replay.tail == Tail::torn, "a frame cut short is torn");

  if (store::wal::has_lost_sector(log, bytes)) {
    require(bytes < log.size() && !store::wal::holds_whole_frame(log.substr(bytes + 1)), "nothing whole is given up");
  }
  for (const std::string& payload : payloads) {
    const auto commit = store::decode_commit(payload);
    if (!commit) continue;
    require(store::encode_commit(commit->sequence, commit->changes) == payload, "a commit has one encoding");
  }
}

class Opened : public store::DurableStore {
 public:
  explicit Opened(disk::SimulatedDisk& disk) : DurableStore(disk, "store", [] { return std::int64_t{0}; }) {}
  using DurableStore::state;
};

std::string log_on(disk::SimulatedDisk& disk) {
  disk::File file;
  std::string bytes;
  require(disk.open("store/log", disk::Open::read, file) == 0 && file.read_from(0, bytes) == 0, "the log can be read");
  return bytes;
}

void open(std::string_view log) {
  disk::SimulatedDisk disk;
  disk::File file;
  require(disk.make_folder("store") == 0 && disk::sync_folder(disk, "/") == 0 &&
              disk.open("store/log", disk::Open::create, file) == 0 && file.write_all(0, log) == 0,
          "the log can be written");
  try {
    const store::State first = Opened(disk).state();
    disk.lose_power(disk::kLoseAll);  // what was shown must stay
    disk.revive();
    require(Opened(disk).state() == first, "a second recovery reads the same");
    require(!!Opened(disk).set({"k", "v"}), "what opens can be written");
    require(Opened(disk).state().sequence == first.sequence + 1, "and read back");
  } catch (const store::CorruptStore&) {
    require(log_on(disk) == log, "a corrupt log is left as it is");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  std::string framed = store::wal::encode_frame(bytes);
  framed += bytes;
  for (const std::string_view log : {bytes, std::string_view(framed)}) {
    read(log);
    open(log);
  }
  return 0;
}
