// A copy made at a crash point recovers as the run that dies there does: same verdict, same history.
#include <gtest/gtest.h>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/attach/session.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline {
namespace {

FAULTLINE_CHECK(chaos.copies.posix, models::DurableModel, targets::DurableStoreTarget);
FAULTLINE_CHECK(chaos.copies.simulated, models::SimulatedStoreModel, targets::SimulatedStoreTarget);

// Recovery leaves a torn frame where it is, on either side of the seam.
class UncutLog : public store::wal::Log {
 public:
  using Log::Log;

 protected:
  std::uint64_t drop_torn_tail(std::uint64_t, std::uint64_t to) override { return to; }
};
class UncutStore : public store::DurableStore {
 public:
  UncutStore(const std::filesystem::path& folder, store::Clock clock)
      : DurableStore(std::make_unique<UncutLog>(folder), std::move(clock)) {}
  UncutStore(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<UncutLog>(files, folder), std::move(clock)) {}
};

// Recovery ends the process where it finds a torn frame.
class DyingLog : public store::wal::Log {
 public:
  using Log::Log;

 protected:
  std::uint64_t drop_torn_tail(std::uint64_t, std::uint64_t) override { ::_exit(7); }
};
class DyingStore : public store::DurableStore {
 public:
  DyingStore(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<DyingLog>(files, folder), std::move(clock)) {}
};
FAULTLINE_CHECK(chaos.copies.dying, models::SimulatedStoreModel, targets::SimulatedTarget<DyingStore>);
FAULTLINE_CHECK(chaos.copies.uncut_posix, models::DurableModel, targets::DurableTarget<UncutStore>);
FAULTLINE_CHECK(chaos.copies.uncut_simulated, models::SimulatedStoreModel, targets::SimulatedTarget<UncutStore>);

class Copies : public testing::TestWithParam<const char*> {
 protected:
  Check& check() const { return *Registry::instance().find(GetParam()); }
  Executor& executor() { return session_.executor(check().info().isolation); }

  Session session_;
};

Bytes dead_at(const Bytes& history, const PassedPoint& passed) {
  std::vector<char> memory(history.size() + 256);
  Journal journal(memory);
  journal.assign(std::string_view(history).substr(0, passed.history));
  while (!journal.at_end()) journal.next();
  journal.append(Observed::crashed, passed.point);
  return Bytes(journal.bytes());
}

TEST_P(Copies, RecoverAsTheRunThatDiesThere) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Job job;
    job.schedule = check().without_crashes(check().generate({seed, 40}));
    job.watch = true;
    const JobResult run = executor().execute(check(), job);
    ASSERT_FALSE(run.stopped);
    for (const PassedPoint& passed : run.passed) {
      SCOPED_TRACE(std::to_string(passed.step) + ' ' + passed.point + " #" + std::to_string(passed.hit));
      Job whole, copy;
      const std::int64_t power_loss = check().info().simulated ? compared % 3 : 0;
      whole.schedule = copy.schedule =
          check().crashed_in(*job.schedule, passed.step, {passed.point, passed.hit, power_loss});
      copy.copy = passed.copy;
      copy.history = dead_at(run.journal, passed);
      const JobResult died = executor().execute(check(), whole), recovered = executor().execute(check(), copy);
      ASSERT_FALSE(died.stopped || recovered.stopped);
      EXPECT_EQ(died.state.chain, recovered.state.chain);
      EXPECT_EQ(died.state.stats.crashes, 1u);
      EXPECT_EQ(recovered.state.stats.crashes, 1u);
      ++compared;
    }
    executor().drop_copies();
  }
  EXPECT_GT(compared, 60);
}

