// The journal: what was observed in one run, in order, as bytes. It may lie in memory shared with the engine, so that
// a death at any instant leaves it readable, and another process can go on from it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "faultline/engine/words/codec.h"

namespace faultline {

// One kind of thing the runner asks the world outside.
enum class Observed : std::uint8_t {
  outcome = 1,        // of a command: encoded outcome, and how many faults fired meanwhile
  together,           // of commands at the same moment: how many faults fired, and each outcome
  opened,             // the target was constructed
  open_failed,        // its constructor threw: the text
  closed,             // the target was destroyed
  threw,              // an exception left a command: the text
  disturbance_threw,  // an exception left inject, heal or the destructor: the text
  crashed,            // the armed crash point was hit; the process was killed
  disturbed,          // inject or heal came back
};

// Written by one process at a time: by the runner's thread, and at its death by any. Another process may read once the
// writer is dead, and reads nothing beyond the memory whatever a wild writer did to it. Does not own its memory.
class Journal {
 public:
  // `memory` starts with the journal's header; zeroed memory is an empty journal.
  explicit Journal(std::span<char> memory);

  struct Entry {
    Observed observed;
    std::string_view payload;  // valid while the journal is
  };

  // False, and nothing is written, where it does not fit any more.
  bool append(Observed observed, std::string_view payload);
  // The last entry: nothing is appended behind it, by whichever thread. For a process that is about to die.
  bool append_last(Observed observed, std::string_view payload);
  void clear();
  // Forgets all but the first `entries`.
  void keep(std::size_t entries);

  // Reading: a cursor over what is there already.
  bool at_end() const { return cursor_ >= size(); }
  Entry next();
  void rewind() { cursor_ = 0; }

  std::string_view bytes() const { return {data_, size()}; }
  void assign(std::string_view bytes);

 private:
  bool write(Observed observed, std::string_view payload);

  struct Header {
    std::atomic<std::uint64_t> size;
  };
  std::uint64_t size() const {
    return std::min<std::uint64_t>(header_->size.load(std::memory_order_acquire), capacity_);
  }

  Header* header_;
  char* data_;
  std::size_t capacity_;
  std::uint64_t cursor_ = 0;
  std::atomic_flag writing_;
};

// Memory for a journal in this process: reserved, not touched until used.
class JournalMemory {
 public:
  static constexpr std::size_t kSize = std::size_t{64} << 20;

  JournalMemory();
  ~JournalMemory();
  JournalMemory(const JournalMemory&) = delete;
  JournalMemory& operator=(const JournalMemory&) = delete;
  std::span<char> span() const { return {memory_, kSize}; }

 private:
  char* memory_;
};

}  // namespace faultline
