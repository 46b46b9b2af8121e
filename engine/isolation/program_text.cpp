#include "faultline/engine/isolation/program_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "faultline/engine/isolation/limits.h"

namespace faultline {
namespace {

constexpr std::uintptr_t kPage = 4096;
// A process may have 65,530 mappings, unless the system says otherwise.
constexpr std::size_t kMostPages = 20'000;
// To copy a mapping's table costs as much as a fault, however few pages it has.
constexpr std::ptrdiff_t kWorthATable = 2;

void* at(std::uintptr_t address) { return reinterpret_cast<void*>(address); }  // NOLINT: as /proc says it

// proc(5), pagemap: 64 bits for each page.
constexpr std::uint64_t kPresent = std::uint64_t{1} << 63, kSwapped = std::uint64_t{1} << 62;
constexpr std::uint64_t kOfFile = std::uint64_t{1} << 61;

// Calls `fn(page, entry)` for each page of [begin, end), counted from 0. False where the file does not tell.
template <class Fn>
bool each_page(int pagemap, std::uintptr_t begin, std::uintptr_t end, Fn&& fn) {
  std::array<std::uint64_t, 256> entries;
  const std::size_t count = (end - begin) / kPage;
  for (std::size_t page = 0; page < count;) {
    const std::size_t wanted = std::min(entries.size(), count - page) * sizeof(std::uint64_t);
    const auto offset = static_cast<off_t>((begin / kPage + page) * sizeof(std::uint64_t));
    const auto size = ::pread(pagemap, entries.data(), wanted, offset);
    if (size <= 0) return false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(size) / sizeof(std::uint64_t); ++i) fn(page++, entries[i]);
  }
  return true;
}

// Pages with contents of their own, relocated ones for instance, cannot be read from the file again.
bool only_of_file(int pagemap, std::uintptr_t begin, std::uintptr_t end) {
  bool own = false;
  const bool told = each_page(pagemap, begin, end, [&](std::size_t, std::uint64_t entry) {
    own |= (entry & kSwapped) != 0 || ((entry & kPresent) != 0 && (entry & kOfFile) == 0);
  });
  return told && !own;
}

}  // namespace

// Private mappings of files that cannot be written to.
void ProgramText::find_ranges() {
  const int pagemap = ::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (pagemap < 0) return;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    Range range;
    std::array<char, 5> may{};
    unsigned long inode = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx %4s %*s %*s %lu", &range.begin, &range.end, may.data(), &inode) != 4)
      continue;
    if (inode == 0 || may[0] != 'r' || may[1] != '-' || may[3] != 'p') continue;
    if (!only_of_file(pagemap, range.begin, range.end)) continue;
    range.first_page = pages_;
    pages_ += (range.end - range.begin) / kPage;
    ranges_.push_back(range);
  }
  ::close(pagemap);
  if (pages_ > kMostPages || ::sysconf(_SC_PAGESIZE) != kPage) ranges_.clear();
}

void ProgramText::take_apart() {
  if (kSanitized) return;
  if (pages_ == 0) find_ranges();
  if (ranges_.empty()) return;
  void* memory = ::mmap(nullptr, pages_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  noted_ = static_cast<unsigned char*>(memory);
  for (const Range& range : ranges_) {
    // Neighbours that differ in this are not one mapping; it means nothing for pages that are in memory anyway.
    for (auto page = range.begin; page < range.end; page += 2 * kPage) ::madvise(at(page), kPage, MADV_RANDOM);
    ::madvise(at(range.begin), range.end - range.begin, MADV_DONTNEED);
  }
}

void ProgramText::note() {
  if (noted_ == nullptr) return;
  const int pagemap = ::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  for (const Range& range : ranges_)
    each_page(pagemap, range.begin, range.end, [&](std::size_t page, std::uint64_t entry) {
      noted_[range.first_page + page] = (entry & kPresent) != 0;
    });
  ::close(pagemap);
}

void ProgramText::put_together() {
  if (noted_ == nullptr) return;
  const bool any = map_noted();
  for (const Range& range : ranges_) ::madvise(at(range.begin), range.end - range.begin, MADV_NORMAL);
  if (any) have_tables_copied();
  ::munmap(noted_, pages_);
  noted_ = nullptr;
}

// False where the worker noted nothing.
bool ProgramText::map_noted() {
  bool any = false;
  for (const Range& range : ranges_)
    for (auto page = range.begin; page < range.end; page += kPage)
      if (noted_[range.first_page + (page - range.begin) / kPage] != 0) {
        any = true;
        ::madvise(at(page), kPage, MADV_POPULATE_READ);
      }
  return any;
}

// A byte of each is overwritten with itself, which through this file needs no right to write.
void ProgramText::have_tables_copied() const {
  const int memory = ::open("/proc/self/mem", O_RDWR | O_CLOEXEC);
  if (memory < 0) return;
  for (const Range& range : ranges_) {
    const auto* noted = noted_ + range.first_page;
    if (std::count(noted, noted + (range.end - range.begin) / kPage, 1) < kWorthATable) continue;
    const char same = *static_cast<const volatile char*>(at(range.begin));
    if (::pwrite(memory, &same, 1, static_cast<off_t>(range.begin)) != 1) break;
  }
  ::close(memory);
}

}  // namespace faultline
