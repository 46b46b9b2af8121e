// The real system as the runner sees it: a target's adapter, its construction and destruction included.
#pragma once

#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/concepts.h"

namespace faultline {

// One per run. `open` may be called again after `close`; after a process death a new System in a new process goes on.
template <Model M>
class System {
 public:
  virtual ~System() = default;

  virtual void open(Run& run) = 0;  // constructs the target; throws what its constructor throws
  virtual void close() = 0;         // destroys it; no-op when it is not open
  virtual OutcomeOf<M> execute(const typename M::Command& command) = 0;
  virtual void inject(const FaultOf<M>& fault) = 0;
  virtual void heal() = 0;
  virtual std::uint64_t fired() const = 0;  // faults that fired since `open`
  // What the client has seen, so that later commands can use handles from earlier replies. Also called for replies
  // seen before a process death.
  virtual void learn(const typename M::Command& command, const typename M::Reply& reply) = 0;
};

}  // namespace faultline
