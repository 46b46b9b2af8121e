#include "faultline/engine/isolation/free_pieces.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/engine/isolation/limits.h"

#include "in_a_child.h"

namespace faultline {
namespace {

constexpr std::size_t kPieces = 3000, kNext = 40;

std::size_t size_of_piece(std::size_t i) { return 24 + (i * 37) % 900; }

// How far apart the next pieces lie, after a process has freed every second of many; in a process of its own, because
// what is used up stays so.
std::uintptr_t spread(bool use_up) {
  const testing::Shared<std::uintptr_t> bytes;
  const int status = testing::in_a_child([&] {
    std::vector<char*> pieces;
    for (std::size_t i = 0; i < kPieces; ++i) pieces.push_back(static_cast<char*>(std::malloc(size_of_piece(i))));
    for (std::size_t i = 0; i < kPieces; i += 2) std::free(pieces[i]);
    std::vector<std::uintptr_t> next;
    next.reserve(kNext);
    if (use_up) use_up_free_pieces();
    for (std::size_t i = 0; i < kNext; ++i)
      next.push_back(reinterpret_cast<std::uintptr_t>(std::malloc(size_of_piece(7 * i))));
    *bytes = *std::max_element(next.begin(), next.end()) - *std::min_element(next.begin(), next.end());
  });
  EXPECT_EQ(status, 0);
  return *bytes;
}

TEST(FreePieces, WhatIsAllocatedNextLiesSideBySide) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer brings its own malloc";
  EXPECT_GT(spread(false), 100'000U);
  EXPECT_LE(spread(true), kNext * (924 + 16));
}

}  // namespace
}  // namespace faultline