// The copies of a simulated disk go with the process that holds them.
TEST(CopiesThatAreGone, AreDoneWithout) {
  Session session;
  CampaignOptions options;
  const std::filesystem::path folder = make_workspace_root();
  options.report_dir = folder;
  options.runs = 4;
  options.steps = 20;
  const SweepReport report = session.sweep(*Registry::instance().find("chaos.copies.dying"), std::nullopt, options, {});
  EXPECT_EQ(report.check.engine_error, "");
  ASSERT_EQ(report.check.findings.size(), 1U);
  EXPECT_EQ(report.check.findings[0].verdict.origin, "exit code 7 recovery");
  std::uint64_t crashes = 0, ended = 0;
  for (const SweptPoint& point : report.points) {
    crashes += point.crashes;
    ended += point.recoveries + point.losses;
  }
  EXPECT_EQ(ended, crashes);
  Workspace(folder).remove();
}

INSTANTIATE_TEST_SUITE_P(Durable, Copies, testing::Values("chaos.copies.posix", "chaos.copies.simulated"),
                         [](const auto& check) { return check.index == 0 ? "Posix" : "Simulated"; });

// The command that only one of the two has.
boost::json::value without_counters(const boost::json::value& steps) {
  boost::json::array kept;
  for (const auto& step : steps.as_array())
    if (boost::json::serialize(step) != R"({"command":{"counters":{}}})") kept.push_back(step);
  return kept;
}

// What happened, as reports have it.
std::vector<std::string> table_of(Check& check, const Bytes& schedule, const JobResult& run) {
  JournalMemory memory;
  Journal journal(memory.span());
  journal.assign(run.journal);
  std::vector<std::string> lines;
  Progress progress;
  for (const ReportRow& row : check.explain(schedule, journal, nullptr, progress))
    lines.push_back(row.text + " | " + row.model + " | " + row.actual);
  return lines;
}

// One seed's schedule as each of the two has it, and what came of it.
struct Both {
  Bytes real, other;
  JobResult killed, unwound;
};
Both on_both(Session& session, Check& posix, Check& simulated, std::uint64_t seed) {
  const auto steps = without_counters(posix.to_json(posix.generate({seed, 40})));
  Job real, other;
  real.schedule = posix.from_json(steps);
  other.schedule = simulated.from_json(steps);
  return {*real.schedule, *other.schedule, session.executor(Isolation::forked).execute(posix, real),
          session.executor(Isolation::in_process).execute(simulated, other)};
}

// Where the disk loses nothing, the simulated store and the one on real files tell the same story.
TEST(Sides, TheSameScheduleHasTheSameHistoryOnBoth) {
  Session session;
  Check& posix = *Registry::instance().find("chaos.copies.posix");
  Check& simulated = *Registry::instance().find("chaos.copies.simulated");
  std::uint64_t crashes = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const auto [real, other, a, b] = on_both(session, posix, simulated, seed);
    ASSERT_FALSE(a.stopped || b.stopped);
    EXPECT_EQ(table_of(posix, real, a), table_of(simulated, other, b));
    EXPECT_EQ(a.state.stats.crashes, b.state.stats.crashes);
    crashes += a.state.stats.crashes;
  }
  EXPECT_GT(crashes, 20u);
}

// And where the store has a bug that a killed process shows, both fail, in the same way at the same step.
TEST(Sides, TheSameScheduleFailsAlikeOnBoth) {
  Session session;
  Check& posix = *Registry::instance().find("chaos.copies.uncut_posix");
  Check& simulated = *Registry::instance().find("chaos.copies.uncut_simulated");
  int failed = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(seed);
    const auto [real, other, a, b] = on_both(session, posix, simulated, seed);
    ASSERT_EQ(a.stopped.has_value(), b.stopped.has_value());
    if (!a.stopped) continue;
    const Verdict &killed = a.stopped->result.verdict, &unwound = b.stopped->result.verdict;
    EXPECT_EQ(name_of(killed.failure), name_of(unwound.failure));
    EXPECT_EQ(killed.origin, unwound.origin);
    EXPECT_EQ(killed.step, unwound.step);
    ++failed;
  }
  EXPECT_GT(failed, 4);
}

}  // namespace
}  // namespace faultline
