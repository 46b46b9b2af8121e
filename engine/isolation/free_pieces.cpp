#include "faultline/engine/isolation/free_pieces.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <unistd.h>

#include "faultline/engine/isolation/limits.h"

namespace faultline {
namespace {

constexpr std::size_t kLargest = 2048, kStep = 16;
// A heap that has more free than this is left as it is.
constexpr std::size_t kMostPieces = 100'000;

// A compiler leaves out an allocation that nobody reads.
void* (*volatile allocate)(std::size_t) = std::malloc;

}  // namespace

void use_up_free_pieces() {
  if (kSanitized) return;
  const struct mallinfo2 heap = ::mallinfo2();
  // malloc cuts from the heap's end only what it finds nowhere else.
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)) - heap.keepcost;
  std::size_t pieces = 0;
  for (std::size_t size = kLargest; size > 0; size -= kStep) {
    const void* piece = nullptr;
    do {
      piece = allocate(size - sizeof(std::size_t));  // never freed, which is what this is for
    } while (piece != nullptr && reinterpret_cast<std::uintptr_t>(piece) < end && ++pieces < kMostPieces);
  }
}

}  // namespace faultline
