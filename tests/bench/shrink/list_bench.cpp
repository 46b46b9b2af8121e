#include "contest.h"
#include "lists.h"
#include "rows.h"

namespace faultline::bench {

std::vector<BenchRow> list_rows() {
  std::vector<BenchRow> rows;
  const auto add = [&](const auto& challenge) {
    for (BenchRow& row : contest(challenge)) rows.push_back(std::move(row));
  };
  add(reverse());
  add(distinct());
  add(lengthlist());
  add(coupling());
  add(deletion());
  return rows;
}

}  // namespace faultline::bench
