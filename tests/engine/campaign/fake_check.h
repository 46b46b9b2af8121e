// A check whose schedules are words and whose target is a function, to see what is made of its failures.
#pragma once

#include <functional>
#include <utility>

#include <boost/json.hpp>

#include "faultline/engine/isolation/executor.h"

namespace faultline {

// What one run of a word did: how it ended, and what the system did at each letter.
struct Did {
  Verdict verdict;
  std::string actual;           // a letter for each letter of the word
  std::uint32_t step_ms = 0;    // what its longest step takes
  std::uint64_t memory_mb = 0;  // what it uses
};
inline constexpr std::uint32_t kForEver = ~std::uint32_t{0};

inline Did passes(const Bytes& word) { return {{}, std::string(word.size(), 'k')}; }
inline Did fails(const Bytes& word, const std::string& origin, FailureClass failure = FailureClass::wrong_reply) {
  return {{VerdictKind::fail, failure, origin, "It is wrong.", 0}, std::string(word.size(), 'k')};
}

// The digest of a run's history.
inline std::uint64_t history(const Bytes& word, const Did& did) { return hash_text(did.actual, hash_text(word)); }

class FakeCheck : public Check {
 public:
  explicit FakeCheck(std::function<Did(const Bytes& word)> system) : system_(std::move(system)) {
    info_.name = "chaos.fake.word";
    info_.runs = 100;
    info_.steps = 4;
  }

  CheckInfo info_;
  std::function<std::vector<Question>(const Bytes& word)> ask = [](const Bytes&) { return std::vector<Question>{}; };
  // Whether minimising one failure may end in another, as it may where an audit sees the same.
  std::function<bool(const Verdict& from, const Verdict& to)> becomes = [](const Verdict&, const Verdict&) {
    return false;
  };
  Bytes generated = "word";

  Did run_word(const Bytes& word) { return system_(word); }

  const CheckInfo& info() const override { return info_; }
  void prepare(const RunInput&) override {}
  RunResult run(const RunInput&, RunEnv&) override { return {}; }
  RunResult conclude(const RunInput&, Journal&, const Death&, Progress&) override { return {}; }
  std::vector<PerturbedRun> perturb(const Bytes&, Journal&, std::uint64_t) override { return {}; }
  // The journal is what the system did, letter by letter.
  std::vector<ReportRow> explain(const Bytes& word, Journal& journal, const Death*, Progress&) override {
    std::vector<ReportRow> rows;
    const std::string_view actual = journal.bytes();
    for (std::size_t i = 0; i < actual.size(); ++i)
      rows.push_back({ReportRow::Kind::numbered, static_cast<std::uint32_t>(i), std::string(1, word[i]), "k",
                      std::string(1, actual[i]), false});
    return rows;
  }
  Bytes generate(const Generated&) const override { return generated; }
  Bytes without_crashes(const Bytes& word) const override { return word; }
  Bytes crashed_in(const Bytes& word, std::size_t, const Crash&) const override { return word; }
  ScheduleSize size(const Bytes& word) const override {
    const auto letters = static_cast<std::uint32_t>(word.size());
    return {letters, 0, 0, letters, 0};
  }
  boost::json::value to_json(const Bytes& word) const override { return {boost::json::string(word)}; }
  Bytes from_json(const boost::json::value& steps) const override { return Bytes(steps.at(0).as_string()); }

  // Takes out a letter at a time, until none can go.
  Minimised minimise(const Bytes& word, const RunResult& failure, const Evaluate& evaluate,
                     const MinimiseLimits& limits) const override {
    Minimised out;
    out.schedule = word;
    out.path = {word};
    out.verdict = failure.verdict;
    const auto start = std::chrono::steady_clock::now();
    const auto spent = [&] {
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
      return limits.interrupted() || elapsed.count() >= limits.seconds || out.executions >= limits.executions;
    };
    for (std::size_t at = 0; at < out.schedule.size();) {
      if ((out.capped = spent())) return out;
      Bytes smaller = out.schedule;
      smaller.erase(at, 1);
      const RunResult result = evaluate({smaller}).front();
      ++out.executions;
      if (limits.progress) limits.progress(out.executions, size(out.schedule));
      const bool same = result.verdict.same_bug(out.verdict);
      if (same || (result.verdict.failed() && becomes(out.verdict, result.verdict))) {
        out.verdict = result.verdict;
        out.schedule = smaller;
        out.path.push_back(smaller);
        at = 0;
        continue;
      }
      if (result.verdict.failed()) out.others.emplace_back(smaller, result);
      ++at;
    }
    out.one_minimal = true;
    return out;
  }
  std::vector<Question> questions(const Bytes& word) const override { return ask(word); }

 private:
  std::function<Did(const Bytes&)> system_;
};

class FakeExecutor : public Executor {
 public:
  std::uint32_t executions = 0;
  std::uint32_t fails_at = 0;  // the engine itself does, in this execution
  std::uint32_t in_full = 0;   // executions that hung, or used too much memory, for as long and as much as may be
  Needs needs;
  bool unsure = false;  // whether a hang looks like a deadlock when it has little time
  std::function<bool()> no_time = [] { return false; };

  Needs needs_of(const Check&) const override { return needs; }

  JobResult execute(Check& check, const Job& job) override {
    JobResult done;
    const bool given = job.schedule.has_value();
    const std::uint64_t runs = given ? 1 : job.count;
    for (std::uint64_t run = 0; run < runs; ++run) {
      const RunInput input = given ? RunInput(*job.schedule) : RunInput(Generated{job.first + run, 4});
      const Bytes word = given ? *job.schedule : check.generate({});
      if (++executions == fails_at) throw EngineError("the server is gone");
      Did did = static_cast<FakeCheck&>(check).run_word(word);
      if ((done.given_up = job.until != 0 && no_time())) return done;
      std::optional<Death> death = end(check.info(), job.bounds, did);
      if (did.verdict.kind == VerdictKind::pass) {
        ++done.state.completed;
        done.state.chain = hash_text(did.actual, done.state.chain);
        done.journal = did.actual;
        continue;
      }
      RunResult result;
      result.verdict = did.verdict;
      result.digest = history(word, did);
      done.stopped = StoppedRun{input, result, did.actual, std::move(death)};
      break;
    }
    return done;
  }

 private:
  // Ends what takes too long, or too much.
  std::optional<Death> end(const CheckInfo& info, const Bounds& bounds, Did& did) {
    const std::uint64_t time = bounds.step_ms > 0 ? bounds.step_ms : 4ULL * info.deadline_ms;
    const std::uint64_t memory = bounds.memory_mb > 0 ? bounds.memory_mb : info.memory_limit_mb;
    const bool late = did.step_ms > time, greedy = did.memory_mb > memory;
    if (!late && !greedy) return std::nullopt;
    in_full += late ? bounds.step_ms == 0 : bounds.memory_mb == 0;
    const bool waits = unsure && late && bounds.step_ms > 0;
    const FailureClass failure = greedy  ? FailureClass::out_of_memory
                                 : waits ? FailureClass::deadlock
                                         : FailureClass::hang;
    did.verdict = fails("", "step", failure).verdict;
    Death death;
    death.failure = failure;
    death.unsure = waits;
    return death;
  }
};

}  // namespace faultline
