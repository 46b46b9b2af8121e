// Which of the points that a child was armed for it came by.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::crash {

// For one run. The child's crash points keep the file; it is gone before and after the run.
class ReachedNotes {
 public:
  // `environment`: the child's, as NAME=value lines; `folder`: its working folder.
  ReachedNotes(const std::vector<std::string>& environment, const std::filesystem::path& folder);
  ReachedNotes(const ReachedNotes&) = delete;
  ReachedNotes& operator=(const ReachedNotes&) = delete;
  ~ReachedNotes();

  // Once the child has ended: the armed names that no hit was noted of, FAULT_CRASH_AT's first, then in the order of
  // FAULT_INJECT. None if that is malformed: the child ended before it could reach anything.
  std::vector<std::string> never_reached() const;

 private:
  std::vector<std::string> armed_;
  std::filesystem::path file_;
};

}  // namespace faultline::crash
