// Workers: child processes that host a job's runs.
#pragma once

#include "faultline/engine/isolation/watch.h"

namespace faultline {

// Watches until the worker is gone. `engine` is the socket to the engine. The deadline is the target's while it is
// asked for something; in between it is the model's, for one call of a hook. A late target is a deadlock where its
// worker has used less than a sixteenth of the time that it could have had a processor.
WorkerEnd await_worker(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits,
                       int engine);

// In a child that was just forked: a group of its own and no terminal to write to past the engine; the end of its
// parent is its own; what it starts and leaves behind comes to it; signals are as in a fresh process.
void become_worker();

// Waits for a child that ends by itself, or was killed already.
WorkerEnd reap(pid_t process);

}  // namespace faultline
