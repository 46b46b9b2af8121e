// The group "shrink": what is counted here is the same on any machine, except by how much time the peers take.
#include <iostream>

#include "rows.h"

namespace faultline::bench {
namespace {

constexpr const char* kName = "shrink";
constexpr const char* kSummary = "what failures shrink to, and after how many evaluations";

std::vector<BenchRow> challenge_rows() {
  std::cerr.rdbuf(nullptr);  // RapidCheck would say there which seed it took
  std::vector<BenchRow> rows;
  for (const auto part : {list_rows, nested_list_rows, difference_rows, recursive_rows})
    for (BenchRow& row : part()) rows.push_back(std::move(row));
  return rows;
}

const BenchRegistration challenge({kName, kSummary, challenge_rows});
const BenchRegistration zoo({kName, kSummary, zoo_rows});

}  // namespace
}  // namespace faultline::bench
