// --verbose: the steps of a run, one line each, told as they happen.
#pragma once

#include <string>

#include <fmt/format.h>

#include "faultline/engine/runner/journal.h"
#include "faultline/engine/runner/onlookers.h"
#include "faultline/engine/runner/trace.h"

namespace faultline::attach {

// A run that goes on in another process after a crash walks through what was seen before; that is not written again.
template <Model M>
class StreamTrace : public Trace<M> {
 public:
  using Command = typename M::Command;

  StreamTrace(StepListener& listener, const Journal& journal) : listener_(listener), journal_(journal) {}

  void command(std::size_t step, bool auditing, const Worlds<M>&, const Command& c,
               const OutcomeOf<M>& outcome) override {
    line(step, auditing ? ". " : "", text(c), outcome.show());
  }
  void threw(std::size_t step, const Worlds<M>&, const Command& c, const std::string& what) override {
    line(step, "", text(c), "threw " + what);
  }
  void together_threw(std::size_t step, const std::vector<Command>& commands, std::size_t culprit,
                      const std::string& what) override {
    line(step, "", text(commands[culprit]), "threw " + what);
  }
  void down(std::size_t step, const Command& c) override { line(step, "", text(c), "down"); }
  void skipped(std::size_t step, const Command& c) override { line(step, "", text(c), "skipped"); }
  void advanced(std::size_t step, std::int64_t seconds) override {
    line(step, "", fmt::format("advance {} s", seconds), "");
  }
  void fault(std::size_t step, const std::string& fault) override { line(step, "~ ", "fault  " + fault, ""); }
  void fault_fired(std::size_t fault_step, std::uint32_t) override { line(fault_step, "~ ", "the fault fires", ""); }
  void crash(std::size_t step, const Crash& crash) override { line(step, "! ", crash_text(crash), "armed"); }
  void crash_fired(std::size_t, std::size_t step, const std::vector<const Command*>& in_flight) override {
    line(step, "! ", in_flight.empty() ? "recover" : text(*in_flight.front()), "killed here");
  }
  void recovered(std::size_t step, bool after_death) override {
    line(step, "", after_death ? "recover" : "restart", "up");
  }
  void open_failed(std::size_t step, const char* occasion, const std::string& why) override {
    line(step, "", occasion, "failed: " + why);
  }
  void healed(std::size_t step) override { line(step, "", "heal", "faults off"); }

 private:
  static std::string text(const Command& c) { return faultline::detail::alternative_text(c); }

  void line(std::size_t step, const char* mark, const std::string& what, const std::string& came) {
    if (!journal_.at_end()) return;
    listener_.line(fmt::format("{:5}  {:<48}  {}\n", step + 1, mark + on_one_line(shortened(what, kLongest)),
                               on_one_line(shortened(came, kLongest))));
  }

  static constexpr std::size_t kLongest = 400;  // characters of either

  StepListener& listener_;
  const Journal& journal_;
};

}  // namespace faultline::attach
