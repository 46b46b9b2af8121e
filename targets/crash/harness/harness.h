// Crash harness: runs a helper program until it ends, dies at its armed crash point or meets its deadline.
//
//   const auto died = crash::run({}, "sync", {.crash_at = "wal.sync.before-datasync", .crash_after = 3});
//   ASSERT_TRUE(died.killed()) << died.err();
//   // ... open died.folder() again and see what recovery makes of it
//
// Linux only. `crash::breakpoint` and the names of the environment variables come with this header.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "faultline/targets/crash/harness/artefacts.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash {

struct Options {
  std::string crash_at = {};                  // the point to arm, by its exact name; empty = nothing is armed
  std::uint64_t crash_after = 0;              // hits of that point that pass before the one that kills
  std::filesystem::path folder = {};          // made if missing, never removed; empty = a fresh temporary folder
  std::chrono::milliseconds deadline{30000};  // counted from the moment the child runs
  std::vector<std::string> arguments = {};    // after the scenario
  std::vector<std::pair<std::string, std::string>> environment = {};  // these win over everything else
};

// How one child ended. Exactly one of timed_out(), signal(), exit_code() and error() has something to say.
class Outcome {
 public:
  // Died of SIGKILL before the deadline: what an armed crash point does.
  bool killed() const;
  // Was still alive at the deadline, and was killed by the harness. Never killed() as well.
  bool timed_out() const { return timed_out_; }
  // The signal that ended the child before the deadline, SIGKILL included.
  std::optional<int> signal() const { return signal_; }
  // What the child returned when it ended by itself.
  std::optional<int> exit_code() const { return exit_code_; }
  // Why there was no child to speak of: the helper is missing or would not start, or could not be waited for.
  const std::optional<std::string>& error() const { return error_; }

  // Everything the child wrote, up to its end. Of a child past its deadline, everything up to then.
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

  // The names that the child's environment armed, by FAULT_CRASH_AT and FAULT_INJECT, and that it never reached, once
  // even: mistyped, gone, or not on the child's way. Also those of a child that ignores the variables or disarms.
  const std::vector<std::string>& never_reached() const { return never_reached_; }

  // The child's working folder. A fresh one is removed with this object, unless keep() was called.
  const std::filesystem::path& folder() const { return artefacts_.folder(); }
  void keep() { artefacts_.keep(); }

 private:
  friend Outcome run(const std::filesystem::path&, const std::string&, const Options&);

  bool timed_out_ = false;
  std::optional<int> signal_;
  std::optional<int> exit_code_;
  std::optional<std::string> error_;
  std::string out_;
  std::string err_;
  std::vector<std::string> never_reached_;
  Artefacts artefacts_;
};

// Starts `helper scenario arguments...` and waits for its end, at most a little longer than the deadline.
// - helper: a path, taken from the caller's working folder when relative, never looked up in PATH. Empty = the
//   project's own `faultline-crash-helper`.
// - The child gets an empty stdin, a process group of its own, no descriptor of the caller's, and the caller's
//   environment without FAULT_CRASH_* and FAULT_INJECT*, with FAULT_CRASH_DIR (the folder, absolute), FAULT_CRASH_AT
//   and FAULT_CRASH_AFTER (only when a point is armed), and with what the options add. Signals are as in a fresh
//   process. It is killed when this process dies.
// - A small program forks it, so that it costs the same whatever the size of this process (launcher.h). What children
//   inherit beside the above is as it was at the first run.
// - What is left of the child's process group is killed when the child ends. A descendant that left the group and
//   holds stdout or stderr open delays the answer until the deadline, no longer.
// Never throws for anything the child or the file system does. Thread-safe.
Outcome run(const std::filesystem::path& helper, const std::string& scenario, const Options& options = {});

}  // namespace faultline::crash
