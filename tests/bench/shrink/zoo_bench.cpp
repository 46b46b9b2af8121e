// Every planted bug, from schedules of two lengths: to how many minima it shrinks, after how many executions. A row
// that stands for all of them: the largest median.
#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "faultline/engine/words/repro.h"
#include "faultline/targets/attach/session.h"

#include "rapidcheck_stores.h"
#include "rows.h"

namespace faultline::bench {
namespace {

// From each length. A campaign of long schedules may take two seconds, nearly all of it before a run fails: the oracle
// follows many states there.
constexpr std::array<std::uint64_t, 2> kCampaigns{100, 10};
constexpr std::uint64_t kHangingCampaigns = 3;              // the failure and its minimum are run in full
constexpr std::array<std::uint64_t, 2> kPeerSeeds{100, 3};  // from the longer it takes up to a minute
constexpr std::uint32_t kRuns = 2000;
constexpr std::uint32_t kJobs = 2;  // neither results nor executions depend on it
constexpr std::array<std::uint32_t, 2> kLengths{100, 1000};
constexpr std::uint32_t kMedianBar = 100;
constexpr std::uint32_t kMostExecutions = 400;  // of any shrink

struct Bug {
  std::string name;
  std::array<Shrinks, kLengths.size()> shrinks;  // from each length

  // Over all lengths.
  std::size_t minima() const {
    std::map<std::string, int> all;
    for (const Shrinks& each : shrinks) all.insert(each.results.begin(), each.results.end());
    return all.size();
  }
  bool right() const {
    bool all = minima() == 1;
    for (const Shrinks& each : shrinks)
      all &= each.unproved == 0 && each.median() <= kMedianBar && each.most() <= kMostExecutions;
    return all;
  }
};

void shrink_once(Session& session, Check& check, const CampaignOptions& options, Shrinks& shrinks) {
  const CheckReport report = session.run(check, std::nullopt, options);
  if (report.verdict != VerdictKind::fail) {
    ++shrinks.unproved;
    return;
  }
  const Finding& finding = report.findings.front();
  shrinks.add(boost::json::serialize(read_repro(finding.repro).steps), finding.executions,
              finding.one_minimal && !finding.capped);
}

std::vector<Bug> shrink_zoo(const std::filesystem::path& folder) {
  Session session(kJobs);
  std::vector<Bug> bugs;
  for (Check* check : Registry::instance().all(true)) {
    Bug& bug = bugs.emplace_back(Bug{check->info().name, {}});
    const bool hangs = bug.name == "zoo.store.hang_on_large_transaction";
    CampaignOptions options;
    options.runs = kRuns;
    options.report_dir = folder;
    for (std::size_t length = 0; length < kLengths.size(); ++length) {
      options.steps = kLengths[length];
      for (options.campaign = 1; options.campaign <= (hangs ? kHangingCampaigns : kCampaigns[length]);
           ++options.campaign)
        shrink_once(session, *check, options, bug.shrinks[length]);
    }
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
  for (const Bug& bug : bugs)
    for (const Shrinks& each : bug.shrinks) worst = std::max(worst, each.median());
  return worst;
}

}  // namespace

std::vector<BenchRow> zoo_rows() {
  const auto folder = make_workspace_root();
  const std::vector<Bug> bugs = shrink_zoo(folder);
  Workspace(folder).remove();
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
