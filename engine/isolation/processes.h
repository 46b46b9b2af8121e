// The processes that a process has started, as /proc shows them.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace faultline {

struct ChildProcess {
  pid_t pid = 0;
  std::string name;  // of its program, as the kernel keeps it: at most 15 characters
  char state = '?';  // one letter of /proc/PID/stat; 'Z' has ended and nobody has waited for it
  pid_t group = 0;
  int status = 0;  // its wait status once it has ended

  bool ended() const { return state == 'Z' || state == 'X'; }
  // It has ended by a signal that no one sends on purpose.
  bool crashed() const;
};

// Whether a debugger is attached to this process.
bool is_debugged();

// Whether this process has more threads than the one that asks; a copy of it would not have them.
bool has_other_threads();

// Whether this process has any, ended and unwaited ones included. Waits for none.
bool has_children();

// In order of pid, as two looks in a row agree; after ten, as the last one saw them.
std::vector<ChildProcess> children_of(pid_t parent);

// Kills those children of this process that are in another group, and theirs as they come to this process (which must
// be a child subreaper). Allocates nothing, for a signal handler; does what it can.
void kill_fled_children();

// Kills every child of this process, whatever group or session it has fled to, and their children as they come to this
// process (which must be a child subreaper), until none is left. False if some still are after ten seconds.
bool end_children();

}  // namespace faultline
