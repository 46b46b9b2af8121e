#include "faultline/engine/words/verdict.h"

#include <array>

namespace faultline {
namespace {

struct Entry {
  std::string_view family, name, sentence;
};

constexpr std::array<Entry, 11> kFailures{{
    {"model", "wrong_reply", "The target gave a reply that no correct state explains."},
    {"model", "unexpected_error", "The target reported an error that nothing in the schedule permits."},
    {"model", "broken_invariant", "Every state that the system may be in breaks the model's invariant."},
    {"durability", "lost_ack", "Work that was acknowledged is gone after recovery."},
    {"durability", "corrupt_recovery", "Recovery produced a state that the system was never in."},
    {"durability", "recovery_failed", "The target could not be constructed again on its workspace."},
    {"durability", "recovery_differs", "A second recovery, with nothing in between, reads differently."},
    {"process", "died_by_signal", "The process hosting the target died by a signal."},
    {"process", "exited", "The process hosting the target left by itself."},
    {"process", "exception", "An exception left the target."},
    {"process", "hang", "A step did not end within its deadline, nor within four times the deadline."},
}};

constexpr std::array<std::string_view, 5> kVerdicts{"pass", "fail", "flaky", "inconclusive", "skipped"};

const Entry& entry(FailureClass failure) { return kFailures.at(static_cast<std::size_t>(failure)); }

}  // namespace

std::string_view family_of(FailureClass failure) { return entry(failure).family; }
std::string_view name_of(FailureClass failure) { return entry(failure).name; }
std::string_view explanation_of(FailureClass failure) { return entry(failure).sentence; }
std::string_view name_of(VerdictKind kind) { return kVerdicts.at(static_cast<std::size_t>(kind)); }

}  // namespace faultline
