// Someone wants this process to end: noted by whoever handles signals, and looked at by whoever waits for a worker.
#pragma once

namespace faultline {

// Notes it, at the first call. For a signal handler.
void note_interrupt();
bool interrupted();
// From now on a job is not waited for at all.
void lose_patience();
// It was noted so long ago that a job which is still going on is not waited for any more.
bool interrupted_for_long();

}  // namespace faultline
