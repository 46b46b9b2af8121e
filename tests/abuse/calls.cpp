#include "calls.h"

#include <algorithm>
#include <initializer_list>

namespace faultline::abuse {
namespace {

using Words = std::vector<std::string>;

const Call kHealthyRuns[] = {
    {.arguments = {"run", "chaos.store.memory"}, .amount = {"--runs", "30", "--steps", "20"}},
    {.arguments = {"run", "chaos.store.memory", "--isolate", "forked"}, .amount = {"--runs", "30", "--steps", "20"}},
    {.arguments = {"run", "chaos.durable.simulated"}, .amount = {"--runs", "10", "--steps", "20"}},
    {.arguments = {"run", "chaos.durable.posix"}, .amount = {"--runs", "3", "--steps", "12"}},
    {.arguments = {"run", "chaos.workflow.memory"}, .amount = {"--runs", "10", "--steps", "15"}},
    {.arguments = {"run", "chaos.store.concurrent"}, .amount = {"--runs", "10", "--steps", "15"}},
    {.arguments = {"run", "chaos.store.sqlite"}, .amount = {"--runs", "3", "--steps", "15"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.healthy"}, .amount = {"--runs", "50"}},
};

const Call kFailingRuns[] = {
    {.arguments = {"run", "zoo.store.lost_update"}, .own = {1}, .classes = {"wrong_reply"}},
    {.arguments = {"run", "zoo.store.stale_cache"}, .own = {1}, .classes = {"wrong_reply"}},
    {.arguments = {"run", "zoo.store.crash_on_empty_transaction"}, .own = {1}, .classes = {"died_by_signal"}},
    {.arguments = {"run", "zoo.durable.ack_before_sync"}, .own = {1}, .classes = {"lost_ack"}},
    {.program = "faultline-abused",
     .arguments = {"run", "zoo.abused.segfault"},
     .own = {1},
     .classes = {"died_by_signal"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.exit"}, .own = {1}, .classes = {"exited"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.exit_cleanly"}, .own = {1}, .classes = {"exited"}},
    {.program = "faultline-abused",
     .arguments = {"run", "zoo.abused.garbage"},
     .own = {1},
     .classes = {"died_by_signal"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.throws"}, .own = {1}, .classes = {"exception"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.hang"}, .own = {1}, .classes = {"hang"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.deadlock"}, .own = {1}, .classes = {"deadlock"}},
    {.program = "faultline-abused",
     .arguments = {"run", "zoo.abused.leaks_process"},
     .own = {1},
     .classes = {"leaked_process"}},
    {.program = "faultline-abused",
     .arguments = {"run", "zoo.abused.throws", "--isolate", "in-process"},
     .own = {1},
     .classes = {"exception"}},
    // There the program itself dies with its target; it says so and does not pretend.
    {.program = "faultline-abused",
     .arguments = {"run", "zoo.abused.segfault", "--isolate", "in-process"},
     .own = {1, 4},
     .classes = {"died_by_signal"}},
    {.program = "faultline-abused",
     .arguments = {"run", "zoo.abused.exit_cleanly", "--isolate", "in-process"},
     .own = {1, 4},
     .classes = {"exited"}},
};

const Call kOthers[] = {
    {.arguments = {"list"}},
    {.arguments = {"list", "--zoo"}},
    {.arguments = {"list", "--json", "-"}},
    {.arguments = {"run", "--help"}},
    {.arguments = {"--help"}},
    {.arguments = {"self-test", "chaos.store.memory"}, .amount = {"--runs", "3"}},
    {.arguments = {"self-test", "chaos.durable.simulated"}, .amount = {"--runs", "2", "--steps", "15"}},
    {.arguments = {"sweep", "chaos.durable.simulated"}, .amount = {"--runs", "1", "--steps", "12"}, .own = {0, 3}},
    {.arguments = {"sweep", "chaos.durable.posix"}, .amount = {"--runs", "1", "--steps", "5"}, .own = {0, 3}},
};

const Call kEndless[] = {
    {.arguments = {"run", "chaos.store.memory", "--for", "1h"}},
    {.arguments = {"run", "chaos.store.memory", "--for", "1h", "--isolate", "forked"}},
    {.arguments = {"run", "chaos.durable.posix", "--for", "1h", "--jobs", "2"}},
    {.arguments = {"run", "chaos.durable.simulated", "--for", "1h"}},
    {.arguments = {"run", "--runs", "4000000000"}},
    {.arguments = {"self-test", "chaos.store.memory", "--runs", "4000000000"}},
    {.arguments = {"sweep", "chaos.durable.posix", "--runs", "1000000"}},
    {.arguments = {"sweep", "chaos.durable.simulated", "--runs", "1000000"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.healthy", "--for", "1h"}},
    {.program = "faultline-abused", .arguments = {"run", "zoo.abused.slow", "--for", "1h"}},
};

}  // namespace

bool Call::is(std::initializer_list<const char*> commands) const {
  return std::any_of(commands.begin(), commands.end(), [this](const char* one) { return command() == one; });
}

Call healthy_run(Draws& draws) { return one_of(draws, kHealthyRuns); }

Call quick_call(Draws& draws) {
  switch (draws.below(4)) {
    case 0:
      return one_of(draws, kHealthyRuns);
    case 1:
      return one_of(draws, kOthers);
    default:
      Call call = one_of(draws, kFailingRuns);
      call.arguments.insert(call.arguments.end(), {"--report-dir", "{dir}/out"});
      return call;
  }
}

Call endless_call(Draws& draws) {
  Call call = one_of(draws, kEndless);
  call.own = {};
  return call;
}

Call file_call(Draws& draws, const std::string& path) {
  const Call calls[] = {
      {.arguments = {"replay", path}},          {.arguments = {"replay", path, "--json", "-"}},
      {.arguments = {"explain", path}},         {.arguments = {"shrink", path, "--report-dir", "{dir}/out"}},
      {.arguments = {"run", "--replay", path}}, {.arguments = {"sweep", "--replay", path}},
  };
  return one_of(draws, calls);
}

Call gtest_call(Draws& draws) {
  const char* names[] = {"chaos.store.memory", "chaos.durable.simulated", "chaos.workflow.memory"};
  return {.arguments = {std::string("--gtest_filter=") + one_of(draws, names)}};
}

}  // namespace faultline::abuse
