#include "faultline/shrink/plan.h"

#include <algorithm>
#include <bit>

namespace faultline::shrink {
namespace {

bool run_one(Search& search, PlannedPass& pass) {
  const bool again = std::exchange(pass.again, true);
  const bool progress = search.run([&](Search& one) { return pass.run(one, again); });
  pass.yield = (pass.yield + progress) / 2;
  return progress;
}

void sort_by_yield(std::vector<PlannedPass>& passes) {
  std::stable_sort(passes.begin(), passes.end(), [](const auto& a, const auto& b) { return a.yield > b.yield; });
}

// Falls when something goes or a number loses a bit.
std::uint64_t weight_of(const Node& value) {
  std::uint64_t weight = 0;
  visit_nodes(value, [&](const Node& node) { weight += 1 + node.parts.size() + std::bit_width(node.rank); });
  return weight;
}

}  // namespace

void run_passes(Search& search, std::vector<PlannedPass> cheap, std::vector<PlannedPass> costly) {
  for (bool again = true; again && !search.spent();) {
    again = false;
    const std::uint64_t before = weight_of(search.best());
    for (PlannedPass& pass : cheap) again |= run_one(search, pass);
    sort_by_yield(cheap);
    const bool slow = weight_of(search.best()) >= before;
    for (auto pass = costly.begin(); (slow || !again) && pass != costly.end(); ++pass) again |= run_one(search, *pass);
    sort_by_yield(costly);
  }
}

}  // namespace faultline::shrink
