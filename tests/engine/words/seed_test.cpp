#include "faultline/engine/words/seed.h"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/words/bad_input.h"

namespace faultline {
namespace {

std::string rejection(std::string_view text) {
  try {
    return "accepted as " + print_seed(parse_seed(text));
  } catch (const BadInput& error) {
    return error.what();
  }
}

TEST(ParseSeed, ReadsNumbersAndThePrintedForm) {
  EXPECT_EQ(parse_seed("7"), (Seed{std::nullopt, 7}));
  EXPECT_EQ(parse_seed("0x51a7"), (Seed{std::nullopt, 0x51a7}));
  EXPECT_EQ(parse_seed("0X51A7"), (Seed{std::nullopt, 0x51a7}));
  EXPECT_EQ(parse_seed("g1a2b3c4d:0x51a7"), (Seed{0x1a2b3c4d, 0x51a7}));
  EXPECT_EQ(parse_seed("g00000000:12"), (Seed{0, 12}));
  EXPECT_EQ(parse_seed("18446744073709551615"), (Seed{std::nullopt, ~std::uint64_t{0}}));
  EXPECT_EQ(parse_seed("0xffffffffffffffff"), (Seed{std::nullopt, ~std::uint64_t{0}}));
}

TEST(ParseSeed, RejectsEveryMalformedFormAndShowsAGoodOne) {
  for (const char* text : {"",
                           " ",
                           "x",
                           "seven",
                           "7 ",
                           " 7",
                           "+7",
                           "-7",
                           "7.0",
                           "1e3",
                           "0x",
                           "0x ",
                           "0x-1",
                           "0x0x1",
                           "51a7",
                           "0xg",
                           "18446744073709551616",
                           "0x10000000000000000",
                           "g",
                           "g:",
                           "g1a2b3c4d",
                           "g1a2b3c4d:",
                           "g1a2b3c4:7",
                           "g1a2b3c4d5:7",
                           "g1a2b3c4z:7",
                           "g-1a2b3c4:7",
                           "g0x1a2b3c:7",
                           "g1a2b3c4d:7:8",
                           "g1a2b3c4d: 7",
                           "G1a2b3c4d:7",
                           "1a2b3c4d:7",
                           "random"}) {
    const std::string why = rejection(text);
    EXPECT_TRUE(why.starts_with("bad seed '" + std::string(text) + "': ")) << why;
    EXPECT_NE(why.find("g1a2b3c4d:0x51a7"), std::string::npos) << why;
  }
}

TEST(ParseSeed, SaysWhatIsWrong) {
  EXPECT_NE(rejection("g1a2b3c4d").find("the ':' after the revision is missing"), std::string::npos);
  EXPECT_NE(rejection("g12:7").find("the revision must be 8 hex digits"), std::string::npos);
  EXPECT_NE(rejection("g1a2b3c4d:x").find("'x' is not a 64-bit number"), std::string::npos);
}

RC_GTEST_PROP(PrintSeed, IsReadBack, (std::uint64_t number, std::uint32_t revision, bool revised)) {
  const Seed seed{revised ? std::optional(revision) : std::nullopt, number};
  RC_ASSERT(parse_seed(print_seed(seed)) == seed);
}

TEST(PrintSeed, HasTheDocumentedForm) {
  EXPECT_EQ(print_seed({0x1a2b3c4d, 0x51a7}), "g1a2b3c4d:0x51a7");
  EXPECT_EQ(print_seed({0xff, 0}), "g000000ff:0x0");
  EXPECT_EQ(print_seed({std::nullopt, 0x51a7}), "0x51a7");
  EXPECT_EQ(print_digest(0x9f2c), "0000000000009f2c");
}

// Seeds are written into repro files and reports: a build that derives other numbers from them breaks them all.
TEST(RunSeed, IsTheSameForEver) {
  EXPECT_EQ(print_digest(run_seed(0, "chaos.store.memory", 0)), "c7f0d13a88a18207");
  EXPECT_EQ(print_digest(Draws(1, 2).next()), "8756763de0c65ecf");
}

TEST(RunSeed, DependsOnCampaignCheckAndIndex) {
  const std::set<std::uint64_t> seeds{run_seed(0, "a", 0), run_seed(1, "a", 0), run_seed(0, "b", 0),
                                      run_seed(0, "a", 1)};
  EXPECT_EQ(seeds.size(), 4u);
}

RC_GTEST_PROP(DrawsOfAStep, DependOnSeedStepAndIndexOnly, (std::uint64_t seed, std::uint64_t step)) {
  Draws draws(seed, step);
  std::vector<std::uint64_t> first;
  for (int i = 0; i < 8; ++i) first.push_back(draws.next());

  Draws other(seed, step + 1), again(seed, step), reseeded(seed + 1, step);
  for (const std::uint64_t number : first) {
    RC_ASSERT(other.next() != number);  // 2^-64 by chance
    RC_ASSERT(reseeded.next() != number);
    RC_ASSERT(again.next() == number);  // whatever was drawn elsewhere in between
  }
  RC_ASSERT(std::set<std::uint64_t>(first.begin(), first.end()).size() == first.size());
}

RC_GTEST_PROP(DrawsOfAStep, StayBelowTheirBounds, (std::uint64_t seed, std::uint64_t step)) {
  const auto bound = *rc::gen::suchThat(rc::gen::arbitrary<std::uint64_t>(), [](auto b) { return b > 0; });
  RC_ASSERT(Draws(seed, step).below(bound) < bound);
  RC_ASSERT(Draws(seed, step).below(1) == 0);

  const auto narrow = *rc::gen::inRange<std::uint64_t>(1, (std::uint64_t{1} << 32) + 1);
  const auto [first, second] = Draws(seed, step).two_below(narrow, std::uint64_t{1} << 32);
  RC_ASSERT(first < narrow);
  RC_ASSERT(second < (std::uint64_t{1} << 32));
}

TEST(DrawsOfAStep, ReachEveryValueEvenly) {
  std::array<int, 7> seen{};
  std::array<std::array<int, 3>, 2> pairs{};
  Draws draws(42, 0);
  for (int i = 0; i < 7000; ++i) ++seen[draws.below(7)];
  for (int i = 0; i < 6000; ++i) {
    const auto [a, b] = draws.two_below(2, 3);
    ++pairs[a][b];
  }
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
  for (const auto& row : pairs)
    for (const int count : row) EXPECT_NEAR(count, 1000, 150);
}

TEST(DrawsOfAStep, ChanceIsWhatItSays) {
  Draws draws(7, 7);
  int hits = 0;
  for (int i = 0; i < 4000; ++i) hits += draws.chance(1, 4);
  EXPECT_NEAR(hits, 1000, 150);
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(draws.chance(4, 4));
    EXPECT_FALSE(draws.chance(0, 4));
  }
}

}  // namespace
}  // namespace faultline
