// One file of a SimulatedDisk: its bytes as processes see them, and how to go back to those that are durable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/disk/pick.h"
#include "faultline/targets/disk/shared.h"

namespace faultline::disk {

inline constexpr std::uint64_t kSectorSize = 512;  // bytes that reach the disk together

// Copies share their pages. Not thread-safe.
class SimulatedFile {
 public:
  std::uint64_t size() const { return size_; }
  bool is_durable() const { return sizes_.empty() && changes_.empty(); }
  void read_from(std::uint64_t offset, std::string& bytes) const;

  void write(std::uint64_t offset, std::string_view bytes);
  void truncate(std::uint64_t size);

  // Everything is durable, except what a failed sync dropped and nothing has written to since.
  void sync();

  // What was written and is not durable yet counts as clean from now on: no sync writes it. Reads still show it. A
  // later write to the same sector takes it along. The size and truncations wait for the next sync.
  void fail_sync();

  // Goes back to what the power loss left, which is durable then. `number` tells this file from others.
  void lose_power(const Pick& pick, std::uint64_t number);

 private:
  static constexpr std::uint64_t kPageSize = 4096;
  using Page = std::array<char, kPageSize>;

  // A change that is not durable: the bytes [offset, offset + length) were replaced. Those that were there before and
  // are not zeros stand in `before_` from `saved_at` on. A truncation replaces what it cuts off by zeros; bytes
  // appended one after the other are one change.
  struct Change {
    enum class Kind : std::uint8_t { write, append, truncation };
    Kind kind = Kind::write;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::size_t saved_at = 0;
    std::size_t saved = 0;
    bool dropped = false;  // by a failed sync
  };

  // That one of the changes touches a sector.
  struct SectorChange {
    std::uint64_t sector;
    std::size_t change;
  };

  void put(std::uint64_t offset, std::string_view bytes);
  void put_zeros(std::uint64_t offset, std::uint64_t length);
  void append_to(std::string& out, std::uint64_t offset, std::uint64_t length) const;
  bool continues_an_append(std::uint64_t offset) const;
  void record(Change change, std::uint64_t known);

  std::string undo_all();
  std::vector<SectorChange> changes_by_sector() const;
  void redo(const Change& change, std::uint64_t sector, const std::string& after);
  void sync_what_was_not_dropped();

  std::vector<Shared<Page>> pages_;  // none = zeros; beyond the size all bytes are zeros
  std::uint64_t size_ = 0;
  std::uint64_t durable_size_ = 0;
  std::vector<std::uint64_t> sizes_;  // after each write and truncation that is not durable
  std::vector<Change> changes_;
  std::string before_;
  bool some_dropped_ = false;
};

}  // namespace faultline::disk
