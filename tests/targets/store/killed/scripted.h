// A script of writes, run in a child process that is killed at the k-th file operation, and what may be there then.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store {

// Opens the database under test in a folder.
using Open = std::function<std::unique_ptr<Store>(const std::filesystem::path& folder)>;

// The seconds of the clock that all of them have: it stands still.
inline constexpr std::int64_t kNow = 1000;

// Every kind of write that a store has, on few keys. Closed and opened again after some of them.
std::size_t script_size();

// A child's end, and the lines it wrote before.
struct Child {
  bool killed = false;
  std::vector<std::string> lines;
};

// Runs `act` in a child. A database's threads and locks are not this process's then, whatever becomes of the child.
// Throws std::runtime_error where it ends in any other way than by coming back or by SIGKILL.
Child in_a_child(const std::function<void(const std::function<void(const std::string&)>& tell)>& act);

// How many file operations the script has, on an empty folder.
std::uint32_t count_operations(const Open& open, const std::filesystem::path& folder);

// The script in a child that dies before its `k`-th file operation; one line for each write that was acknowledged.
Child run_killed(const Open& open, const std::filesystem::path& folder, std::uint32_t k);

// Opens and closes the database in a child that dies before the `k`-th file operation of that.
Child recover_killed(const Open& open, const std::filesystem::path& folder, std::uint32_t k);

// What is wrong with what the folder holds, "" = nothing: after `acknowledged` writes of the script, of which one more
// may have been done. Recovers twice, and writes.
std::string judge(const Open& open, const std::filesystem::path& folder, std::size_t acknowledged);

}  // namespace faultline::store
