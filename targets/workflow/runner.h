// A small workflow runner in the manner of an actor engine: events are raised into a workflow's inbox and saved there;
// a reminder makes the workflow consume them later.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"
#include "faultline/targets/workflow/records.h"
#include "faultline/targets/workflow/reminders.h"

namespace faultline::workflow {

// How often a save is tried while others change the workflow: after that it fails with etag_mismatch.
inline constexpr int kSaveAttempts = 3;

enum class Answer { done, not_found, already_running };

// A reminder, and whether the save that it belongs to is in the store and not yet consumed.
struct Reminder {
  std::string id;
  std::uint64_t generation = 0;
  bool saved = false;
};

// Several runners may share a store, each in its own thread: one runner is not thread-safe. A call that fails with
// transient or etag_mismatch has changed nothing. A transient failure is not retried: whoever called does that, and
// a reminder stays until its events are consumed.
class Runner {
 public:
  // The store must outlive the runner.
  explicit Runner(store::Store& store) : store_(store), reminders_(store) {}
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;

  // Makes reminders and saves agree again, after a process died between the two. Call it once before anything else.
  store::Result<void> recover();

  // Creates a workflow. One that has completed starts again with an empty history; its inbox stays.
  store::Result<Answer> start(const std::string& id);

  // Puts an event into the inbox, and once that is saved makes a reminder. A completed workflow takes events too.
  virtual store::Result<Answer> raise(const std::string& id, int event);

  // What a reminder does when it fires: the workflow consumes its inbox, in order, and completes if kComplete was in
  // it. Without a reminder nothing happens. Answers the state afterwards.
  store::Result<State> pump(const std::string& id);

  // The state as it is in the store, whatever is cached.
  store::Result<State> status(const std::string& id);

  store::Result<std::vector<Reminder>> reminders();

 protected:
  // Whether the entries that were read between `first` and `last`, the metadata before and after, belong to `first`.
  virtual bool is_torn(const store::Item& first, const std::optional<store::Item>& last) const;
  virtual store::Result<void> write(const std::string& id, const State& before, const State& after);

  Reminders& service() { return reminders_; }

 private:
  // Changes a state; false = there is nothing to change.
  using Plan = std::function<bool(State&)>;
  struct Updated {
    State state;
    bool saved = false;
  };

  store::Result<State> load(const std::string& id);
  store::Result<Updated> update(const std::string& id, const Plan& plan);
  void remember(const std::string& id, State saved);

  store::Store& store_;
  Reminders reminders_;
  std::map<std::string, State> cache_;  // may be stale: a save says so
};

}  // namespace faultline::workflow
