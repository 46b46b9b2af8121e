#include "faultline/engine/report/what_matters.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace faultline {
namespace {

using Kind = ReportRow::Kind;
using Answer = Finding::Answer;

constexpr std::string_view kLabel = "WHAT MATTERS   ";
constexpr std::size_t kColumns = 110;

std::string answer_text(const Answer& answer) {
  const std::uint32_t all = answer.same + answer.passed + answer.otherwise;
  if (answer.same == all) return "still fails";
  if (answer.passed == all) return "passes";
  if (answer.otherwise == all) return "fails otherwise";
  if (answer.passed > 0) return fmt::format("passes in {} of {}", answer.passed, all);
  return fmt::format("fails otherwise in {} of {}", answer.otherwise, all);
}

bool mixed(const Answer& answer) {
  const std::uint32_t all = answer.same + answer.passed + answer.otherwise;
  return answer.same != all && answer.passed != all && answer.otherwise != all;
}

// "a", "a or b", "a, b or c"
std::string either(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return out;
}

// {1, 4, 5, 3} -> "1 or 3-5"
std::string numbers(std::vector<std::uint32_t> sorted) {
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t last = i;
    while (last + 1 < sorted.size() && sorted[last + 1] == sorted[last] + 1) ++last;
    if (last < i + 2) last = i;
    parts.push_back(last == i ? fmt::to_string(sorted[i]) : fmt::format("{}-{}", sorted[i], sorted[last]));
    i = last + 1;
  }
  return either(parts);
}

// How the table names the steps of the schedule.
class Names {
 public:
  explicit Names(const Finding& finding) {
    std::uint32_t number = 0;
    for (const ReportRow& row : finding.rows) {
      if (row.kind == Kind::numbered) {
        ++number;
        if (row.step < finding.after.steps && !numbers_.contains(row.step)) numbers_[row.step] = number;
      } else if (row.kind != Kind::audit) {
        disturbances_[row.step] = {row.kind, number + 1};
      }
    }
    last_ = number;
  }

  // The number of a command, restart or heal in the table.
  std::optional<std::uint32_t> number(std::uint32_t step) const {
    if (disturbances_.contains(step) || !numbers_.contains(step)) return std::nullopt;
    return numbers_.at(step);
  }
  std::size_t numbered() const {
    return static_cast<std::size_t>(std::count_if(numbers_.begin(), numbers_.end(),
                                                  [&](const auto& one) { return !disturbances_.contains(one.first); }));
  }
  std::optional<Kind> disturbance(std::uint32_t step) const {
    const auto found = disturbances_.find(step);
    return found == disturbances_.end() ? std::nullopt : std::optional(found->second.kind);
  }
  std::size_t disturbances(Kind kind) const {
    return static_cast<std::size_t>(std::count_if(disturbances_.begin(), disturbances_.end(),
                                                  [&](const auto& one) { return one.second.kind == kind; }));
  }

  // "fault", or "fault before step 3" where there are several, or "second fault before step 3".
  std::string fault_or_crash(std::uint32_t step) const {
    constexpr std::array<const char*, 5> kOrdinals{"first ", "second ", "third ", "fourth ", "fifth "};
    const auto& [kind, before] = disturbances_.at(step);
    const std::string name = kind == Kind::fault ? "fault" : "crash";
    if (disturbances(kind) == 1) return name;
    std::size_t position = 0, beside = 0;
    for (const auto& [other, one] : disturbances_) {
      beside += one.kind == kind && one.before == before;
      position += one.kind == kind && one.before == before && other < step;
    }
    const std::string ordinal = beside == 1 ? "" : kOrdinals[std::min(position, kOrdinals.size() - 1)];
    return ordinal + name + (before > last_ ? " at the end" : fmt::format(" before step {}", before));
  }

 private:
  struct Disturbance {
    Kind kind = Kind::fault;
    std::uint32_t before = 0;  // the number of the row that follows
  };
  std::map<std::uint32_t, std::uint32_t> numbers_;
  std::map<std::uint32_t, Disturbance> disturbances_;
  std::uint32_t last_ = 0;
};

class Matters {
 public:
  explicit Matters(const Finding& finding) : finding_(finding), names_(finding) {}

