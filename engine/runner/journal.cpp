#include "faultline/engine/runner/journal.h"

#include <sys/mman.h>
#include <system_error>
#include <thread>

namespace faultline {

Journal::Journal(std::span<char> memory)
    : header_(reinterpret_cast<Header*>(memory.data())),
      data_(memory.data() + sizeof(Header)),
      capacity_(memory.size() - sizeof(Header)) {}

bool Journal::append(Observed observed, std::string_view payload) {
  while (writing_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  const bool fitted = write(observed, payload);
  writing_.clear(std::memory_order_release);
  return fitted;
}

bool Journal::append_last(Observed observed, std::string_view payload) {
  while (writing_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  return write(observed, payload);
}

bool Journal::write(Observed observed, std::string_view payload) {
  const std::uint64_t at = size();
  const auto length = static_cast<std::uint32_t>(payload.size());
  if (at + 1 + sizeof length + length > capacity_) return false;
  char* to = data_ + at;
  *to = static_cast<char>(observed);
  std::memcpy(to + 1, &length, sizeof length);
  payload.copy(to + 1 + sizeof length, length);  // memcpy may not be given the null of an empty view
  header_->size.store(at + 1 + sizeof length + length, std::memory_order_release);
  cursor_ = size();
  return true;
}

void Journal::clear() {
  header_->size.store(0, std::memory_order_release);
  cursor_ = 0;
}

void Journal::keep(std::size_t entries) {
  rewind();
  while (entries-- > 0 && !at_end()) next();
  header_->size.store(cursor_, std::memory_order_release);
}

Journal::Entry Journal::next() {
  const char* from = data_ + cursor_;
  std::uint32_t length = 0;
  const std::uint64_t left = size() - cursor_;
  if (left < 1 + sizeof length) {
    cursor_ = size();
    return {Observed{}, {}};
  }
  std::memcpy(&length, from + 1, sizeof length);
  length = static_cast<std::uint32_t>(std::min<std::uint64_t>(length, left - 1 - sizeof length));
  cursor_ += 1 + sizeof length + length;
  return {static_cast<Observed>(*from), {from + 1 + sizeof length, length}};
}

void Journal::assign(std::string_view bytes) {
  bytes.copy(data_, bytes.size());
  header_->size.store(bytes.size(), std::memory_order_release);
  cursor_ = 0;
}

JournalMemory::JournalMemory() {
  void* memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "cannot reserve journal memory");
  memory_ = static_cast<char*>(memory);
}

JournalMemory::~JournalMemory() { ::munmap(memory_, kSize); }

}  // namespace faultline
