// Digests, going on from a journal, and walking one.
#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

using Cell = FakeSystem<Cells>;

const ScheduleOf<Cells> kSchedule{Put{"a", 1}, Crash{"point", 2}, Put{"b", 2}, Put{"a", 5}, Get{"b"},
                                  Restart{},   Get{"a"},          Put{"c", 3}, Restart{},   Get{"c"}};

// A process that died in step 3 left this.
void die_in_step_3(Bench& bench, Cell& system) {
  bench.note(Observed::opened);
  bench.note_outcome<Cells>(0);
  bench.note_outcome<Cells>(0);
  bench.note(Observed::crashed);
  system.disk.cells = {{"a", 1}, {"b", 2}};
}

void expect_same(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(summary(a), summary(b));
  EXPECT_EQ(a.verdict.message, b.verdict.message);
  EXPECT_EQ(a.digest, b.digest);
  EXPECT_EQ(to_bytes(a.stats), to_bytes(b.stats));
  EXPECT_EQ(a.unfired, b.unfired);
}

std::uint64_t digest_of(const ScheduleOf<Cells>& schedule, std::int64_t disk = 0) {
  Cell system;
  if (disk != 0) system.disk.cells["d"] = disk;
  return Bench().run(system, schedule).digest;
}

TEST(Digest, IsOfStepsAndOutcomes) {
  const ScheduleOf<Cells> one{Put{"a", 1}, Get{"a"}};
  EXPECT_EQ(digest_of(one), digest_of(one));
  EXPECT_NE(digest_of(one), digest_of({Put{"a", 2}, Get{"a"}}));
  EXPECT_NE(digest_of(one), digest_of({Put{"a", 1}, Get{"b"}}));
  EXPECT_NE(digest_of(one), digest_of({Put{"a", 1}}));
  EXPECT_NE(digest_of(one), digest_of({Put{"a", 1}, Get{"a"}, Get{"a"}}));
  EXPECT_NE(digest_of({Get{"d"}}, 1), digest_of({Get{"d"}}, 2));
}

TEST(Digest, LeavesErrorTextsOut) {
  const auto digest = [](const char* kind, const char* detail) {
    Cell system;
    system.on_execute = [=](Cell&, const auto&) { return std::optional<OutcomeOf<Cells>>(info(kind, detail)); };
    return Bench().run(system, {Put{"a", 1}}).digest;
  };
  EXPECT_EQ(digest("timeout", "after 5 ms"), digest("timeout", "after 7 ms"));
  EXPECT_NE(digest("timeout", ""), digest("reset", ""));
}

// A store that mints ids: whichever it likes.
struct Mint {};
BOOST_DESCRIBE_STRUCT(Mint, (), ())
struct Mints {
  using Command = std::variant<Mint>;
  using Reply = Minted;
  bool step(const Command&, const Reply&) { return true; }
  void assume(const Command&) {}
  std::string expect(const Command&) const { return "any"; }
  Reply apply(const Mint&) { return {}; }  // what the fake answers where the test does not say
  bool operator==(const Mints&) const = default;
};

std::uint64_t digest_of_ids(const std::vector<std::string>& ids) {
  FakeSystem<Mints> system;
  system.on_execute = [&](auto& s, const auto&) {
    return std::optional<OutcomeOf<Mints>>(Minted{ids[static_cast<std::size_t>(s.executed) - 1]});
  };
  return Bench().run(system, ScheduleOf<Mints>(ids.size(), Mint{})).digest;
}

TEST(Digest, KnowsMintedIdsByFirstAppearance) {
  EXPECT_EQ(digest_of_ids({"x", "y", "x"}), digest_of_ids({"77", "3", "77"}));
  EXPECT_NE(digest_of_ids({"x", "y", "x"}), digest_of_ids({"x", "y", "y"}));
}

// --- journals ---

TEST(Resuming, FromAnyPrefixGivesTheSameResult) {
  Bench bench;
  Cell system;
  die_in_step_3(bench, system);
  const std::size_t before = entry_ends(bench.journal).size();
  const RunResult whole = bench.run(system, kSchedule);
  ASSERT_EQ(summary(whole), "pass") << whole.verdict.message;

  const auto ends = entry_ends(bench.journal);
  ASSERT_EQ(ends.size(), before + system.history.size());
  for (std::size_t kept = before; kept <= ends.size(); ++kept) {
    Bench again;
    Cell resumed;
    resumed.disk = kept == before ? Cells{{{"a", 1}, {"b", 2}}, 0} : system.history[kept - before - 1];
    again.journal.assign(bench.journal.bytes().substr(0, ends[kept - 1]));
    expect_same(again.run(resumed, kSchedule), whole);
    EXPECT_EQ(again.journal.bytes(), bench.journal.bytes()) << kept;
    EXPECT_EQ(resumed.history.size(), ends.size() - kept) << "what was observed is not done again";
  }
}

TEST(Resuming, TellsTheNewClientWhatWasSeen) {
  Bench bench;
  Cell system;
  die_in_step_3(bench, system);
  const RunResult result = bench.run(system, kSchedule);
  ASSERT_EQ(summary(result), "pass");
  EXPECT_EQ(system.learned, system.executed + 2);
}

