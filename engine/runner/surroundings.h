// What the surroundings allow: room on a disk, and the limits of the process. What they do not allow is no fault of a
// target.
#pragma once

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace faultline {

// A run failed where the surroundings may have made it fail, so nothing is known of it. The text says what to do.
class BadSurroundings : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws BadInput where the limits of this process (`ulimit`) leave too little to work with.
void demand_limits();

// Why no file can be made in `folder`, or could be once it was made with the folders above it; empty: it can. Makes a
// file there for a moment, and no folder.
std::string why_not_writable(const std::filesystem::path& folder);

// What in the surroundings may have made a run in `workspace` fail, be it over or its process dead; empty: nothing.
std::string trouble_around(const std::filesystem::path& workspace);

// The same of a process that was ended by `signal`, 0 for none that came unasked, after so much processor time.
std::string trouble_of_death(const std::filesystem::path& workspace, int signal, std::chrono::seconds processor);

// The folder for workspaces: TMPDIR, else /dev/shm, else /tmp; absolute. Throws BadInput where it is of no use.
std::filesystem::path workspaces_base();

}  // namespace faultline
