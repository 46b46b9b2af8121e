#include "faultline/targets/crash/harness/harness.h"

#include <exception>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/targets/crash/harness/environment.h"
#include "faultline/targets/crash/harness/helper_program.h"
#include "faultline/targets/crash/harness/launcher.h"
#include "faultline/targets/crash/harness/reached.h"

namespace faultline::crash {

bool Outcome::killed() const { return signal_ == SIGKILL; }

Outcome run(const std::filesystem::path& helper, const std::string& scenario, const Options& options) {
  Outcome outcome;
  try {
    const HelperProgram program = helper.empty() ? default_helper() : find_helper(helper);
    outcome.artefacts_ = Artefacts(options.folder);
    if (!program.problem.empty()) {
      outcome.error_ = program.problem;
      return outcome;
    }
    Launch launch{.program = program.path,
                  .arguments = {scenario},
                  .environment = child_environment(environ, options, outcome.folder()),
                  .folder = outcome.folder(),
                  .deadline = options.deadline};
    launch.arguments.insert(launch.arguments.end(), options.arguments.begin(), options.arguments.end());

    const ReachedNotes notes(launch.environment, launch.folder);
    Ended ended = run_launched(launch);
    outcome.never_reached_ = notes.never_reached();
    outcome.out_ = std::move(ended.out);
    outcome.err_ = std::move(ended.err);
    if (WIFEXITED(ended.status)) {
      outcome.exit_code_ = WEXITSTATUS(ended.status);
    } else if (ended.expired) {
      outcome.timed_out_ = true;
    } else {
      outcome.signal_ = WTERMSIG(ended.status);
    }
  } catch (const std::exception& e) {
    outcome.error_ = "cannot run the crash helper: " + std::string(e.what());
  }
  return outcome;
}

}  // namespace faultline::crash