TEST(Resuming, CountsFaultsThatFiredBeforeTheDeath) {
  Bench bench;
  Cell system;
  bench.note(Observed::opened);
  bench.note(Observed::disturbed, std::string_view("\0\0\0\0", 4));
  bench.note_outcome<Cells>(fail("busy"), 1);
  bench.note(Observed::crashed);
  system.on_inject = [](Cell&) { ADD_FAILURE() << "the fault was armed in the process that is dead"; };
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{2}), Put{"a", 1}, Crash{"point", 1}, Put{"a", 2}, Restart{}};
  const RunResult result = bench.run(system, schedule);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.faults_fired, 1u);
  EXPECT_TRUE(result.unfired.empty());
}

TEST(Walking, GivesTheSameResultForEveryKindOfEnd) {
  using Hook = std::optional<OutcomeOf<Cells>>;
  const auto walked = [](Cell system) {
    Bench bench;
    die_in_step_3(bench, system);
    const RunResult live = bench.run(system, kSchedule);
    expect_same(bench.walk<Cells>(kSchedule), live);
    return summary(live);
  };
  const auto executing = [](std::function<Hook(Cell&, const Cells::Command&)> hook) {
    Cell system;
    system.on_execute = std::move(hook);
    return system;
  };
  const auto opening = [](std::function<void(Cell&)> hook) {
    Cell system;
    system.on_open = std::move(hook);
    return system;
  };
  EXPECT_EQ(walked(Cell()), "pass");
  EXPECT_EQ(walked(executing([](Cell& s, const auto&) { return s.executed == 9 ? Hook(8) : Hook(); })),
            "wrong_reply get@6");
  EXPECT_EQ(walked(executing([](Cell& s, const auto&) { return s.executed == 9 ? Hook(fail("no", "why")) : Hook(); })),
            "unexpected_error get@6");
  EXPECT_EQ(walked(executing([](Cell& s, const auto&) -> Hook {
              if (s.executed == 10) throw std::runtime_error("x");
              return std::nullopt;
            })),
            "exception put@7");
  EXPECT_EQ(walked(opening([](Cell& s) {
              if (s.opens == 3) throw std::runtime_error("x");
            })),
            "recovery_failed recovery@8");
  EXPECT_EQ(walked(opening([](Cell& s) { s.disk.cells.erase("b"); })), "lost_ack audit.get@5");
  EXPECT_EQ(walked(opening([](Cell& s) { s.disk.cells["d"] = s.opens; })), "corrupt_recovery audit.get@5");
  EXPECT_EQ(walked(opening([](Cell& s) { s.disk.cells["a"] = s.opens == 1 ? 1 : 5; })), "recovery_differs audit.get@5");
}

// --- a journal that ends before the run does: the process died unasked ---

struct CutShort {
  bool cut = false;
  std::size_t step = 0;
  std::optional<Cells::Command> in_flight;
};

CutShort walk_prefix(const Bytes& journal_bytes) {
  Bench bench;
  bench.journal.assign(journal_bytes);
  Workspace nowhere("never-made");
  RunEnv env{nowhere, bench.journal, bench.progress, {}, false};
  Runner<Cells> runner(nullptr, kSchedule, env);
  const RunResult result = runner.run();
  EXPECT_EQ(summary(result), "pass");  // nothing is wrong but the death; who knows of it says so
  CutShort end{runner.cut_short(), runner.step(), {}};
  if (end.cut && !runner.in_flight().empty()) end.in_flight = *runner.in_flight().front();
  return end;
}

TEST(CutShort, SaysWhereTheRunWas) {
  Bench bench;
  Cell system;
  die_in_step_3(bench, system);
  ASSERT_EQ(summary(bench.run(system, kSchedule)), "pass");
  const Bytes whole(bench.journal.bytes());
  const auto ends = entry_ends(bench.journal);
  EXPECT_FALSE(walk_prefix(whole).cut);

  const CutShort in_put = walk_prefix(whole.substr(0, ends[1]));  // opened, one outcome
  EXPECT_TRUE(in_put.cut);
  ASSERT_TRUE(in_put.in_flight);
  EXPECT_EQ(to_bytes(*in_put.in_flight), to_bytes(std::get<0>(kSchedule[2])));

  const CutShort in_restart = walk_prefix(whole.substr(0, ends[3]));  // and the crash: the next thing is the restart
  EXPECT_TRUE(in_restart.cut);
  EXPECT_FALSE(in_restart.in_flight);
}

TEST(CutShort, InAnAuditNamesTheReadInFlight) {
  Bench bench;
  Cell system;
  die_in_step_3(bench, system);
  ASSERT_EQ(summary(bench.run(system, kSchedule)), "pass");
  const Bytes whole(bench.journal.bytes());
  const auto ends = entry_ends(bench.journal);
  const CutShort in_audit = walk_prefix(whole.substr(0, ends[5]));  // reopened, and "a" was read
  EXPECT_TRUE(in_audit.cut);
  ASSERT_TRUE(in_audit.in_flight);
  EXPECT_EQ(to_bytes(*in_audit.in_flight), to_bytes(Cells::Command(Get{"b"})));
}

}  // namespace
}  // namespace faultline
