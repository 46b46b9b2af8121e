// What a run may not leave behind in its process: descriptors, threads, children, changed settings.
//
// Looking costs a few microseconds, a run in memory not many more, so it is done after every eighth run of a job and
// its last. Where the process is not as it was, this worker gives up, and a fresh one runs the same runs again,
// closely: looking after each observation. Closed descriptors and changed settings fail there at once. Anything else
// that is new may be made once for the whole process, a pool of threads or a cache, so the run is run again in the same
// process; what comes anew each time is a leak. A run's process may die by a schedule's crash; such a run is not
// judged.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "faultline/engine/isolation/fingerprint.h"
#include "faultline/engine/isolation/inventory.h"
#include "faultline/engine/isolation/shared_slate.h"
#include "faultline/engine/isolation/worker_output.h"

namespace faultline {

// One per worker. What it finds becomes the worker's last words; then it ends the process.
class Leftovers : public Aftermath {
 public:
  Leftovers(RunEnv& env, Slate& slate, const CheckInfo& check, const Job& job);

  void before_run(const JobState& state) override;
  void observed() override;
  bool again(JobState& state, bool passed) override;

 private:
  static constexpr std::size_t kAll = ~std::size_t{0};  // observations
  struct Found {
    FailureClass failure{};
    std::string detail;
    std::size_t observation = 0;
  };

  Fingerprint fingerprint();
  bool again_closely(JobState& state, bool passed);
  bool tidy();
  std::optional<Found> judge();
  std::vector<Item> settled_changes();
  void note_changes();
  std::vector<Item> note(const std::vector<Item>& now);
  void wait_a_little() const;
  [[noreturn]] void end_with(const Found& found);

  RunEnv& env_;
  Slate& slate_;
  const std::uint64_t window_, runs_;
  const Printed printed_;
  std::optional<Fingerprints> fingerprints_;  // once somebody looks: a worker may die before
  Fingerprint trusted_;                       // of this process before its first run, or as it was accepted later
  std::uint64_t unchecked_ = 0;               // runs since somebody looked
  bool resumed_ = false;                      // this run began in another process

  // Of a run that is watched closely.
  std::unique_ptr<JobState> before_state_;  // on its own: most workers never touch its pages
  std::vector<Item> before_;
  Fingerprint last_;
  std::map<Item, std::size_t> since_;  // what is changed, and since which observation
  std::size_t observations_ = 0;
  std::uint64_t first_mark_ = 0;  // of what is born before the run's first observation; one more after each (births.h)
  std::optional<Found> suspect_;  // found once; the run is being run again
};

}  // namespace faultline
