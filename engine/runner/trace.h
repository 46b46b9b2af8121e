// Follows a run step by step; reports are made from it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "faultline/engine/oracle/worlds.h"

namespace faultline {

// `step` is an index into the schedule; its length stands for the final audit.
template <Model M>
class Trace {
 public:
  using Command = typename M::Command;

  virtual ~Trace() = default;
  // Called before the oracle judges: `before` are the worlds as they stood.
  virtual void command(std::size_t /*step*/, bool /*auditing*/, const Worlds<M>& /*before*/, const Command&,
                       const OutcomeOf<M>&) {}
  virtual void together(std::size_t step, const Worlds<M>& before, const std::vector<Command>& commands,
                        const std::vector<OutcomeOf<M>>& outcomes) {
    for (std::size_t i = 0; i < commands.size(); ++i) command(step, false, before, commands[i], outcomes[i]);
  }
  virtual void threw(std::size_t /*step*/, const Worlds<M>& /*before*/, const Command&, const std::string& /*what*/) {}
  // An exception left the command at index `culprit`; what the others answered nobody knows.
  virtual void together_threw(std::size_t /*step*/, const std::vector<Command>& /*commands*/, std::size_t /*culprit*/,
                              const std::string& /*what*/) {}
  virtual void down(std::size_t /*step*/, const Command&) {}     // the command met a dead system
  virtual void skipped(std::size_t /*step*/, const Command&) {}  // not allowed, or it refers to what was never seen
  virtual void advanced(std::size_t /*step*/, std::int64_t /*seconds*/) {}
  virtual void fault(std::size_t /*step*/, const std::string& /*text*/) {}
  virtual void fault_fired(std::size_t /*fault_step*/, std::uint32_t /*times*/) {}
  // The call that it was armed for, or was armed in, never returned to tell.
  virtual void fault_unknown(std::size_t /*fault_step*/, const char* /*why*/) {}
  virtual void crash(std::size_t /*step*/, const Crash&) {}
  virtual void crash_fired(std::size_t /*crash_step*/, std::size_t /*step*/,
                           const std::vector<const Command*>& /*in_flight*/) {}
  virtual void recovered(std::size_t /*step*/, bool /*after_death*/) {}
  virtual void open_failed(std::size_t /*step*/, const char* /*occasion*/, const std::string& /*why*/) {}
  virtual void healed(std::size_t /*step*/) {}  // a step of its own, while up
};

}  // namespace faultline
