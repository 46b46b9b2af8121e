// Every planted bug, from schedules of two lengths: to how many minima it shrinks, after how many executions. A row
// that stands for all of them: the largest median.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "faultline/engine/campaign/describe.h"
#include "faultline/engine/campaign/smallest.h"
#include "faultline/targets/attach/session.h"

#include "rapidcheck_stores.h"
#include "rows.h"

namespace faultline::bench {
namespace {

// From each length. Where runs are forked a campaign takes a second or two, nearly all of it before a run fails; many
// of those are the night's work (tests/zoo).
constexpr std::array<std::uint64_t, 2> kCampaigns{100, 10}, kForkedCampaigns{2, 1};
constexpr std::array<std::uint64_t, 2> kPeerSeeds{100, 3};  // from the longer it takes up to a minute
constexpr std::uint32_t kRuns = 2000;
constexpr std::uint32_t kJobs = 2;  // neither results nor executions depend on it
constexpr std::array<std::uint32_t, 2> kLengths{100, 1000};
constexpr std::uint32_t kMedianBar = 100;
constexpr std::size_t kForAMedian = 10;         // seeds
constexpr std::uint32_t kMostExecutions = 400;  // of any shrink

struct Bug {
  std::string name;
  std::array<Shrinks, kLengths.size()> shrinks;  // from each length

  // Over all lengths; of the kind of failure, a class and an origin, that has the most. A result begins with its kind.
  std::size_t minima() const {
    std::map<std::string, std::set<std::string>> all;
    for (const Shrinks& each : shrinks)
      for (const auto& [result, times] : each.results) all[result.substr(0, result.find(':'))].insert(result);
    std::size_t most = 0;
    for (const auto& [kind, results] : all) most = std::max(most, results.size());
    return most;
  }
  bool right() const {
    bool all = minima() == 1;
    for (const Shrinks& each : shrinks) all &= each.unproved == 0 && each.most() <= kMostExecutions;
    return all && median() <= kMedianBar;
  }
  // From either length; 0 where too few seeds were tried to tell.
  std::uint32_t median() const {
    Shrinks all;
    for (const Shrinks& each : shrinks)
      all.executions.insert(all.executions.end(), each.executions.begin(), each.executions.end());
    return all.executions.size() < kForAMedian ? 0 : all.median();
  }
};

// The first run of a campaign that fails. An inconclusive one is passed over.
std::optional<StoppedRun> failed_run(Check& check, Executor& executor, std::uint64_t campaign, std::uint32_t steps) {
  Job job;
  job.campaign = campaign;
  job.steps = steps;
  while (job.first < kRuns) {
    job.count = kRuns - job.first;
    JobResult done = executor.execute(check, job);
    if (!done.stopped || done.stopped->result.verdict.failed()) return std::move(done.stopped);
    job.first += done.state.completed + 1;
  }
  return std::nullopt;
}

// As a campaign does it, without what it does besides.
void shrink_once(Session& session, Check& check, std::uint64_t campaign, std::uint32_t steps, Shrinks& shrinks) {
  Executor& executor = session.executor(check.info().isolation);
  const auto failed = failed_run(check, executor, campaign, steps);
  if (!failed) {
    ++shrinks.unproved;
    return;
  }
  Finding finding;
  finding.verdict = failed->result.verdict;
  finding.digest = failed->result.digest;
  const Bytes schedule = schedule_of(check, failed->input);
  Budget budget{MinimiseLimits()};
  Smallest smallest(check, executor, budget, pace_of(check, executor, schedule, budget, finding), 0);
  smallest.search(
      schedule, failed->result, 1, [](std::uint32_t, const ScheduleSize&) {}, [] { return true; });
  const Minimised& minimum = smallest.minimum();
  const std::string kind = fmt::format("{} in {}", name_of(minimum.verdict.failure), minimum.verdict.origin);
  shrinks.add(kind + ": " + boost::json::serialize(check.to_json(minimum.schedule)), minimum.executions,
              minimum.one_minimal && !minimum.capped);
}

std::vector<Bug> shrink_zoo() {
  Session session(kJobs);
  std::vector<Bug> bugs;
  for (Check* check : Registry::instance().all(true)) {
    Bug& bug = bugs.emplace_back(Bug{check->info().name, {}});
    const auto& campaigns = check->info().isolation == Isolation::forked ? kForkedCampaigns : kCampaigns;
    for (std::size_t length = 0; length < kLengths.size(); ++length)
      for (std::uint64_t campaign = 1; campaign <= campaigns[length]; ++campaign)
        shrink_once(session, *check, campaign, kLengths[length], bug.shrinks[length]);
  }
  return bugs;
}

std::vector<Bug> shrink_by_rapidcheck() {
  std::vector<Bug> bugs;
  for (const PeerBug& peer : rapidcheck_bugs()) {
    Bug& bug = bugs.emplace_back(Bug{"RapidCheck, " + peer.name, {}});
    for (std::size_t length = 0; length < kLengths.size(); ++length)
      bug.shrinks[length] = peer.shrink(kPeerSeeds[length], static_cast<int>(kLengths[length]));
  }
  return bugs;
}

std::string line_of(const Bug& bug) {
  const auto seeds = fmt::format("{}, {}", bug.shrinks[0].executions.size(), bug.shrinks[1].executions.size());
  std::string line = fmt::format("{:<48} {:>8} {:>6}", bug.name, seeds, bug.minima());
  for (const Shrinks& each : bug.shrinks) line += fmt::format(" {:>8} {:>6}", each.median(), each.most());
  return line;
}

// What is wrong with it, and where there is more than one minimum, each of them.
std::string complaint_of(const Bug& bug) {
  if (bug.right()) return "\n";
  int unproved = 0;
  for (const Shrinks& each : bug.shrinks) unproved += each.unproved;
  std::string text = "   MISSED";
  if (unproved > 0) text += fmt::format(", {} not found or not proved 1-minimal", unproved);
  text += '\n';
  if (bug.minima() > 1)
    for (std::size_t length = 0; length < kLengths.size(); ++length)
      for (const auto& [minimum, times] : bug.shrinks[length].results)
        text += fmt::format("  {} from {} steps: {}\n", times, kLengths[length], minimum);
  return text;
}

std::string table_of(const std::vector<Bug>& bugs, const std::vector<Bug>& peers) {
  std::string table =
      fmt::format("{:<48} {:>8} {:>6} {:>8} {:>6} {:>8} {:>6}\n", "executions from 100 steps and from 1,000", "seeds",
                  "minima", "median", "most", "median", "most");
  for (const Bug& bug : bugs) table += line_of(bug) + complaint_of(bug);
  for (const Bug& bug : peers) table += line_of(bug) + '\n';
  return table;
}

double worst_median(const std::vector<Bug>& bugs) {
  std::uint32_t worst = 0;
  for (const Bug& bug : bugs) worst = std::max(worst, bug.median());
  return worst;
}

}  // namespace

std::vector<BenchRow> zoo_rows() {
  const std::vector<Bug> bugs = shrink_zoo();
  const std::vector<Bug> peers = shrink_by_rapidcheck();

  BenchRow row{"shrink.zoo.executions", worst_median(bugs), "executions", "RapidCheck on two", worst_median(peers)};
  row.higher_is_better = false;
  row.bar = kMedianBar;
  row.bar_on_value = true;
  row.missed = !std::all_of(bugs.begin(), bugs.end(), [](const Bug& bug) { return bug.right(); });
  row.note = table_of(bugs, peers);
  return {row};
}

}  // namespace faultline::bench
