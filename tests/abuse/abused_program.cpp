// The checks of `faultline-abused`: systems that do to their process what real ones sometimes do, where the
// surroundings are as bad.
#include "../targets/attach/hostile_targets.h"

namespace faultline::hostile {
namespace {

struct Healthy {
  static constexpr std::uint32_t steps = 20;

  explicit Healthy(Run&) {}
  Outcome<std::int64_t> execute(const WorkModel::Command& command) { return std::get<Work>(command).amount; }
};

// So that an interrupt meets it at work.
struct Unhurried : Healthy {
  using Healthy::Healthy;
  Outcome<std::int64_t> execute(const WorkModel::Command& command) {
    ::usleep(20'000);
    return Healthy::execute(command);
  }
};

FAULTLINE_CHECK(zoo.abused.healthy, WorkModel, Healthy);
FAULTLINE_CHECK(zoo.abused.slow, WorkModel, Unhurried);
FAULTLINE_CHECK(zoo.abused.segfault, WorkModel, Hostile<segfault>);
FAULTLINE_CHECK(zoo.abused.exit, WorkModel, Hostile<exit_now>);
FAULTLINE_CHECK(zoo.abused.exit_cleanly, WorkModel, Hostile<exit_cleanly>);
FAULTLINE_CHECK(zoo.abused.garbage, WorkModel, Hostile<print_garbage_and_abort>);
FAULTLINE_CHECK(zoo.abused.throws, WorkModel, Hostile<throw_error>);
FAULTLINE_CHECK(zoo.abused.hang, WorkModel, Late<loop_for_ever>);
FAULTLINE_CHECK(zoo.abused.deadlock, WorkModel, Late<deadlock>);
FAULTLINE_CHECK(zoo.abused.leaks_process, WorkModel, Hostile<leak_process>);

}  // namespace
}  // namespace faultline::hostile
