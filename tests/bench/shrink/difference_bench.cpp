#include "contest.h"
#include "difference.h"
#include "rows.h"

namespace faultline::bench {

std::vector<BenchRow> difference_rows() {
  std::vector<BenchRow> rows;
  for (const auto& challenge : {difference_zero(), difference_small(), difference_one()})
    for (BenchRow& row : contest(challenge)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace faultline::bench
