#include "binheap.h"
#include "calculator.h"
#include "contest.h"
#include "rows.h"

namespace faultline::bench {

std::vector<BenchRow> recursive_rows() {
  std::vector<BenchRow> rows;
  const auto add = [&](const auto& challenge) {
    for (BenchRow& row : contest(challenge)) rows.push_back(std::move(row));
  };
  add(calculator());
  add(binheap());
  return rows;
}

}  // namespace faultline::bench
