#include <algorithm>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/json.h"
#include "faultline/targets/attach/bench.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {
namespace {

boost::json::value row_json(const BenchRow& row) {
  boost::json::object json{{"name", row.name},
                           {"value", row.value},
                           {"unit", row.unit},
                           {"peer", nullptr},
                           {"peer_value", nullptr},
                           {"ratio", row.ratio()},
                           {"better", row.higher_is_better ? "higher" : "lower"},
                           {"bar", nullptr},
                           {"pass", row.pass()}};
  if (!row.peer.empty()) {
    json["peer"] = row.peer;
    json["peer_value"] = row.peer_value;
  }
  if (row.bar) json["bar"] = *row.bar;
  return json;
}

void print_row(const BenchRow& row) {
  const std::string peer = row.peer.empty() ? "" : fmt::format("{:.5g} by {}", row.peer_value, row.peer);
  const std::string bar = row.bar ? fmt::format("bar {} {}", row.higher_is_better ? ">=" : "<=", *row.bar) : "";
  const std::string line = fmt::format("{:<36} {:>10.5g} {:<12} {:<34} ratio {:>8.3f}   {:<12} {}", row.name, row.value,
                                       row.unit, peer, row.ratio(), bar, row.pass() ? "" : "MISSED");
  const std::size_t columns = text_style().width;
  say("{}\n", fitted(line, columns, 4));
  std::istringstream lines(row.note);
  for (std::string note; std::getline(lines, note);) say("{}\n", fitted("    " + note, columns, 4));
}

}  // namespace

int bench_command(const Settings& settings) {
  boost::json::array rows;
  std::string names, last;
  bool all_pass = true, any = false;
  for (const BenchGroup& group : bench_groups()) {
    if (group.name != last) names += (names.empty() ? "" : ", ") + group.name;
    last = group.name;
    if (settings.pattern != "*" && settings.pattern != group.name) continue;
    any = true;
    for (const BenchRow& row : group.measure()) {
      all_pass &= row.pass();
      rows.push_back(row_json(row));
      if (settings.json != "-") print_row(row);
    }
  }
  if (!any) throw BadInput(fmt::format("no benchmark group '{}'; there are: {}", settings.pattern, names));
  write_json(settings.json, pretty_json({{"version", 1}, {"rows", std::move(rows)}}));
  return settings.bars && !all_pass ? 1 : 0;
}

}  // namespace faultline::program
