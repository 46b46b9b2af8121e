#include "faultline/engine/report/what_matters.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/step_names.h"

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

  std::string plain_name(const Question& question) const {
    const bool point = names_.disturbance(question.step) == Kind::crash && question.argument == "point";
    return point ? "crash point" : question.argument;
  }

  // "key", or "key at step 3" where an argument of that name in another step has another answer.
  std::string argument_name(const Answer& answer, const std::vector<const Answer*>& all) const {
    const Question& question = answer.question;
    const auto each = [&](auto same) {
      return std::all_of(all.begin(), all.end(), [&](const Answer* other) {
        return other->question.argument != question.argument || same(*other);
      });
    };
    if (each([&](const Answer& other) { return answer_text(other) == answer_text(answer); }) ||
        each([&](const Answer& other) { return other.question.step == question.step; }))
      return plain_name(question);
    if (names_.disturbance(question.step))
      return fmt::format("{} of the {}", question.argument, names_.fault_or_crash(question.step));
    const auto number = names_.number(question.step);
    return number ? fmt::format("{} at step {}", question.argument, *number) : question.argument;
  }

  // One answer for each name: a step may have several arguments that cannot be told apart.
  void arguments() {
    const auto all = answers(Question::Kind::other_value, [](const Question&) { return true; });
    std::vector<std::pair<std::string, Answer>> named;
    for (const Answer* one : all) {
      const std::string name = argument_name(*one, all);
      const auto same =
          std::find_if(named.begin(), named.end(), [&](const auto& other) { return other.first == name; });
      if (same == named.end()) {
        named.emplace_back(name, *one);
      } else {
        same->second.same += one->same;
        same->second.passed += one->passed;
        same->second.otherwise += one->otherwise;
        same->second.question.all &= one->question.all;
      }
    }
    std::vector<std::pair<std::string, std::string>> kinds;  // which others, and what became of them
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> names;
    for (const auto& [name, answer] : named) {
      const std::uint32_t tried = answer.same + answer.passed + answer.otherwise;
      const bool some = mixed(answer) || !answer.question.all;
      const std::pair kind(some ? "some other " : "any other ", answer_text(answer));
      if (!names.contains(kind)) kinds.push_back(kind);
      names[kind].push_back(some && !mixed(answer) ? fmt::format("{} ({} tried)", name, tried) : name);
    }
    for (const auto& kind : kinds) add(kind.first + either(names[kind]), kind.second);
  }

  const Finding& finding_;
  const StepNames names_;
  std::vector<std::string> items_;
};

}  // namespace

std::string render_what_matters(const Finding& finding, std::size_t columns) {
  const std::vector<std::string> items = Matters(finding).items();
  if (items.empty()) return "";
  const std::size_t room = columns == 0 ? kColumns : std::min(kColumns, columns);
  std::string out(kLabel);
  std::size_t column = out.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && column + 4 + items[i].size() > room) {
      out += '\n' + std::string(kLabel.size(), ' ');
      column = kLabel.size();
    } else if (i > 0) {
      out += "    ";
      column += 4;
    }
    out += items[i];
    column += items[i].size();
  }
  return fitted(out + '\n', columns, kLabel.size());
}

}  // namespace faultline
