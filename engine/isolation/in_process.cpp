#include "faultline/engine/isolation/in_process.h"

#include <unistd.h>

namespace faultline {

InProcessExecutor::InProcessExecutor(std::filesystem::path workspace_root)
    : journal_(memory_.span()), workspace_(workspace_root / "w") {}

JobResult InProcessExecutor::execute(Check& check, const Job& job) {
  Progress progress;
  RunEnv env{workspace_, journal_, progress, {}, true};
  env.verbose = job.verbose ? STDERR_FILENO : -1;
  env.reuse = job.reuse;
  JobResult done;
  journal_.clear();
  if (auto stopped = host(check, job, done.state, env))
    done.stopped = StoppedRun{input_of(job, check.info(), done.state.completed), std::move(*stopped),
                              Bytes(journal_.bytes()), std::nullopt};
  if (!done.stopped && job.schedule) done.journal = journal_.bytes();
  return done;
}

}  // namespace faultline
