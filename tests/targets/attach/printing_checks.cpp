// A program of checks that fail in every way, to see what is printed of them and whether it can be pasted. ctest knows
// those named chaos.*; the others are for this program alone.
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/attach/regressions.h"

namespace faultline::printing {
namespace {

struct Say {
  Count<0, 9> number;
};
BOOST_DESCRIBE_STRUCT(Say, (), (number))

struct SayModel {
  using Command = std::variant<Say>;
  using Reply = std::string;
  Reply apply(const Say& say) { return std::to_string(say.number); }
  bool operator==(const SayModel&) const = default;
};

// Says the number it is given, until `seven` has its way.
template <std::string (*kSeven)(), Isolation kIsolation = Isolation::in_process, bool kDeterministic = true>
struct Speaker {
  static constexpr Isolation isolation = kIsolation;
  static constexpr bool deterministic = kDeterministic;
  static constexpr std::uint32_t runs = 50, steps = 10, deadline_ms = 50;

  explicit Speaker(Run&) {}
  Outcome<std::string> execute(const SayModel::Command& command) {
    const auto number = std::get<Say>(command).number;
    return number == 7 ? kSeven() : std::to_string(number);
  }
};

std::string right() { return "7"; }
std::string wrong() { return "8"; }
std::string die() { std::abort(); }
std::string throw_text() { throw std::runtime_error("clear \x1b[2J\nand ring \x07"); }
std::string say_hidden() {
  return "\x1b]0;owned\x07\xc2\x9b"
         "31m\xe2\x80\xae"
         "\xff\n";
}
std::string say_much() { return std::string(3000, 'x'); }
std::string print_and_die() {
  std::fputs(
      "\x1b[31mred\xc2\x9b"
      "2J\n",
      stderr);
  std::abort();
}
std::string say_to_terminal() {
  if (const int terminal = ::open("/dev/tty", O_WRONLY | O_CLOEXEC); terminal >= 0) {
    (void)!::write(terminal, "\x1b]0;owned\x07", 10);
    ::close(terminal);
  }
  return "8";
}
std::string sleep_for_ever() {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}
std::string leak() {
  (void)::open("/dev/null", O_RDONLY | O_CLOEXEC);
  return "7";
}
// Wrong every second time it is asked.
std::string come_and_go() {
  static int times = 0;
  return ++times % 2 == 1 ? "8" : "7";
}
// Wrong every fourth time.
std::string come_seldom() {
  static int times = 0;
  return ++times % 4 == 0 ? "8" : "7";
}

// A model that ends its process.
template <void (*kEnd)()>
struct Broken : SayModel {
  Reply apply(const Say& say) {
    if (say.number == 7) kEnd();
    return SayModel::apply(say);
  }
  bool operator==(const Broken&) const = default;
};
// Where the engine has threads, runs in process are done in no copy of it.
[[maybe_unused]] const bool threads = [] {
  if (std::getenv("PRINTING_THREAD") != nullptr) std::thread(sleep_for_ever).detach();
  return true;
}();
void abort_now() { std::abort(); }
void exit_now() { std::exit(0); }

using Prints = Speaker<print_and_die, Isolation::forked>;
using Sleeps = Speaker<sleep_for_ever, Isolation::forked>;
using Leaks = Speaker<leak, Isolation::forked>;
using WritesToTerminal = Speaker<say_to_terminal, Isolation::forked>;
using FailsSeldom = Speaker<come_seldom, Isolation::in_process, false>;

FAULTLINE_CHECK(chaos.print.wrong, SayModel, Speaker<wrong>);
FAULTLINE_CHECK(chaos.print.right, SayModel, Speaker<right>);
FAULTLINE_CHECK(chaos.print.dies, SayModel, Speaker<die>);
FAULTLINE_CHECK(zoo.print.throws, SayModel, Speaker<throw_text>);
FAULTLINE_CHECK(zoo.print.hidden, SayModel, Speaker<say_hidden>);
FAULTLINE_CHECK(zoo.print.terminal, SayModel, Speaker<say_to_terminal>);
FAULTLINE_CHECK(zoo.print.terminal_forked, SayModel, WritesToTerminal);
FAULTLINE_CHECK(zoo.print.long, SayModel, Speaker<say_much>);
FAULTLINE_CHECK(zoo.print.output, SayModel, Prints);
FAULTLINE_CHECK(zoo.print.sleeps, SayModel, Sleeps);
FAULTLINE_CHECK(zoo.print.leaks, SayModel, Leaks);
FAULTLINE_CHECK(zoo.print.model_aborts, Broken<abort_now>, Speaker<right>);
FAULTLINE_CHECK(zoo.print.model_exits, Broken<exit_now>, Speaker<right>);
FAULTLINE_CHECK(zoo.print.flaky, SayModel, Speaker<come_and_go>);
FAULTLINE_CHECK(zoo.print.seldom, SayModel, FailsSeldom);

// Forgets how to count after thirty commands: more than a schedule of the usual length has.
struct Tired {
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr std::uint32_t runs = 20, steps = 10;
  int times = 0;

  explicit Tired(Run&) {}
  Outcome<std::string> execute(const SayModel::Command& command) {
    return ++times > 30 ? "?" : std::to_string(std::get<Say>(command).number);
  }
};
FAULTLINE_CHECK(zoo.print.tired, SayModel, Tired);

// Without the command before, its failure is another one, which is met while it is shrunk.
struct Two {
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr std::uint32_t runs = 50, steps = 10;
  int times = 0;

  explicit Two(Run&) {}
  Outcome<std::string> execute(const SayModel::Command& command) {
    const auto number = std::get<Say>(command).number;
    if (++times == 1 && number == 5) throw std::runtime_error("so early");
    return std::to_string(times > 1 && number >= 5 ? 0 : static_cast<std::int64_t>(number));
  }
};
FAULTLINE_CHECK(zoo.print.two, SayModel, Two);

// --- faults ---

struct Trip {};
BOOST_DESCRIBE_STRUCT(Trip, (), ())

struct TrippedModel : SayModel {
  using Fault = std::variant<Trip>;
  bool permits(const Command&, const Error&) const { return false; }
  bool operator==(const TrippedModel&) const = default;
};

// Its fault strikes in the next command, which does not come back.
struct DiesOfIt {
  static constexpr std::uint32_t runs = 50, steps = 10;
  bool tripped = false;
  std::uint64_t fired = 0;

  explicit DiesOfIt(Run&) {}
  void inject(const TrippedModel::Fault&) { tripped = true; }
  void heal() { tripped = false; }
  std::uint64_t faults_fired() const { return fired; }
  Outcome<std::string> execute(const TrippedModel::Command& command) {
    if (tripped) ++fired, std::abort();
    return std::to_string(std::get<Say>(command).number);
  }
};
FAULTLINE_CHECK(zoo.print.dies_of_fault, TrippedModel, DiesOfIt);

// Its fault strikes while it is injected.
struct StruckAtOnce {
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr std::uint32_t runs = 50, steps = 10;
  std::uint64_t fired = 0;

  explicit StruckAtOnce(Run&) {}
  void inject(const TrippedModel::Fault&) { ++fired; }
  void heal() {}
  std::uint64_t faults_fired() const { return fired; }
  Outcome<std::string> execute(const TrippedModel::Command& command) {
    return fired > 0 ? "?" : std::to_string(std::get<Say>(command).number);
  }
};
FAULTLINE_CHECK(zoo.print.struck_at_once, TrippedModel, StruckAtOnce);

FAULTLINE_REGRESSIONS(FAULTLINE_KEPT);

}  // namespace
}  // namespace faultline::printing
