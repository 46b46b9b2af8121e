#include "faultline/targets/disk/simulated_file.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace faultline::disk {
namespace {

// The thing that a file's size is, next to its sectors.
constexpr std::uint64_t kSizeOfFile = std::numeric_limits<std::uint64_t>::max();

}  // namespace

void SimulatedFile::read_from(std::uint64_t offset, std::string& bytes) const {
  bytes.clear();
  if (offset < size_) append_to(bytes, offset, size_ - offset);
}

void SimulatedFile::write(std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  if (continues_an_append(offset)) {
    changes_.back().length += bytes.size();
  } else {
    const auto kind = offset >= size_ ? Change::Kind::append : Change::Kind::write;
    record({.kind = kind, .offset = offset, .length = bytes.size()}, size_);
  }
  put(offset, bytes);
  size_ = std::max(size_, offset + bytes.size());
  sizes_.push_back(size_);
}

bool SimulatedFile::continues_an_append(std::uint64_t offset) const {
  if (changes_.empty() || offset != size_) return false;
  const Change& last = changes_.back();
  return last.kind == Change::Kind::append && !last.dropped && last.offset + last.length == offset;
}

void SimulatedFile::truncate(std::uint64_t size) {
  const std::uint64_t cut = size < size_ ? size_ - size : 0;
  record({.kind = Change::Kind::truncation, .offset = size, .length = cut}, size_);
  put_zeros(size, cut);
  size_ = size;
  sizes_.push_back(size_);
}

void SimulatedFile::sync() {
  if (some_dropped_) return sync_what_was_not_dropped();
  changes_.clear();
  before_.clear();
  sizes_.clear();
  durable_size_ = size_;
}

void SimulatedFile::fail_sync() {
  for (Change& change : changes_) {
    change.dropped = change.dropped || change.kind != Change::Kind::truncation;
    some_dropped_ = some_dropped_ || change.dropped;
  }
}

void SimulatedFile::lose_power(const Pick& pick, std::uint64_t number) {
  const std::uint64_t sizes_left = pick.survivors(number, kSizeOfFile, sizes_.size());
  const std::uint64_t size = sizes_left == 0 ? durable_size_ : sizes_[sizes_left - 1];

  const std::vector<SectorChange> all = changes_by_sector();
  const std::string after = undo_all();
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::find_if(first, all.end(), [&](const SectorChange& s) { return s.sector != first->sector; });
    // Each change that is not dropped is a moment at which the sector may have been written out for the last time.
    const auto writes = std::count_if(first, last, [&](const auto& s) { return !changes_[s.change].dropped; });
    std::uint64_t left = pick.survivors(number, first->sector, static_cast<std::uint64_t>(writes));
    for (; left > 0; ++first) {
      const Change& change = changes_[first->change];
      redo(change, first->sector, after);
      if (!change.dropped) --left;
    }
    first = last;
  }

  size_ = durable_size_ = size;
  const std::uint64_t room = pages_.size() * kPageSize;
  if (room > size) put_zeros(size, room - size);
  pages_.resize(static_cast<std::size_t>((size + kPageSize - 1) / kPageSize));
  changes_.clear();
  before_.clear();
  sizes_.clear();
  some_dropped_ = false;
}

// The slow way of `sync`, for a file with a failed one behind it: goes back to what was durable, and forward again with
// only those sectors recorded as changed that nothing has written to since.
void SimulatedFile::sync_what_was_not_dropped() {
  const std::vector<SectorChange> all = changes_by_sector();
  const std::string after = undo_all();
  const std::vector<Change> old = std::exchange(changes_, {});
  before_.clear();
  some_dropped_ = false;
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::find_if(first, all.end(), [&](const SectorChange& s) { return s.sector != first->sector; });
    const bool dropped = std::all_of(first, last, [&](const SectorChange& s) { return old[s.change].dropped; });
    const std::uint64_t known = pages_.size() * kPageSize;
    if (dropped) record({.offset = first->sector * kSectorSize, .length = kSectorSize, .dropped = true}, known);
    some_dropped_ = some_dropped_ || dropped;
    for (; first != last; ++first) redo(old[first->change], first->sector, after);
  }
  sizes_.clear();
  durable_size_ = size_;
}

