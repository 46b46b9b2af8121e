// What a power loss may leave of the last frame, told from damage.
#include "faultline/targets/store/durable/unfinished.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "faultline/targets/store/durable/frame.h"

namespace faultline::store::wal {
namespace {

constexpr std::size_t kSector = 512;

// A log of one small frame and one over several sectors; the second begins at `second`.
struct TwoFrames {
  std::size_t second = encode_frame("small").size();
  std::string log = encode_frame("small") + encode_frame(std::string(3 * kSector, 'x'));

  std::string without_sector(std::size_t sector) const {
    std::string bytes = log;
    const std::size_t from = std::max(second, sector * kSector);
    const std::size_t to = std::min(bytes.size(), (sector + 1) * kSector);
    return bytes.replace(from, to - from, to - from, '\0');
  }
};

TEST(Unfinished, AnySectorMissingFromTheLastFrame) {
  const TwoFrames two;
  for (std::size_t sector = 0; sector * kSector < two.log.size(); ++sector) {
    EXPECT_TRUE(has_lost_sector(two.without_sector(sector), two.second)) << sector;
  }
  EXPECT_TRUE(has_lost_sector(two.log.substr(0, two.second) + std::string(100, '\0'), two.second));
}

TEST(Unfinished, NothingMissing) {
  const TwoFrames two;
  EXPECT_FALSE(has_lost_sector(two.log, two.second));
  EXPECT_FALSE(has_lost_sector(two.log, two.log.size()));
  EXPECT_FALSE(has_lost_sector("", 0));
}

TEST(Unfinished, DamageIsNotAMissingSector) {
  const TwoFrames two;
  for (const std::size_t at : {two.second, two.second + 25, two.log.size() - 1}) {
    std::string damaged = two.log;
    damaged[at] = '\0';
    EXPECT_FALSE(has_lost_sector(damaged, two.second)) << at;
  }
  std::string half_a_sector = two.log;
  half_a_sector.replace(kSector, kSector - 1, kSector - 1, '\0');
  EXPECT_FALSE(has_lost_sector(half_a_sector, two.second));
}

// Sectors are those of the file, not of the frame.
TEST(Unfinished, SectorsAreCountedFromTheFrontOfTheFile) {
  const TwoFrames two;
  std::string shifted = two.log;
  shifted.replace(two.second + kSector, kSector, kSector, '\0');  // covers no whole sector
  EXPECT_FALSE(has_lost_sector(shifted, two.second));
}

// The next frame is written only after a sync of the one before: this one was there once.
TEST(Unfinished, ASectorMissingInFrontOfAWholeFrameIsDamage) {
  const TwoFrames two;
  const std::string followed = two.without_sector(1) + encode_frame("later");
  EXPECT_FALSE(has_lost_sector(followed, two.second));
  EXPECT_TRUE(has_lost_sector(followed.substr(0, followed.size() - 1), two.second));
}

}  // namespace
}  // namespace faultline::store::wal