  std::vector<std::string> items() {
    for (const Kind kind : {Kind::fault, Kind::crash}) without_each(kind);
    for (const Kind kind : {Kind::fault, Kind::crash}) later(kind);
    without_steps();
    arguments();
    if (finding_.unasked > 0) items_.push_back(fmt::format("(no time for {} more)", finding_.unasked));
    return std::move(items_);
  }

 private:
  // The answers to one kind of question that `fits`, in order.
  template <class Fits>
  std::vector<const Answer*> answers(Question::Kind kind, Fits fits) const {
    std::vector<const Answer*> out;
    for (const Answer& answer : finding_.what_matters)
      if (answer.question.kind == kind && fits(answer.question)) out.push_back(&answer);
    return out;
  }
  std::vector<const Answer*> about(Question::Kind kind, Kind disturbance) const {
    return answers(kind, [&](const Question& q) { return names_.disturbance(q.step) == disturbance; });
  }
  bool agree(const std::vector<const Answer*>& all) const {
    return finding_.unasked == 0 && all.size() > 1 &&
           std::all_of(all.begin(), all.end(), [&](auto* one) { return answer_text(*one) == answer_text(*all[0]); });
  }
  void add(const std::string& what, const std::string& answer) { items_.push_back(what + ": " + answer); }

  void without_each(Kind kind) {
    const auto all = about(Question::Kind::without, kind);
    if (agree(all) && all.size() == names_.disturbances(kind)) {
      add(fmt::format("without any single {}", kind == Kind::fault ? "fault" : "crash"), answer_text(*all[0]));
      return;
    }
    for (const Answer* one : all) add("without the " + names_.fault_or_crash(one->question.step), answer_text(*one));
  }

  void later(Kind kind) {
    for (const Answer* one : about(Question::Kind::later, kind))
      add(names_.fault_or_crash(one->question.step) + " one step later", answer_text(*one));
  }

  void without_steps() {
    const auto all =
        answers(Question::Kind::without, [&](const Question& q) { return names_.number(q.step).has_value(); });
    if (agree(all) && all.size() == names_.numbered()) {
      add("without any single step", answer_text(*all[0]));
      return;
    }
    std::vector<std::string> texts;
    std::map<std::string, std::vector<std::uint32_t>> steps;
    for (const Answer* one : all) {
      const std::string text = answer_text(*one);
      if (!steps.contains(text)) texts.push_back(text);
      steps[text].push_back(*names_.number(one->question.step));
    }
    for (const std::string& text : texts) add("without step " + numbers(steps[text]), text);
  }

  // "key", or "key at step 3" where another argument of that name has another answer.
  std::string argument_name(const Answer& answer, const std::vector<const Answer*>& all) const {
    const Question& question = answer.question;
    const bool alone = std::all_of(all.begin(), all.end(), [&](const Answer* other) {
      return other->question.argument != question.argument || answer_text(*other) == answer_text(answer);
    });
    if (alone) return question.argument;
    if (names_.disturbance(question.step))
      return fmt::format("{} of the {}", question.argument, names_.fault_or_crash(question.step));
    const auto number = names_.number(question.step);
    return number ? fmt::format("{} at step {}", question.argument, *number) : question.argument;
  }

  void arguments() {
    const auto all = answers(Question::Kind::other_value, [](const Question&) { return true; });
    std::vector<std::string> texts;
    std::map<std::string, std::vector<std::string>> names;
    std::map<std::string, const char*> some;
    for (const Answer* one : all) {
      const std::string text = answer_text(*one), name = argument_name(*one, all);
      if (!names.contains(text)) texts.push_back(text);
      auto& same = names[text];
      if (std::find(same.begin(), same.end(), name) == same.end()) same.push_back(name);
      some[text] = mixed(*one) ? "another " : "any other ";
    }
    for (const std::string& text : texts) add(some[text] + either(names[text]), text);
  }

  const Finding& finding_;
  const Names names_;
  std::vector<std::string> items_;
};

}  // namespace

std::string render_what_matters(const Finding& finding) {
  const std::vector<std::string> items = Matters(finding).items();
  if (items.empty()) return "";
  std::string out(kLabel);
  std::size_t column = out.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && column + 4 + items[i].size() > kColumns) {
      out += '\n' + std::string(kLabel.size(), ' ');
      column = kLabel.size();
    } else if (i > 0) {
      out += "    ";
      column += 4;
    }
    out += items[i];
    column += items[i].size();
  }
  return out + '\n';
}

}  // namespace faultline
