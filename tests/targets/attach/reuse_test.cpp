// Prefix reuse: the same runs with and without it, whatever is edited in between.
#include <cstring>
#include <fstream>
#include <iterator>
#include <tuple>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/campaign/campaign.h"
#include "faultline/engine/isolation/in_process.h"

#include "reuse_targets.h"

namespace faultline::reuse_targets {
namespace {

using attach::may_be_reused;
using attach::TakesSnapshots;

static_assert(TakesSnapshots<CopiedShelf<Flaws::none>> && may_be_reused<CopiedShelf<Flaws::none>>());
static_assert(!TakesSnapshots<Shelf<Flaws::none>> && !TakesSnapshots<CopyOnly> && !TakesSnapshots<ConstructorOnly>);
static_assert(!may_be_reused<TimedShelf>() && !may_be_reused<BusyShelf>());

// Runs jobs of single schedules with reuse, or without, and counts what the target of type T is asked to do for them.
template <class T>
class Counted : public Executor {
 public:
  explicit Counted(bool reuse) : reuse_(reuse) {}
  ~Counted() override { Workspace(folder_).remove(); }
  JobResult execute(Check& check, const Job& job) override {
    Job asked = job;
    asked.reuse = reuse_ && job.reuse;
    const std::uint64_t before = T::executed;
    JobResult done = inner_.execute(check, asked);
    if (job.schedule) executed += T::executed - before;
    return done;
  }

  std::uint64_t executed = 0;

 private:
  bool reuse_;
  std::filesystem::path folder_ = make_workspace_root();
  InProcessExecutor inner_{folder_};
};

// All that a job comes to, as bytes.
Bytes all_of(const JobResult& done) {
  Bytes all(reinterpret_cast<const char*>(&done.state), sizeof done.state);
  all += done.journal;
  if (done.stopped) all += to_bytes(done.stopped->result) + done.stopped->journal;
  return all;
}

// Where, how many, and what is done there.
using Edit = std::tuple<std::uint16_t, std::uint16_t, std::uint8_t>;
using Schedule = ScheduleOf<ShelfModel>;

void change(Schedule& schedule, const Edit& edit, const Schedule& other) {
  const auto& [where, many, what] = edit;
  const auto at = schedule.begin() + where % static_cast<std::ptrdiff_t>(schedule.size() + 1);
  const auto count = std::min<std::ptrdiff_t>(many % 8, schedule.end() - at);
  switch (what % 6) {
    case 0:
      schedule.erase(at, at + count);
      return;
    case 1:
      schedule.erase(at, schedule.end());
      return;
    case 2:
      schedule.insert(at, other.begin(), other.begin() + count);
      return;
    case 3:
      std::copy_n(other.begin(), count, at);
      return;
    case 4:
      std::reverse(at, at + count);
      return;
    case 5:
      if (count % 2 == 0) schedule.insert(at, Heal{});
      if (count % 2 == 1) schedule.insert(at, Advance{Count<1, 3600>(count * 300)});
      return;
  }
}

template <class T>
void same_runs(std::uint64_t seed, const std::vector<Edit>& edits) {
  static const auto reusing = make_check<ShelfModel, T>("chaos.shelf.reused");
  static const auto plain = make_check<ShelfModel, T>("chaos.shelf.plain");
  static Counted<T> with(true), without(false);
  Schedule base, other;
  const auto draw = [&](std::uint64_t from, std::uint32_t steps, Schedule& into) {
    const Bytes drawn = plain->generate({from, steps});
    Reader bytes(drawn);
    decode(bytes, into);
  };
  draw(seed, 60, base);
  draw(~seed, 8, other);
  Schedule now = base;
  for (const Edit& edit : edits) {
    Job job;
    job.reuse = true;
    job.schedule = to_bytes(now);
    const bool same = all_of(with.execute(*reusing, job)) == all_of(without.execute(*plain, job));
    RC_ASSERT(same);
    // Most candidates are edits of the best so far, which now and then changes.
    if (std::get<2>(edit) < 192) now = base;
    change(now, edit, other);
    if (std::get<2>(edit) < 32) base = now;
  }
  RC_ASSERT(with.executed < without.executed);
}

std::vector<Edit> many_edits() {
  const auto edit = rc::gen::tuple(rc::gen::inRange<std::uint16_t>(0, 70), rc::gen::inRange<std::uint16_t>(0, 8),
                                   rc::gen::inRange<std::uint8_t>(0, 255));
  return *rc::gen::container<std::vector<Edit>>(60, edit);
}

RC_GTEST_PROP(Reuse, RunsAreThoseFromScratch, (std::uint64_t seed)) {
  same_runs<CopiedShelf<Flaws::none>>(seed, many_edits());
}
RC_GTEST_PROP(Reuse, RunsThatFailToo, (std::uint64_t seed)) {
  same_runs<CopiedShelf<Flaws::three>>(seed, many_edits());
}

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Shrunk {
  std::string repro;
  std::uint32_t executions;
  std::uint64_t commands;
};

template <class T>
Shrunk shrink(bool reuse) {
  const auto check = make_check<ShelfModel, T>("chaos.shelf.shrunk");
  Counted<T> executor(reuse);
  CampaignOptions options;
  options.steps = 400;
  options.report_dir = make_workspace_root();
  const CheckReport report = run_campaign(*check, executor, Isolation::in_process, options);
  const Finding& finding = report.findings.at(0);
  EXPECT_TRUE(finding.one_minimal);
  const Shrunk shrunk{text_of(finding.repro), finding.executions, executor.executed};
  Workspace(options.report_dir).remove();
  return shrunk;
}

TEST(Reuse, ShrinksToTheSameReproWithFewerCommands) {
  const Shrunk with = shrink<CopiedShelf<Flaws::three>>(true), without = shrink<CopiedShelf<Flaws::three>>(false);
  EXPECT_EQ(with.repro, without.repro);
  EXPECT_EQ(with.executions, without.executions);
  EXPECT_LT(with.commands * 10, without.commands * 9);
}

TEST(Reuse, OfATargetThatCannotBeCopiedIsNone) {
  const Shrunk without = shrink<CopiedShelf<Flaws::three>>(false);
  EXPECT_EQ(shrink<ThrowsWhenCopied>(true).repro, without.repro);
  EXPECT_EQ(shrink<ThrowsWhenRestored>(true).repro, without.repro);
}

TEST(Reuse, KeepsFewCopiesAndNoneWhereARunAsksForNoReuse) {
  using Copied = CopiedShelf<Flaws::none>;
  const auto check = make_check<ShelfModel, Copied>("chaos.shelf.long");
  Counted<Copied> with(true), without(false);
  const int before = Alive::now;
  Job job;
  job.reuse = true;
  for (const std::uint32_t steps : {2000, 10, 2000, 1000}) {
    job.schedule = check->generate({steps, steps});
    with.execute(*check, job);
    EXPECT_LE(Alive::now, before + 32);
  }
  EXPECT_GT(Alive::now, before);
  without.execute(*check, job);
  EXPECT_EQ(Alive::now, before);
}

TEST(Reuse, IsNotForATargetThatTakesNoSnapshot) {
  const Shrunk with = shrink<Shelf<Flaws::three>>(true), without = shrink<Shelf<Flaws::three>>(false);
  EXPECT_EQ(with.repro, without.repro);
  EXPECT_EQ(with.commands, without.commands);
}

}  // namespace
}  // namespace faultline::reuse_targets
