// One abuse of the program: what is started, in what surroundings, and how it may end. Plain data, which prints as a
// shell line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace faultline::abuse {

// In arguments, values and paths {dir} stands for the case's own folder, which holds
//   t/    TMPDIR, where nothing may be left      out/  the report folder
//   cwd/  the working folder, likewise           f/    files that the case needs
inline constexpr const char* kDir = "{dir}";

enum class Output {
  kept,       // a pipe that is read to its end
  closed,     // no descriptor at all
  full,       // /dev/full
  no_reader,  // a pipe whose reader is gone
  cut,        // a pipe whose reader leaves after `cut_after` bytes
  unread,     // a small pipe that nobody reads
  terminal,   // the controlling terminal
  hung_up,    // the same, which goes away after `cut_after` bytes
};

enum class Input { null, closed, terminal, endless };

struct Streams {
  Input in = Input::null;
  Output out = Output::kept, err = Output::kept;
  std::size_t cut_after = 0;
  int columns = 0;  // of the terminal; 0: not said
};

struct Limit {
  __rlimit_resource resource;
  const char* shell;    // as `ulimit` has it: "-n"
  std::uint64_t value;  // bytes, seconds or a count
  std::uint64_t shell_unit = 1;
};

struct Kick {
  int number = 0;
  bool group = false;  // to the process's group too
  int after_ms = 0;    // after the program has begun to listen
};

// A file of the case: made before it starts.
struct File {
  enum class Kind { text, kept_repro, folder, fifo, link, sparse, unreadable } kind = Kind::text;
  std::string path = {};      // from the case's folder
  std::string content = {};   // text; what a link points to; of a repro: which one
  std::string mutation = {};  // of a repro: its name in mutations.h
  std::uint64_t size = 0;     // of a sparse one
};

enum class Mount { none, full, read_only };

struct Expected {
  std::set<int> own;              // exit codes with nothing done to it
  std::set<std::string> classes;  // of the findings that it may report
  bool refused = false;           // what is asked for makes no sense: 2
  bool breaks = false;            // it cannot be done: 4
  bool may_break = false;         // perhaps not: its own, or 2 or 4
  bool interrupted = false;       // 130, unless it comes to nothing before
  bool may_be_interrupted = false;
  bool gtest = false;  // there whatever is wrong is 1

  std::set<int> codes() const;
};

struct Case {
  int number = 0;
  std::string topic;    // what was done to it: "limits+files"
  std::string program;  // "faultline" or "faultline-abused"
  std::vector<std::string> arguments;
  std::map<std::string, std::optional<std::string>> environment;  // over the neutral one; no value: not set
  std::vector<File> files;
  Streams streams;
  std::vector<Limit> limits;
  std::vector<Kick> kicks;
  std::string folder = "cwd";  // the working folder, from the case's own
  bool folder_removed = false;
  bool nobody = false;  // not as root
  Mount mount = Mount::none;
  std::string mounted;  // where; absolute or with {dir}
  Expected expected;

  bool plain_text() const { return environment.contains("NO_COLOR"); }
};

// A line for the shell that does the same. `dir`: the case's folder.
std::string shell_line(const Case& one, const std::string& dir);

}  // namespace faultline::abuse
