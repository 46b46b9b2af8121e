#include "faultline/engine/isolation/shared_slate.h"

#include <cerrno>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace faultline {
namespace {

// The journal starts on its own page behind the slate.
constexpr std::size_t kJournalAt = (sizeof(Slate) + 4095) & ~std::size_t{4095};
constexpr std::size_t kTotal = kJournalAt + JournalMemory::kSize;

[[noreturn]] void give_up(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

SharedSlate::SharedSlate() : fd_(::memfd_create("faultline-slate", MFD_CLOEXEC)) {
  if (fd_ < 0 || ::ftruncate(fd_, kTotal) != 0) give_up("cannot make shared memory");
  map();
}

SharedSlate::SharedSlate(int inherited_fd) : fd_(inherited_fd) { map(); }

SharedSlate::~SharedSlate() {
  ::munmap(memory_, kTotal);
  ::close(fd_);
}

void SharedSlate::map() {
  void* memory = ::mmap(nullptr, kTotal, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (memory == MAP_FAILED) give_up("cannot map shared memory");
  memory_ = static_cast<char*>(memory);
}

void SharedSlate::keep_to_this_process() {
  ::close(fd_);
  ::madvise(memory_, kTotal, MADV_DONTFORK);
}

std::span<char> SharedSlate::journal_memory() const { return {memory_ + kJournalAt, JournalMemory::kSize}; }

}  // namespace faultline
