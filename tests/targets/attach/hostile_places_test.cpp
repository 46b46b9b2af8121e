// A death is blamed on what was asked of the target last, whatever that was.
#include <boost/json.hpp>

#include "hostile_targets.h"
#include "hostile_testing.h"

namespace faultline::hostile {
namespace {

struct Jam {
  Count<0, 9> amount;
};
BOOST_DESCRIBE_STRUCT(Jam, (), (amount))

struct JammedModel : WorkModel {
  using Fault = std::variant<Jam>;
  bool operator==(const JammedModel&) const = default;
};

enum class Place { start, inject, heal, close };

template <Place kPlace, void (*Attack)()>
struct AttacksIn {
  static constexpr std::uint32_t deadline_ms = 50;

  explicit AttacksIn(Run&) { here(Place::start); }
  ~AttacksIn() { here(Place::close); }
  Outcome<std::int64_t> execute(const JammedModel::Command& command) { return std::get<Work>(command).amount; }
  void inject(const JammedModel::Fault&) { here(Place::inject); }
  void heal() { here(Place::heal); }

 private:
  static void here(Place place) {
    if (place == kPlace) Attack();
  }
};

template <void (*Attack)()>
using InStart = AttacksIn<Place::start, Attack>;
template <void (*Attack)()>
using InInject = AttacksIn<Place::inject, Attack>;
template <void (*Attack)()>
using InHeal = AttacksIn<Place::heal, Attack>;
template <void (*Attack)()>
using InClose = AttacksIn<Place::close, Attack>;

class HostilePlaces : public HostileTesting {
 protected:
  // "class origin@step: message" of one run: work, a fault, work.
  std::string blamed(const char* name) {
    Check& some = check(name);
    const Verdict verdict =
        run(some, schedule(some, R"([{"command":{"work":{"amount":1}}},{"fault":{"jam":{"amount":7}}},
                                                         {"command":{"work":{"amount":2}}}])"))
            .verdict;
    return fmt::format("{} {}@{}: {}", name_of(verdict.failure), verdict.origin, verdict.step, verdict.message);
  }
};

FAULTLINE_CHECK(zoo.places.start, JammedModel, InStart<kill_itself>);
FAULTLINE_CHECK(zoo.places.inject, JammedModel, InInject<kill_itself>);
FAULTLINE_CHECK(zoo.places.heal, JammedModel, InHeal<kill_itself>);
FAULTLINE_CHECK(zoo.places.close, JammedModel, InClose<kill_itself>);

TEST_F(HostilePlaces, ADeathIsBlamedOnWhereItHappened) {
  EXPECT_EQ(blamed("zoo.places.start"), "died_by_signal SIGKILL start@0: The process ended with SIGKILL in start.");
  EXPECT_EQ(blamed("zoo.places.inject"),
            "died_by_signal SIGKILL inject jam@1: The process ended with SIGKILL in inject jam(amount=7).");
  EXPECT_EQ(blamed("zoo.places.heal"), "died_by_signal SIGKILL heal@3: The process ended with SIGKILL in heal.");
  EXPECT_EQ(blamed("zoo.places.close"), "died_by_signal SIGKILL close@3: The process ended with SIGKILL in close.");
}

FAULTLINE_CHECK(zoo.places.inject_waits, JammedModel, InInject<deadlock>);
FAULTLINE_CHECK(zoo.places.heal_throws, JammedModel, InHeal<throw_error>);
FAULTLINE_CHECK(zoo.places.inject_throws, JammedModel, InInject<throw_error>);
FAULTLINE_CHECK(zoo.places.close_throws, JammedModel, InClose<throw_in_thread>);

TEST_F(HostilePlaces, SoAreExceptionsAndDeadlocks) {
  EXPECT_EQ(blamed("zoo.places.inject_throws"), "exception inject jam@1: inject jam(amount=7) threw: out of cheese");
  EXPECT_EQ(blamed("zoo.places.heal_throws"), "exception heal@3: heal threw: out of cheese");
  EXPECT_EQ(blamed("zoo.places.close_throws"), "terminated close@3: close called std::terminate: out of cheese.");
  EXPECT_EQ(
      blamed("zoo.places.inject_waits"),
      "deadlock inject jam@1: inject jam(amount=7) waited without end: more than 50 ms, and more than 200 ms when "
      "tried again.");
}

FAULTLINE_CHECK(zoo.places.start_leaks, JammedModel, InStart<leak_descriptor>);
FAULTLINE_CHECK(zoo.places.inject_leaks, JammedModel, InInject<leak_thread>);
FAULTLINE_CHECK(zoo.places.heal_leaks, JammedModel, InHeal<leak_process>);
FAULTLINE_CHECK(zoo.places.close_leaks, JammedModel, InClose<leak_descriptor>);

TEST_F(HostilePlaces, SoIsWhatIsLeftBehind) {
  EXPECT_EQ(blamed("zoo.places.start_leaks"), "leaked_descriptor start@0: start left a descriptor open (/dev/null).");
  EXPECT_EQ(blamed("zoo.places.inject_leaks"),
            "leaked_thread inject jam@1: inject jam(amount=7) left a thread running.");
  EXPECT_EQ(blamed("zoo.places.heal_leaks"), "leaked_process heal@3: heal left a process running.");
  EXPECT_EQ(blamed("zoo.places.close_leaks"), "leaked_descriptor close@3: close left a descriptor open (/dev/null).");
}

// The constructor opens it, the destructor closes it: whatever lies between is in order.
struct Holds {
  explicit Holds(Run&) : held_(::open("/dev/null", O_RDONLY)), waiting_(::fork()) {
    if (waiting_ == 0) sleep_long();
  }
  ~Holds() {
    ::close(held_);
    ::kill(waiting_, SIGKILL);
    (void)!::waitpid(waiting_, nullptr, 0);
  }
  Outcome<std::int64_t> execute(const WorkModel::Command& command) {
    const auto amount = std::get<Work>(command).amount;
    if (amount == 7) leak_descriptor();
    return amount;
  }
  int held_;
  pid_t waiting_;
};
FAULTLINE_CHECK(zoo.places.holds, WorkModel, Holds);

TEST_F(HostilePlaces, WhatIsGivenBackIsNotBlamed) {
  Check& some = check("zoo.places.holds");
  const Verdict verdict =
      run(some, schedule(some, R"([{"command":{"work":{"amount":1}}},{"command":{"work":{"amount":7}}}])")).verdict;
  EXPECT_EQ(verdict.message, "work(amount=7) left a descriptor open (/dev/null).");
  EXPECT_EQ(verdict.step, 1U);
  EXPECT_EQ(run(some, schedule(some, R"([{"command":{"work":{"amount":1}}}])")).verdict.kind, VerdictKind::pass);
}

}  // namespace
}  // namespace faultline::hostile
