#include "faultline/engine/words/verdict.h"

#include <array>

namespace faultline {
namespace {

struct Entry {
  std::string_view family, name, sentence;
};

constexpr std::array<Entry, 20> kFailures{{
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
    {"process", "hang", "A step kept running past its deadline, and again past four times the deadline."},
    {"process", "deadlock", "A step waited past its deadline, and again past four times the deadline."},
    {"process", "terminated", "std::terminate was called: an exception left a thread or a noexcept function."},
    {"process", "out_of_memory", "The process hosting the target needed more memory than its limit."},
    {"process", "output_flood", "A run wrote more to stdout and stderr than is kept."},
    {"process", "leaked_descriptor", "The target was closed and left a descriptor open."},
    {"process", "leaked_thread", "The target was closed and left a thread running."},
    {"process", "leaked_process", "The target was closed and left a child process behind."},
    {"process", "closed_descriptor", "The target closed a descriptor that is not its own."},
    {"process", "changed_process_state", "The target was closed and left its process changed."},
}};

constexpr std::array<std::string_view, 5> kVerdicts{"pass", "fail", "flaky", "inconclusive", "skipped"};

const Entry& entry(FailureClass failure) { return kFailures.at(static_cast<std::size_t>(failure)); }

}  // namespace

std::string_view family_of(FailureClass failure) { return entry(failure).family; }
std::string_view name_of(FailureClass failure) { return entry(failure).name; }
std::optional<FailureClass> failure_named(std::string_view name) {
  for (std::size_t i = 0; i < kFailures.size(); ++i)
    if (kFailures.at(i).name == name) return static_cast<FailureClass>(i);
  return std::nullopt;
}
std::string_view explanation_of(FailureClass failure) { return entry(failure).sentence; }
std::string_view name_of(VerdictKind kind) { return kVerdicts.at(static_cast<std::size_t>(kind)); }

}  // namespace faultline
