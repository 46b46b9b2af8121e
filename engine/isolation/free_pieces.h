// What the fork server's heap has free.
#pragma once

namespace faultline {

// Takes, for good, every small piece of memory that this process has freed, so that what is allocated next lies side
// by side. Such pieces lie on many pages, and a forked worker that allocates them has each of those pages copied; ten
// commands touch a few kilobytes. In a process with one thread; with another malloc than glibc's it does nothing.
void use_up_free_pieces();

}  // namespace faultline
