// What the tests of the workflow runner share.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/memory_store.h"
#include "faultline/targets/workflow/runner.h"

namespace faultline::workflow {

// GoogleTest prints with these.
inline void PrintTo(const State& state, std::ostream* out) {
  *out << (state.status == Status::running ? "running" : "completed") << " generation " << state.generation
       << " history " << testing::PrintToString(state.history) << " inbox " << testing::PrintToString(state.inbox);
}

namespace testing {

// "" for success, else the error's kind.
template <class T>
std::string kind_of(const store::Result<T>& result) {
  return result ? "" : store::to_string(result.error().kind);
}

// The ids that have a reminder.
inline std::vector<std::string> due(store::Store& store) {
  std::vector<std::string> ids;
  for (const auto& [id, generation] : Reminders(store).due().value()) ids.push_back(id);
  return ids;
}

using Ids = std::vector<std::string>;
using Events = std::vector<int>;

// A runner over a fault store over a store in memory, with a workflow "a" that was started.
class WorkflowTest : public ::testing::Test {
 protected:
  WorkflowTest() { EXPECT_EQ(runner_.start("a").value(), Answer::done); }

  void raise(std::initializer_list<int> events) {
    for (const int event : events) EXPECT_EQ(runner_.raise("a", event).value(), Answer::done);
  }
  // A runner that has nothing cached: what is really in the store.
  State stored(const std::string& id = "a") { return Runner(memory_).status(id).value(); }

  store::MemoryStore memory_;
  store::FaultStore store_{memory_};
  Runner runner_{store_};
};

}  // namespace testing
}  // namespace faultline::workflow
