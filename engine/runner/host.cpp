#include "faultline/engine/runner/host.h"

#include "faultline/engine/runner/surroundings.h"
#include "faultline/engine/words/seed.h"

namespace faultline {

namespace {

// Asked before anything is tidied up.
void blame_surroundings(const RunEnv& env) {
  if (const auto trouble = trouble_around(env.workspace.path()); !trouble.empty()) throw BadSurroundings(trouble);
}

}  // namespace

RunInput input_of(const Job& job, const CheckInfo& check, std::uint64_t run) {
  if (job.schedule) return *job.schedule;
  return Generated{job.seed ? *job.seed : run_seed(job.campaign, check.name, job.first + run), job.steps};
}

std::optional<RunResult> host(Check& check, const Job& job, JobState& state, RunEnv& env) {
  if (state.completed == 0) state.chain = job.chain;
  env.tally = &state.tally;
  env.perturbed = &job.perturbed;
  while (state.completed < job.runs()) {
    RunResult result;
    do {
      if (env.aftermath) env.aftermath->before_run(state);
      result = check.run(input_of(job, check.info(), state.completed), env);
      if (result.verdict.failed()) blame_surroundings(env);
      env.workspace.clean();
    } while (env.aftermath && env.aftermath->again(state, result.verdict.kind == VerdictKind::pass));
    if (result.verdict.kind != VerdictKind::pass) return result;
    if (state.completed + 1 < job.runs()) env.journal.clear();  // the last one is left for whoever asked
    state.stats += result.stats;
    state.chain = hash_pair(state.chain, result.digest, 0);
    ++state.completed;
  }
  return std::nullopt;
}

}  // namespace faultline
