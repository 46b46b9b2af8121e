#include "faultline/engine/isolation/ended.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "faultline/engine/isolation/apart.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/message.h"
#include "faultline/engine/runner/at_work.h"

namespace faultline {

Death death_of(const WorkerEnd& end, const Slate& slate, const WorkerOutput& output) {
  using How = WorkerEnd::How;
  Death death;
  death.output = output.text();
  death.stack = slate.stack.places();
  death.unsure = end.unsure;
  const auto is = [&](FailureClass failure, std::string detail = "", int number = 0) {
    death.failure = failure;
    death.detail = std::move(detail);
    death.number = number;
    return death;
  };
  const LastWords& words = slate.last_words;
  if (words.said != 0) return is(words.failure, std::string(words.detail()));
  if (end.how == How::hang) return is(FailureClass::hang);
  if (end.how == How::deadlock) return is(FailureClass::deadlock);
  if (end.how == How::output_flood) return is(FailureClass::output_flood, kFloodText);
  if (end.how == How::out_of_memory) return is(FailureClass::out_of_memory, kTooMuchMemory);
  return WIFSIGNALED(end.status) ? is(FailureClass::died_by_signal, "", WTERMSIG(end.status))
                                 : is(FailureClass::exited, "", WEXITSTATUS(end.status));
}

JobResult reported(const Check& check, const Job& job, const SharedSlate& shared) {
  const Slate& slate = shared.slate();
  JobResult done{slate.state, std::nullopt, {}};
  const Journal journal(shared.journal_memory());
  WorkerReport report;
  Reader encoded({slate.result, slate.result_size});
  decode(encoded, report);
  if (!report.failed.empty()) throw EngineError(report.failed);
  if (report.result)
    done.stopped = StoppedRun{input_of(job, check.info(), done.state.completed), std::move(*report.result),
                              Bytes(journal.bytes()), std::nullopt};
  done.needs.memory_mb = report.memory_mb;
  done.passed = std::move(report.passed);
  done.unwatched = report.unwatched;
  if (!done.stopped && job.schedule) done.journal = journal.bytes();
  return done;
}

JobResult died(Check& check, const Job& job, const SharedSlate& shared, const Death& death) {
  const Slate& slate = shared.slate();
  JobResult done{slate.state, std::nullopt, {}};
  const RunInput input = input_of(job, check.info(), done.state.completed);
  if (death.failure == FailureClass::out_of_memory && slate.progress.applications > kManyApplications) {
    done.stopped = StoppedRun{input, {}, {}, std::nullopt};
    done.stopped->result.verdict = {VerdictKind::inconclusive, {}, "", kOraclesMemory, slate.progress.step};
    return done;
  }
  Journal journal(shared.journal_memory());
  const AtJob concluded(job, done.state);
  done.stopped = StoppedRun{input, conclude_apart(check, input, journal, death), Bytes(journal.bytes()), death};
  return done;
}

// Nothing can be said of the system. The model is not asked again here: it would not return here either.
JobResult stuck_in_model(const Check& check, const Job& job, const SharedSlate& shared, const std::string& hook,
                         std::uint32_t step) {
  JobResult done{shared.slate().state, std::nullopt, {}};
  const RunInput input = input_of(job, check.info(), done.state.completed);
  done.stopped = StoppedRun{input, {}, {}, std::nullopt};
  Verdict& verdict = done.stopped->result.verdict;
  verdict = {VerdictKind::inconclusive, {}, kOfTheModel, "", step};
  verdict.message = fmt::format("the model's {} did not return within {} ms", hook, 4 * check.info().deadline_ms);
  if (hook == kGenerating) return done;
  const auto* given = std::get_if<Bytes>(&input);
  const auto steps = check.to_json(given != nullptr ? *given : check.generate(std::get<Generated>(input)));
  if (step < steps.as_array().size())
    verdict.message += fmt::format(", in step {}, {}", step + 1, boost::json::serialize(steps.as_array()[step]));
  return done;
}

// It may be the model that threw.
std::string thrown_after(const Progress& progress) {
  const char* hook = progress.hook.load();
  if (hook == nullptr) return "";
  const char* whose = hook == kClientLearns ? "target" : "model";
  return fmt::format(" (thrown in or after the {}'s {}, in step {})", whose, hook, progress.step + 1);
}

JobResult given_up(const SharedSlate& shared) {
  JobResult done{shared.slate().state, std::nullopt, {}};
  done.given_up = true;
  return done;
}

}  // namespace faultline
