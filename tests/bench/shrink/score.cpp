#include "score.h"

#include <fmt/format.h>

namespace faultline::bench {
namespace {

constexpr const char* kPeer = "RapidCheck";

BenchRow row_of(const std::string& name, const std::string& unit, double ours, double theirs, double bar) {
  BenchRow row{name, ours, unit, kPeer, theirs};
  row.higher_is_better = false;
  row.bar = bar;
  row.bar_on_value = true;
  return row;
}

// The most frequent result; it may be long where it is not minimal.
std::string shown(const Shrinks& shrinks) {
  constexpr std::size_t kShown = 60;
  if (shrinks.results.empty()) return "none";
  const auto& [text, times] = shrinks.most_frequent();
  const std::string cut = text.size() > kShown ? text.substr(0, kShown) + "..." : text;
  return fmt::format("{} in {} of {}", cut, times, shrinks.executions.size());
}

}  // namespace

std::vector<BenchRow> score(const Aim& aim, const Shrinks& ours, const Shrinks& theirs) {
  BenchRow distinct = row_of("shrink." + aim.name + ".distinct", "results", static_cast<double>(ours.results.size()),
                             static_cast<double>(theirs.results.size()), 1);
  distinct.missed = !ours.results.contains(aim.simplest) || ours.unproved > 0;
  distinct.note = fmt::format("{}; {}: {}", shown(ours), kPeer, shown(theirs));
  if (!distinct.pass())
    distinct.note += fmt::format("\nshould be {}; not proved 1-minimal: {} of {}", aim.simplest, ours.unproved,
                                 ours.executions.size());
  BenchRow evaluations =
      row_of("shrink." + aim.name + ".evaluations", "evaluations", ours.mean(), theirs.mean(), aim.bar);
  evaluations.note =
      fmt::format("at most {}; {}: at most {}; Hypothesis: {}", ours.most(), kPeer, theirs.most(), aim.published);
  return {distinct, evaluations};
}

}  // namespace faultline::bench
