#include "faultline/engine/report/sweep_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/run_json.h"
#include "faultline/engine/words/text.h"

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

constexpr std::size_t kMargin = 4;
constexpr std::size_t kNumbers = 43;  // columns

// A name that has no place beside its numbers stands above them.
std::string row(const std::string& name, std::size_t width, const std::string& numbers) {
  const std::string margin(kMargin, ' ');
  std::string out = padded(margin + name, kMargin + width);
  if (columns_of(name) > width) out += '\n' + std::string(kMargin + width, ' ');
  return out + numbers + '\n';
}

std::string row(const SweptPoint& point, std::size_t width) {
  return row(on_one_line(point.point), width,
             fmt::format("  {:>9}  {:>9}  {:>10}  {:>7}", with_commas(point.hits), with_commas(point.crashes),
                         with_commas(point.recoveries), with_commas(point.losses)));
}

std::string headline(const SweepReport& report, const TextStyle& style) {
  const std::size_t all = report.points.size(), reached = all - report.never_reached().size();
  const CheckReport& check = report.check;
  const std::string line =
      fmt::format("  {}{:<24} {:<10} {} of {} reached ({}%) by {}   {:.1f} s\n",
                  paint(style, colour_of(check.verdict), fmt::format("{:<7} ", name_of(check.verdict))),
                  check.check->name, name_of(check.isolation), reached, counted(all, "point", "points"),
                  all == 0 ? 0 : 100 * reached / all, counted(check.runs, "schedule", "schedules"), check.seconds);
  return line + (check.reason.empty() ? "" : fmt::format("          {}\n", on_one_line(check.reason)));
}

}  // namespace

std::vector<std::string> SweepReport::never_reached() const {
  std::vector<std::string> names;
  for (const SweptPoint& point : points)
    if (point.crashes == 0) names.push_back(point.point);
  return names;
}

std::string render_sweep(const SweepReport& report, const TextStyle& style) {
  std::size_t width = 5;
  for (const SweptPoint& point : report.points) width = std::max(width, columns_of(point.point));
  if (style.width > 0) width = std::min(width, style.width - std::min(style.width, kMargin + kNumbers));
  std::string out = fitted(headline(report, style), style.width, 10);
  out += row("point", width, fmt::format("  {:>9}  {:>9}  {:>10}  {:>7}", "hits", "crashes", "recoveries", "losses"));
  for (const SweptPoint& point : report.points) out += row(point, width);
  out += row(total(report), width);
  std::string notes = fmt::format("    {} of the crashes came during recovery\n", with_commas(report.in_recovery));
  if (report.skipped > 0)
    notes += fmt::format("    not made: {} at points that were passed\n", counted(report.skipped, "death", "deaths"));
  for (const std::string& name : report.never_reached())
    notes += fmt::format("    never reached: {}\n", on_one_line(name));
  if (!report.others.empty())
    notes += fmt::format("    passed too, but none of its crash points: {}\n",
                         on_one_line(fmt::format("{}", fmt::join(report.others, ", "))));
  return out + fitted(notes, style.width, 8);
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
