// A change of several files that happens as a whole or not at all, by an undo journal.
//
//   journal (each file before and after) -> the files, one after the other -> journal removed
//
// The removal is the moment when the change has happened. A journal that is still there is undone before anything else:
// each file that reads `after` gets its `before` back, one that reads `before` already has it. So undoing is
// idempotent, and a process may die in it. A file that reads neither was changed by somebody else since: then nothing
// is touched, and the journal stays for whoever can tell.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "faultline/targets/protocols/files.h"

namespace faultline::protocols {

namespace point {
inline constexpr const char* kJournalWritten = "undo.journal-written";
inline constexpr const char* kFirstWritten = "undo.first-written";
inline constexpr const char* kSecondWritten = "undo.second-written-before-commit";
inline constexpr const char* kOneUndone = "undo.one-undone";
inline constexpr const char* kAllUndone = "undo.all-undone-before-journal-removed";
inline constexpr const char* kWriteSecond = "undo.write-second";  // may fail
inline constexpr const char* kGiveBack = "undo.give-back";        // may fail
}  // namespace point

inline constexpr std::array<const char*, 5> kUndoPoints{point::kJournalWritten, point::kFirstWritten,
                                                        point::kSecondWritten, point::kOneUndone, point::kAllUndone};

// The journal does not fit what the files hold: neither of its doing nor of its undoing.
class UnrelatedChange : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Accounts in one folder, which must exist, each in a file; one that has none yet holds kOpening cents. One process and
// thread at a time. Every call undoes first what an earlier process left half done, and throws UnrelatedChange when it
// may not, std::system_error where the file system says no, std::runtime_error when a file is damaged.
class Accounts {
 public:
  static constexpr std::int64_t kOpening = 100;

  explicit Accounts(Path folder) : folder_(std::move(folder)) {}
  virtual ~Accounts() = default;

  // False, and nothing happens, when the accounts are the same or the first does not hold as much. When it throws
  // before the journal is removed, what was done is undone, now or by the next call.
  bool transfer(const std::string& from, const std::string& to, std::int64_t cents);

  std::int64_t balance(const std::string& account);

  // Sets an account, whatever it held, and outside any journal: what an administrator does.
  void correct(const std::string& account, std::int64_t cents);

 protected:
  struct Entry {
    std::string account;
    std::int64_t before = 0, after = 0;
  };
  using Journal = std::vector<Entry>;

  // Gives every account its `before` back, then removes the journal.
  virtual void undo(const Journal& journal);
  void give_back(const Journal& journal);
  void remove_journal();

 private:
  void settle();
  void do_all(const Journal& journal);
  std::int64_t held(const std::string& account) const;
  Path journal_file() const { return folder_ / "journal"; }

  Path folder_;
};

}  // namespace faultline::protocols
