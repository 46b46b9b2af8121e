#include "faultline/engine/isolation/worker.h"

#include <cerrno>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faultline/engine/isolation/server.h"

namespace faultline {

WorkerEnd await_worker(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits,
                       int engine) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, worker, 0));
  pollfd waiting[]{{handle, POLLIN, 0}, {engine, 0, 0}};
  Watch watch(worker, slate, output, limits);
  WorkerEnd end;
  for (;;) {
    const int ready = ::poll(waiting, 2, Watch::kPollMs);
    if (ready > 0 && waiting[0].revents != 0) break;
    if (ready > 0 || (ready < 0 && errno != EINTR)) {
      end.how = WorkerEnd::How::engine_gone;
      break;
    }
    if (const auto how = watch.look()) {
      end.how = *how;
      break;
    }
  }
  ::close(handle);
  watch.tell(end, slate.done != 0 || slate.crash_hit != 0);
  // What the target started goes with it; a worker that has not come to have a group has started nothing.
  if (::kill(-worker, SIGKILL) != 0) ::kill(worker, SIGKILL);
  const WorkerEnd gone = reap(worker);
  end.status = gone.status;
  end.processor = gone.processor;
  return end;
}

void become_worker() {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const int signal : kSignalsToEnd) ::signal(signal, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
}

WorkerEnd reap(pid_t process) {
  WorkerEnd end;
  rusage used{};
  while (::wait4(process, &end.status, 0, &used) < 0 && errno == EINTR) {
  }
  end.processor = std::chrono::seconds(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);  // and some part of a second
  return end;
}

}  // namespace faultline
