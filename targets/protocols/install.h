// Installing a package of two files, both or neither, with an intent record.
//
//   stage both -> lock -> intent(prepared) -> publish first -> intent(first published) -> publish second -> remove
//   staging and intent
//
// What an installer left behind, and what the next one does about it:
//
//   both published                          the intent goes
//   first published, second staged          the second is published
//   else, the intent older than the lease   given up: a lone file, the staging and the intent go
//   else                                    left alone: its installer may be at work yet
//   the lock is held                        left alone
//   the intent is malformed                 put aside as intent.malformed-N
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "faultline/targets/protocols/files.h"
#include "faultline/targets/protocols/intent.h"

namespace faultline::protocols {

namespace point {
inline constexpr const char* kStaged = "install.staged-before-lock";
inline constexpr const char* kIntentPrepared = "install.intent-prepared";
inline constexpr const char* kFirstPublished = "install.first-published-before-intent";
inline constexpr const char* kIntentFirst = "install.intent-first-published";
inline constexpr const char* kSecondPublished = "install.second-published";
inline constexpr const char* kAbortHalfway = "install.abort-before-intent-removed";
inline constexpr const char* kPublishFirst = "install.publish-first";    // may fail
inline constexpr const char* kPublishSecond = "install.publish-second";  // may fail
}  // namespace point

inline constexpr std::array<const char*, 6> kInstallPoints{point::kStaged,          point::kIntentPrepared,
                                                           point::kFirstPublished,  point::kIntentFirst,
                                                           point::kSecondPublished, point::kAbortHalfway};

struct Package {
  std::string name;  // no spaces, no slashes
  std::string program, manifest;
};

enum class Installed { done, already, busy };
enum class Recovered { nothing, cleaned, completed, aborted, left, locked, quarantined };

// Packages in one folder, which must exist; several processes may work in it. Calls throw std::system_error where the
// file system says no; an installation that throws is taken back.
class Installer {
 public:
  using Clock = std::function<std::int64_t()>;       // seconds; the same for all processes, and over restarts
  static constexpr std::int64_t kLeaseSeconds = 30;  // how long an installer may take

  Installer(Path folder, Clock clock) : folder_(std::move(folder)), clock_(std::move(clock)) {}
  virtual ~Installer() = default;

  // Recovers first. busy: another installer holds the lock, or has an intent that is not too old.
  Installed install(const Package& package);

  // The first half only, up to the intent: for a package that is published later, which nobody may ever do.
  Installed prepare(const Package& package);

  Recovered recover();

  // By name: those whose files are both there, and those of which only one is.
  struct Listed {
    std::set<std::string> whole, half;
  };
  Listed list() const;

 protected:
  // The table above, from its second row on; the lock is held.
  virtual Recovered settle(const Intent& intent);
  virtual bool expired(const Intent& intent) const { return clock_() >= intent.since + kLeaseSeconds; }

 private:
  // A staging folder, and the lock that says that somebody uses it.
  struct Slot {
    int number = 0;
    Lock lock;
  };
  struct Begun {
    Installed answer = Installed::busy;
    std::optional<Lock> lock;
    Intent intent;
  };

  Begun begin(const Package& package);
  Slot take_slot() const;
  void publish(Intent intent);
  void abort(const Intent& intent);
  Recovered settle();
  Recovered quarantine();
  void note(const Intent& intent);

  Path first(const std::string& package) const { return folder_ / (package + ".program"); }
  Path second(const std::string& package) const { return folder_ / (package + ".manifest"); }
  Path staging(int slot) const { return folder_ / ("staging-" + std::to_string(slot)); }
  Path staged_first(int slot) const { return staging(slot) / "program"; }
  Path staged_second(int slot) const { return staging(slot) / "manifest"; }
  Path intent_file() const { return folder_ / "intent"; }
  void remove_staged(int slot);

  Path folder_;
  Clock clock_;
};

}  // namespace faultline::protocols
