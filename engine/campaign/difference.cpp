#include "faultline/engine/campaign/difference.h"

#include <algorithm>

#include <fmt/format.h>

namespace faultline {
namespace {

// What the system was asked, in order. Whether a fault fired is told by what it did later, so it comes after.
std::vector<ReportRow> asked(const std::vector<ReportRow>& rows) {
  std::vector<ReportRow> out;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(out), [](const ReportRow& row) {
    return row.kind == ReportRow::Kind::numbered || row.kind == ReportRow::Kind::audit;
  });
  return out;
}

std::string what_it_did(const ReportRow& row) { return row.actual.empty() ? "no answer" : row.actual; }

std::string where(const std::vector<ReportRow>& rows, std::size_t at) {
  const auto number = std::count_if(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                    [](const ReportRow& row) { return row.kind == ReportRow::Kind::numbered; });
  return rows[at].kind == ReportRow::Kind::audit ? fmt::format("in the audit after step {}", number)
                                                 : fmt::format("at step {}", number);
}

// One execution went on where the other had ended. Of an audit only the answer that failed is kept.
std::string went_on(const std::vector<ReportRow>& longer, std::size_t at, bool second) {
  const bool audit = longer[at].kind == ReportRow::Kind::audit;
  const std::string other = audit ? "nothing wrong" : "it had failed";
  const std::string here = audit ? longer[at].actual : "it went on";
  return fmt::format("{}, {}: {}, then {}", where(longer, at), longer[at].text, second ? other : here,
                     second ? here : other);
}

}  // namespace

std::string first_difference(const std::vector<ReportRow>& first, const std::vector<ReportRow>& second) {
  const auto one = asked(first), two = asked(second);
  const std::size_t both = std::min(one.size(), two.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (one[i].kind != two[i].kind) {
      const bool later = two[i].kind == ReportRow::Kind::audit;
      return went_on(later ? two : one, i, later);
    }
    if (one[i].text != two[i].text) return fmt::format("{}: {}, then {}", where(one, i), one[i].text, two[i].text);
    if (one[i].actual != two[i].actual)
      return fmt::format("{}, {}: {}, then {}", where(one, i), one[i].text, what_it_did(one[i]), what_it_did(two[i]));
  }
  if (one.size() > both) return went_on(one, both, false);
  if (two.size() > both) return went_on(two, both, true);
  return "";
}

}  // namespace faultline
