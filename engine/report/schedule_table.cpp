#include "faultline/engine/report/schedule_table.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

using Kind = ReportRow::Kind;

constexpr std::size_t kNumber = 7;     // columns of the step's number
constexpr std::size_t kBetween = 2;    // columns between cells
constexpr std::size_t kNarrowest = 4;  // a cell
constexpr std::size_t kWidest = 60;    // a cell that others stand beside, where there is no terminal
constexpr std::size_t kLongest = 400;  // characters of a cell
constexpr std::string_view kFailed = "<- FAILED HERE";

const char* marker(Kind kind) {
  switch (kind) {
    case Kind::fault:
      return "~ ";
    case Kind::crash:
      return "! ";
    case Kind::audit:
      return ". ";
    case Kind::numbered:
      break;
  }
  return "";
}

// Command, model, actual.
using Cells = std::array<std::string, 3>;

Cells cells_of(const ReportRow& row) {
  const auto cell = [](const std::string& text) { return on_one_line(shortened(text, kLongest)); };
  return {marker(row.kind) + cell(row.text), cell(row.model), cell(row.actual)};
}

// Nothing stands beside the command.
bool alone(const Cells& cells) { return cells[1].empty() && cells[2].empty(); }

class Table {
 public:
  Table(const Finding& finding, const TextStyle& style) : style_(style) {
    for (const ReportRow& row : finding.rows) measure(row);
    if (style.width > 0) shrink();
  }

  std::string header() const { return lines_of(" step  ", {"command", "model", "actual"}) + '\n'; }

  std::string row(const ReportRow& row, const std::string& number) const {
    const std::string text = lines_of(number, cells_of(row));
    const std::size_t last = text.rfind('\n') + 1;  // 0, where there is one line
    return text + (row.failed_here ? failed(columns_of(std::string_view(text).substr(last))) : "") + '\n';
  }

 private:
  void measure(const ReportRow& row) {
    const Cells cells = cells_of(row);
    const bool counts = style_.width > 0 ? !alone(cells) : row.kind == Kind::numbered || row.kind == Kind::audit;
    for (std::size_t i = 0; counts && i < cells.size(); ++i) widths_[i] = std::max(widths_[i], columns_of(cells[i]));
    // What a read should read stands as far apart as the read stands in.
    if (counts) widths_[1] = std::max(widths_[1], columns_of(cells[1]) + std::string_view(marker(row.kind)).size());
    if (style_.width == 0)
      for (std::size_t& width : widths_) width = std::min(width, kWidest);
  }

  // Takes from the widest until all fit.
  void shrink() {
    const std::size_t room = style_.width - std::min(style_.width, kNumber + 2 * kBetween);
    while (widths_[0] + widths_[1] + widths_[2] > room) {
      std::size_t& widest = *std::max_element(widths_.begin(), widths_.end());
      if (widest <= kNarrowest) return;
      --widest;
    }
  }

  std::string lines_of(const std::string& number, const Cells& cells) const {
    if (style_.width == 0) return line(number, cells);
    std::array<std::vector<std::string>, 3> lines;
    for (std::size_t i = 0; i < cells.size(); ++i)
      lines[i] = wrapped(cells[i], alone(cells) ? style_.width - kNumber : widths_[i]);
    const std::size_t height = std::max({lines[0].size(), lines[1].size(), lines[2].size()});
    std::string out;
    for (std::size_t i = 0; i < height; ++i) {
      const auto at = [&](std::size_t cell) { return i < lines[cell].size() ? lines[cell][i] : ""; };
      out +=
          i == 0 ? line(number, {at(0), at(1), at(2)}) : '\n' + line(std::string(kNumber, ' '), {at(0), at(1), at(2)});
    }
    return out;
  }

  std::string line(const std::string& number, const Cells& cells) const {
    const std::string between(kBetween, ' ');
    std::string out =
        number + padded(cells[0], widths_[0]) + between + padded(cells[1], widths_[1]) + between + cells[2];
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
  }

  std::string failed(std::size_t used) const {
    const std::string text = paint(style_, kRed, std::string(kFailed));
    if (style_.width == 0 || used + 3 + kFailed.size() <= style_.width) return "   " + text;
    return '\n' + std::string(kNumber, ' ') + text;
  }

  const TextStyle& style_;
  std::array<std::size_t, 3> widths_{24, 8, 6};
};

}  // namespace

std::string render_schedule(const Finding& finding, const TextStyle& style) {
  const Table table(finding, style);
  std::string out = table.header();
  std::uint32_t number = 0;
  for (const ReportRow& row : finding.rows)
    out += table.row(row, row.kind == Kind::numbered ? fmt::format("{:5}  ", ++number) : std::string(kNumber, ' '));
  return out;
}

}  // namespace faultline
