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

// How the rows are laid out. A name that has no place beside its numbers stands above them; where the numbers have no
// place either, a row is a sentence.
class Rows {
 public:
  Rows(const std::vector<SweptPoint>& points, std::size_t columns) : columns_(columns) {
    for (const SweptPoint& point : points) width_ = std::max(width_, columns_of(point.point));
    if (columns == 0) return;
    sentences_ = columns < kMargin + kNumbers;
    width_ = std::min(width_, columns - std::min(columns, kMargin + kNumbers));
  }

  std::string heading() const {
    if (sentences_) return "";
    return row("point", "hits", "crashes", "recoveries", "losses");
  }
  std::string of(const SweptPoint& point) const {
    const std::string name = on_one_line(point.point), hits = with_commas(point.hits),
                      crashes = with_commas(point.crashes), recoveries = with_commas(point.recoveries),
                      losses = with_commas(point.losses);
    if (sentences_)
      return fitted(fmt::format("    {}: hits {}, crashes {}, recoveries {}, losses {}\n", name, hits, crashes,
                                recoveries, losses),
                    columns_, 8);
    return row(name, hits, crashes, recoveries, losses);
  }

 private:
  std::string row(const std::string& name, std::string_view hits, std::string_view crashes, std::string_view recoveries,
                  std::string_view losses) const {
    std::string out = padded(std::string(kMargin, ' ') + name, kMargin + width_);
    if (columns_of(name) > width_) out = fitted(out + '\n', columns_, 8) + std::string(kMargin + width_, ' ');
    return out + fmt::format("  {:>9}  {:>9}  {:>10}  {:>7}\n", hits, crashes, recoveries, losses);
  }

  std::size_t columns_, width_ = 5;
  bool sentences_ = false;
};

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
  const Rows rows(report.points, style.width);
  std::string out = fitted(headline(report, style), style.width, 10) + rows.heading();
  for (const SweptPoint& point : report.points) out += rows.of(point);
  const SweptPoint all = total(report);
  out += rows.of(all);
  std::string notes = fmt::format("    {} of the crashes came during recovery\n", with_commas(report.in_recovery));
  if (report.skipped > 0)
    notes += fmt::format("    not made: {} at points that were passed\n", counted(report.skipped, "death", "deaths"));
  if (!report.check.findings.empty() && all.losses == 0) notes += "    a schedule failed before any death\n";
  for (const std::string& name : report.never_reached())
    notes += fmt::format("    never reached: {}\n", on_one_line(name));
  if (!report.others.empty())
    notes += fmt::format("    passed too, but not swept, as they are none of its crash_points(): {}\n",
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
