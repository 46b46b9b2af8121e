// When a process that a target started was born, told from the process itself.
//
// A daemon's parent ends, and then nothing else says where the daemon came from: it comes to this process as any other
// orphan. So each child is born with a mark that it hands on to its own children, whatever program it turns into and
// whatever session it flees to: the soft limit on the processor time of real-time threads (RLIMIT_RTTIME), set so high
// that it limits nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <sys/types.h>

namespace faultline {

// What this process starts from now on bears `mark`, which is below 2^40. Does nothing where the limit may not be set.
void mark_births(std::uint64_t mark);

// The mark that a child was born with, from its parent or an ancestor. None where nothing marked it, where it changed
// the limit itself, and where this process may not look (a set-uid program).
std::optional<std::uint64_t> birth_mark(pid_t pid);

}  // namespace faultline