// Notes what is about to be replaced. From `known` on all is zeros.
void SimulatedFile::record(Change change, std::uint64_t known) {
  change.saved_at = before_.size();
  change.saved = static_cast<std::size_t>(std::min(change.length, known > change.offset ? known - change.offset : 0));
  append_to(before_, change.offset, change.saved);
  changes_.push_back(change);
}

// Leaves the pages as they are on the disk, and gives what the changes had put there, one after the other.
std::string SimulatedFile::undo_all() {
  std::string after;
  std::size_t end = 0;
  for (const Change& change : changes_) end += change.length;
  after.resize(end);
  std::string bytes;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    bytes.clear();
    append_to(bytes, change->offset, change->length);
    end -= bytes.size();
    after.replace(end, bytes.size(), bytes);
    put(change->offset, std::string_view(before_).substr(change->saved_at, change->saved));
    put_zeros(change->offset + change->saved, change->length - change->saved);
  }
  // From here on a change's saved place is where its own bytes stand.
  for (Change& change : changes_) {
    change.saved_at = end;
    end += change.length;
  }
  return after;
}

std::vector<SimulatedFile::SectorChange> SimulatedFile::changes_by_sector() const {
  std::vector<SectorChange> all;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const Change& change = changes_[i];
    if (change.length == 0) continue;
    const std::uint64_t last = (change.offset + change.length - 1) / kSectorSize;
    for (std::uint64_t sector = change.offset / kSectorSize; sector <= last; ++sector) all.push_back({sector, i});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.sector < b.sector; });
  return all;
}

// Does one change's part of one sector again, after `undo_all`.
void SimulatedFile::redo(const Change& change, std::uint64_t sector, const std::string& after) {
  const std::uint64_t from = std::max(change.offset, sector * kSectorSize);
  const std::uint64_t to = std::min(change.offset + change.length, (sector + 1) * kSectorSize);
  put(from, std::string_view(after).substr(change.saved_at + static_cast<std::size_t>(from - change.offset),
                                           static_cast<std::size_t>(to - from)));
}

void SimulatedFile::put(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto index = static_cast<std::size_t>(offset / kPageSize);
    const auto at = static_cast<std::size_t>(offset % kPageSize);
    if (index >= pages_.size()) pages_.resize(index + 1);
    if (!pages_[index]) pages_[index] = Shared<Page>(Page{});
    const std::size_t count = std::min(bytes.size(), static_cast<std::size_t>(kPageSize) - at);
    std::memcpy(pages_[index].own().data() + at, bytes.data(), count);
    bytes.remove_prefix(count);
    offset += count;
  }
}

void SimulatedFile::put_zeros(std::uint64_t offset, std::uint64_t length) {
  const std::uint64_t end = std::min<std::uint64_t>(offset + length, pages_.size() * kPageSize);
  while (offset < end) {
    Shared<Page>& page = pages_[static_cast<std::size_t>(offset / kPageSize)];
    const auto at = static_cast<std::size_t>(offset % kPageSize);
    const std::uint64_t count = std::min<std::uint64_t>(end - offset, kPageSize - at);
    if (page) std::memset(page.own().data() + at, 0, static_cast<std::size_t>(count));
    offset += count;
  }
}

void SimulatedFile::append_to(std::string& out, std::uint64_t offset, std::uint64_t length) const {
  while (length > 0) {
    const auto index = static_cast<std::size_t>(offset / kPageSize);
    const auto at = static_cast<std::size_t>(offset % kPageSize);
    const std::uint64_t count = std::min<std::uint64_t>(length, kPageSize - at);
    if (index < pages_.size() && pages_[index]) {
      out.append(pages_[index]->data() + at, static_cast<std::size_t>(count));
    } else {
      out.append(static_cast<std::size_t>(count), '\0');
    }
    offset += count;
    length -= count;
  }
}

}  // namespace faultline::disk
