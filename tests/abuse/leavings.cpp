#include "leavings.h"

#include <chrono>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "faultline/engine/isolation/processes.h"

namespace faultline::abuse {
namespace {

namespace fs = std::filesystem;

// A fork server notices that its engine is gone, ends what the target started and removes its workspace.
constexpr std::chrono::seconds kGrace{10};

void wait_for_orphans() {
  const auto enough = std::chrono::steady_clock::now() + kGrace;
  while (std::chrono::steady_clock::now() < enough) {
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended < 0) return;
    if (ended == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

std::set<std::string> litter(const fs::path& dir) {
  std::set<std::string> all;
  const std::string clean[] = {(dir / "t").string(), (dir / "cwd").string()};
  std::error_code gone;
  for (fs::recursive_directory_iterator at(dir, gone), end; !gone && at != end; at.increment(gone)) {
    const std::string path = at->path().string();
    if (path.starts_with(clean[0] + '/') || path.starts_with(clean[1] + '/') || path.ends_with(".partial"))
      all.insert(path);
  }
  return all;
}

std::vector<std::string> orphans() {
  std::vector<std::string> left;
  wait_for_orphans();
  for (const ChildProcess& child : children_of(::getpid()))
    left.push_back("process " + std::to_string(child.pid) + " (" + child.name + ", " + child.state + ')');
  end_children();
  return left;
}

}  // namespace faultline::abuse
