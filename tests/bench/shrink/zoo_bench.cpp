// Every planted bug, from schedules of two lengths: to how many minima it shrinks, and after how many executions.
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "faultline/engine/words/repro.h"
#include "faultline/targets/attach/session.h"

#include "rapidcheck_stores.h"
#include "rows.h"

namespace faultline::bench {
namespace {

constexpr std::uint64_t kCampaigns = 100;
constexpr std::uint64_t kHangingCampaigns = 3;  // each execution that hangs takes its deadline and four times that
constexpr std::uint32_t kRuns = 2000;
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
  Session session;
  std::vector<Bug> bugs;
  for (Check* check : Registry::instance().all(true)) {
    Bug& bug = bugs.emplace_back(Bug{check->info().name, {}});
    const bool hangs = bug.name == "zoo.store.hang_on_large_transaction";
    CampaignOptions options;
    options.runs = kRuns;
    options.report_dir = folder;
    for (std::size_t length = 0; length < kLengths.size(); ++length) {
      options.steps = kLengths[length];
      for (options.campaign = 1; options.campaign <= (hangs ? kHangingCampaigns : kCampaigns); ++options.campaign)
        shrink_once(session, *check, options, bug.shrinks[length]);
    }
  }
  return bugs;
}

std::string line_of(const std::string& name, std::size_t minima, const Shrinks& shrinks) {
  return fmt::format("{:<48} {:>6} {:>6} {:>8} {:>6}", name, shrinks.executions.size(), minima, shrinks.median(),
                     shrinks.most());
}

using Peers = std::vector<std::pair<std::string, Shrinks>>;

std::string table_of(const std::vector<Bug>& bugs, const Peers& peers) {
  std::string table = fmt::format("{:<48} {:>6} {:>6} {:>8} {:>6} {:>8} {:>6}\n", "executions from 100 and 1,000 steps",
                                  "seeds", "minima", "median", "most", "median", "most");
  for (const Bug& bug : bugs)
    table += fmt::format("{} {:>8} {:>6}{}\n", line_of(bug.name, bug.minima(), bug.shrinks[0]), bug.shrinks[1].median(),
                         bug.shrinks[1].most(), bug.right() ? "" : "   MISSED");
  for (const auto& [name, shrinks] : peers)
    table += line_of("RapidCheck, " + name, shrinks.results.size(), shrinks) + '\n';
  return table;
}

}  // namespace

std::vector<BenchRow> zoo_rows() {
  const auto folder = make_workspace_root();
  const std::vector<Bug> bugs = shrink_zoo(folder);
  Workspace(folder).remove();
  const Peers peers = rapidcheck_stores(kCampaigns);

  BenchRow row{"shrink.zoo.executions", 0, "executions", "RapidCheck on two of them"};
  row.higher_is_better = false;
  row.bar = kMedianBar;
  row.bar_on_value = true;
  for (const Bug& bug : bugs) {
    for (const Shrinks& shrinks : bug.shrinks) row.value = std::max<double>(row.value, shrinks.median());
    row.missed |= !bug.right();
  }
  for (const auto& [name, shrinks] : peers) row.peer_value = std::max<double>(row.peer_value, shrinks.median());
  row.note = table_of(bugs, peers);
  return {row};
}

}  // namespace faultline::bench
