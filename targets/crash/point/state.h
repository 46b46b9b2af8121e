// What this process knows about its points, and the one lock around it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/crash/point/inject_plan.h"

namespace faultline::crash {

// The point of `arm` and FAULT_CRASH_AT. An empty name arms nothing.
struct ArmedPoint {
  std::string name;
  std::uint64_t passes_left = 0;
  Handler handler = nullptr;
};

struct Scope {
  InjectPlan plan;
  std::optional<std::thread::id> thread;  // none = every thread's
};

struct State {
  std::mutex lock;  // for everything below
  bool environment_read = false;
  ArmedPoint point;
  InjectPlan plan;                                   // FAULT_INJECT's
  std::vector<Scope*> scopes;                        // the newest last
  std::set<std::string, std::less<>> not_yet_noted;  // armed names whose first hit goes into the file
  std::string reached_file;
  std::optional<std::map<std::string, std::uint64_t, std::less<>>> hits;  // none = not counted
  std::atomic<Handler> observer{nullptr};                                 // read without the lock
};

// Never destroyed: a point may be reached while static objects are going away.
State& state();

// Puts into faultline_crash_state whether points must look at the state at all. With the lock held, after each change.
void publish(const State& s);

// Looks at the environment if nobody did yet; ends the program when that cannot be understood. With the lock held.
void read_environment(State& s);

}  // namespace faultline::crash
