#include "faultline/engine/runner/point_watch.h"

#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

void (*observer)(const char*) = nullptr;
void observe(void (*reached)(const char*)) { observer = reached; }
void pass(const char* point) {
  if (observer != nullptr) observer(point);
}

// Every put passes "put", and "put.odd" behind it where its value is odd; every opening passes "open".
FakeSystem<Cells> passing() {
  FakeSystem<Cells> system;
  system.on_execute = [](auto&, const Cells::Command& command) -> std::optional<OutcomeOf<Cells>> {
    const auto* put = std::get_if<Put>(&command);
    if (put != nullptr) pass("put");
    if (put != nullptr && put->value % 2 == 1) pass("put.odd");
    return std::nullopt;
  };
  system.on_open = [](auto&) { pass("open"); };
  return system;
}

std::vector<std::string> passed_in(const ScheduleOf<Cells>& schedule, std::vector<std::uint32_t>& copies) {
  Workspace nowhere("never-made");
  std::vector<char> memory(1 << 16);
  Journal journal(memory);
  Progress progress;
  PointWatch watch(observe, 10, [&](const Run&, std::uint32_t number) {
    copies.push_back(number);
    pass("copying");  // a copy may itself pass points, which are nobody's
  });
  RunEnv env{nowhere, journal, progress, {}, true};
  env.watch = &watch;
  auto system = passing();
  EXPECT_EQ(summary(Runner<Cells>(&system, schedule, env).run()), "pass");
  std::vector<std::string> texts;
  std::uint64_t history = 0;
  for (const PassedPoint& passed : watch.take()) {
    texts.push_back(std::to_string(passed.step) + ' ' + passed.point + " #" + std::to_string(passed.hit));
    EXPECT_GE(passed.history, history);
    EXPECT_EQ(passed.copy, 10 + texts.size() - 1);
    history = passed.history;
  }
  return texts;
}

TEST(PointWatch, HitsAreCountedFromTheStartOfTheStepAndEachIsCopied) {
  std::vector<std::uint32_t> copies;
  EXPECT_EQ(passed_in({Put{"a", 2}, Restart{}, Put{"b", 3}}, copies),
            (std::vector<std::string>{"0 put #1", "1 open #1", "2 put #1", "2 put.odd #1"}));
  EXPECT_EQ(copies, (std::vector<std::uint32_t>{10, 11, 12, 13}));
  EXPECT_EQ(observer, nullptr);  // nobody watches any more
}

TEST(PointWatch, TheFirstOpeningAndTheFinalAuditBelongToNoStep) {
  std::vector<std::uint32_t> copies;
  EXPECT_TRUE(passed_in({}, copies).empty());
}

}  // namespace
}  // namespace faultline
