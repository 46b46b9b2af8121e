// The harness's side of the launcher: a small process that starts children for this one.
//
// Boost.Process forks, and to fork a process costs time in proportion to its memory: 6 ms at 200 MB. So the first run
// starts a small program, and that one forks. It is no child of this process, so whoever waits for any child does not
// meet it; it ends when this process does, and what it runs then is killed.
#pragma once

#include "faultline/targets/crash/harness/child.h"

namespace faultline::crash {

// As run_child, but forked by the launcher, whatever the size of this process. Children inherit what the launcher
// inherited at the first call: umask, resource limits, CPUs, user; signals are as in a fresh process.
// A launcher that is found dead is started again. One that dies while it runs a child takes the child with it, and
// that is an error: nobody knows how far the child got. Where none can be started, run_child itself is called.
// Thread-safe; a forked copy of this process gets a launcher of its own.
Ended run_launched(const Launch& launch);

}  // namespace faultline::crash
