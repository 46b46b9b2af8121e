#include "faultline/engine/campaign/what_matters.h"

#include <algorithm>

#include "faultline/engine/campaign/replays.h"

namespace faultline {
namespace {

void count(const RunResult& result, const Verdict& chased, Finding::Answer& answer) {
  if (result.verdict.same_bug(chased)) {
    ++answer.same;
  } else if (result.verdict.kind == VerdictKind::pass) {
    ++answer.passed;
  } else if (result.verdict.failed()) {
    ++answer.otherwise;
  }
}

// One schedule of a question.
struct Asked {
  std::size_t question;
  const Bytes* schedule;
};

std::vector<Asked> all_schedules(const std::vector<Finding::Answer>& answers) {
  std::vector<Asked> all;
  for (std::size_t i = 0; i < answers.size(); ++i)
    for (const Bytes& schedule : answers[i].question.schedules) all.push_back({i, &schedule});
  return all;
}

}  // namespace

void ask_what_matters(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget,
                      const Bounds& bounds, Finding& finding,
                      const std::function<void(std::size_t answered, std::size_t of)>& asked) {
  std::vector<Finding::Answer> answers;
  for (Question& question : check.questions(schedule))
    if (!question.schedules.empty()) answers.emplace_back().question = std::move(question);
  const std::vector<Asked> all = all_schedules(answers);
  std::size_t done = 0;
  while (done < all.size()) {
    if (asked) asked(all[done].question, answers.size());
    if (budget.over()) break;
    const std::size_t end = std::min(all.size(), done + executor.workers());
    std::vector<Bytes> some;
    for (std::size_t i = done; i < end; ++i) some.push_back(*all[i].schedule);
    for (const RunResult& result : evaluate(check, executor, some, finding.verdict, {bounds, budget.end(), true}))
      count(result, finding.verdict, answers[all[done++].question]);
  }
  const std::size_t answered = done < all.size() ? all[done].question : answers.size();
  finding.unasked = static_cast<std::uint32_t>(answers.size() - answered);
  answers.resize(answered);
  const auto none = [](const Finding::Answer& one) { return one.same + one.passed + one.otherwise == 0; };
  const auto without = static_cast<std::uint32_t>(std::erase_if(answers, none));
  if (budget.late()) finding.unasked += without;  // given up
  finding.what_matters = std::move(answers);
}

}  // namespace faultline
