#include "faultline/engine/campaign/what_matters.h"

#include <algorithm>

#include "faultline/engine/campaign/replays.h"

namespace faultline {
namespace {

// False where the budget was over before every schedule had been run.
bool answer(Check& check, Executor& executor, const Budget& budget, const Verdict& chased, Finding::Answer& answer) {
  const auto& schedules = answer.question.schedules;
  for (std::size_t at = 0; at < schedules.size();) {
    if (budget.over()) return false;
    const std::size_t end = std::min(schedules.size(), at + executor.workers());
    const std::vector<Bytes> some(schedules.begin() + static_cast<std::ptrdiff_t>(at),
                                  schedules.begin() + static_cast<std::ptrdiff_t>(end));
    for (const RunResult& result : evaluate(check, executor, some, chased)) {
      answer.same += result.verdict.same_bug(chased);
      answer.passed += result.verdict.kind == VerdictKind::pass;
      answer.otherwise += result.verdict.kind != VerdictKind::pass && !result.verdict.same_bug(chased);
    }
    at = end;
  }
  return true;
}

}  // namespace

void ask_what_matters(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget, Finding& finding,
                      const std::function<void(std::size_t answered, std::size_t of)>& asked) {
  std::vector<Question> questions = check.questions(schedule);
  std::erase_if(questions, [](const Question& question) { return question.schedules.empty(); });
  finding.what_matters.clear();
  finding.unasked = static_cast<std::uint32_t>(questions.size());
  for (Question& question : questions) {
    if (asked) asked(finding.what_matters.size(), questions.size());
    Finding::Answer next;
    next.question = std::move(question);
    if (!answer(check, executor, budget, finding.verdict, next)) return;
    finding.what_matters.push_back(std::move(next));
    --finding.unasked;
  }
}

}  // namespace faultline
