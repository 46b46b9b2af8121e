// The folder that holds the workspaces of one engine, and what engines that were killed have left of theirs.
#pragma once

#include <filesystem>

namespace faultline {

// Fresh, with a short path, in memory (tmpfs) where there is one and TMPDIR does not say otherwise: a killed process
// loses nothing there that it would keep on a disk. Removed with this object. Whoever works in it holds its lock, so
// that no other engine takes it for one that was left.
class WorkspaceRoot {
 public:
  // Reclaims what was left there first: folders of this user's that an engine made, older than a minute,
  // whose lock nobody holds. Throws BadInput where there is no place for workspaces, or the limits are too low for any
  // work (surroundings.h).
  WorkspaceRoot();
  ~WorkspaceRoot();
  WorkspaceRoot(const WorkspaceRoot&) = delete;
  WorkspaceRoot& operator=(const WorkspaceRoot&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

// Holds the lock of an engine's folder beside the engine, until it is closed; -1 where it cannot.
int share_workspace_root(const std::filesystem::path& root);
// Whether nobody else shares it any more, by the descriptor that was given: not the engine either.
bool shares_alone(int root);

// Removes the roots of this process, but for what a fork server has in them, which removes that itself. For a signal
// handler that ends the process.
void remove_roots_at_once();

}  // namespace faultline
