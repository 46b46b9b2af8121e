#include "contest.h"
#include "nested_lists.h"
#include "rows.h"

namespace faultline::bench {

std::vector<BenchRow> nested_list_rows() {
  std::vector<BenchRow> rows;
  const auto add = [&](const auto& challenge) {
    for (BenchRow& row : contest(challenge)) rows.push_back(std::move(row));
  };
  add(large_union_list());
  add(nestedlists());
  add(bound5());
  return rows;
}

}  // namespace faultline::bench
