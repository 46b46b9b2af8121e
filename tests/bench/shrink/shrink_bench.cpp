// The group "shrink": what is counted here is the same on any machine, except by how much time the peers take.
#include <iostream>

#include "rows.h"

namespace faultline::bench {
namespace {

std::vector<BenchRow> measure() {
  std::cerr.rdbuf(nullptr);  // RapidCheck would say there which seed it took
  std::vector<BenchRow> rows;
  for (const auto part : {list_rows, nested_list_rows, difference_rows, recursive_rows, zoo_rows})
    for (BenchRow& row : part()) rows.push_back(std::move(row));
  return rows;
}

const BenchRegistration registration({"shrink", "what failures shrink to, and after how many evaluations", measure});

}  // namespace
}  // namespace faultline::bench
