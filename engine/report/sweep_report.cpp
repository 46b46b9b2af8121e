#include "faultline/engine/report/sweep_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "faultline/engine/report/run_json.h"

namespace faultline {
namespace {

SweptPoint total(const SweepReport& report) {
  SweptPoint all{"all"};
  for (const SweptPoint& point : report.points) {
    all.hits += point.hits;
    all.crashes += point.crashes;
    all.recoveries += point.recoveries;
    all.losses += point.losses;
  }
  return all;
}

std::string row(const SweptPoint& point, std::size_t width) {
  return fmt::format("    {:<{}}  {:>9}  {:>9}  {:>10}  {:>7}\n", point.point, width, with_commas(point.hits),
                     with_commas(point.crashes), with_commas(point.recoveries), with_commas(point.losses));
}

}  // namespace

std::vector<std::string> SweepReport::never_reached() const {
  std::vector<std::string> names;
  for (const SweptPoint& point : points)
    if (point.crashes == 0) names.push_back(point.point);
  return names;
}

std::string render_sweep(const SweepReport& report, const TextStyle& style) {
  const std::size_t all = report.points.size(), reached = all - report.never_reached().size();
  const CheckReport& check = report.check;
  std::string out =
      fmt::format("  {}{:<24} {:<10} {} of {} points reached ({}%) by {}   {:.1f} s\n",
                  paint(style, colour_of(check.verdict), fmt::format("{:<7} ", name_of(check.verdict))),
                  check.check->name, name_of(check.isolation), reached, all, all == 0 ? 0 : 100 * reached / all,
                  check.runs == 1 ? "1 schedule" : with_commas(check.runs) + " schedules", check.seconds);
  if (!check.reason.empty()) out += fmt::format("          {}\n", check.reason);
  std::size_t width = 5;
  for (const SweptPoint& point : report.points) width = std::max(width, point.point.size());
  out += fmt::format("    {:<{}}  {:>9}  {:>9}  {:>10}  {:>7}\n", "point", width, "hits", "crashes", "recoveries",
                     "losses");
  for (const SweptPoint& point : report.points) out += row(point, width);
  out += row(total(report), width);
  out += fmt::format("    {} of the crashes came during recovery\n", with_commas(report.in_recovery));
  if (report.skipped > 0)
    out += fmt::format("    not made: {} deaths at points that were passed\n", with_commas(report.skipped));
  for (const std::string& name : report.never_reached()) out += fmt::format("    never reached: {}\n", name);
  if (!report.others.empty())
    out += fmt::format("    passed too, but none of its crash points: {}\n", fmt::join(report.others, ", "));
  return out;
}

boost::json::value sweep_json(std::uint64_t campaign, const std::vector<SweepReport>& reports) {
  boost::json::array checks;
  for (const SweepReport& report : reports) {
    boost::json::object json = check_json(report.check).as_object();
    boost::json::array points, never, others(report.others.begin(), report.others.end());
    for (const SweptPoint& one : report.points)
      points.push_back({{"point", one.point},
                        {"hits", one.hits},
                        {"crashes", one.crashes},
                        {"recoveries", one.recoveries},
                        {"losses", one.losses}});
    for (const std::string& name : report.never_reached()) never.emplace_back(name);
    json["points"] = std::move(points);
    json["never_reached"] = std::move(never);
    json["other_points"] = std::move(others);
    json["crashes_in_recovery"] = report.in_recovery;
    json["not_made"] = report.skipped;
    checks.push_back(std::move(json));
  }
  return {{"version", 1}, {"campaign", fmt::format("{:#x}", campaign)}, {"checks", std::move(checks)}};
}

}  // namespace faultline
