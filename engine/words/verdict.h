// Verdicts: what a run came to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

namespace faultline {

// The closed list of ways a run can fail; verdict.cpp gives each its family and one sentence.
enum class FailureClass : std::uint8_t {
  wrong_reply,            // a reply that no correct state explains
  unexpected_error,       // an error that nothing permits
  broken_invariant,       // every state that the system may be in breaks the model's invariant
  lost_ack,               // after recovery, acknowledged work is gone
  corrupt_recovery,       // after recovery, a state that never was
  recovery_failed,        // the target could not be constructed again
  recovery_differs,       // a second recovery reads differently
  died_by_signal,         // the process was killed by a signal of its own making
  exited,                 // the process left by itself
  exception,              // an exception left the target
  hang,                   // a step kept a processor busy past its deadline, and again past four times the deadline
  deadlock,               // the same, but it waited and used no processor
  terminated,             // std::terminate: an exception left a thread or a noexcept function
  out_of_memory,          // the process needed more memory than its limit
  output_flood,           // a run wrote more to stdout and stderr than is kept
  leaked_descriptor,      // open when the target was closed, each time the run is run
  leaked_thread,          // likewise running
  leaked_process,         // likewise a child process, or one that crashed and was never waited for
  closed_descriptor,      // one that was open before the target was constructed
  changed_process_state,  // working folder, signal handlers and mask, umask, terminate handler
};

// "durability", "process" or "model": the word before the slash in `durability/lost_ack`.
std::string_view family_of(FailureClass failure);
std::string_view name_of(FailureClass failure);
std::optional<FailureClass> failure_named(std::string_view name);
// One sentence for people.
std::string_view explanation_of(FailureClass failure);

enum class VerdictKind : std::uint8_t { pass, fail, flaky, inconclusive, skipped };
BOOST_DESCRIBE_ENUM(VerdictKind, pass, fail, flaky, inconclusive, skipped)
std::string_view name_of(VerdictKind kind);

// The origin of an inconclusive verdict that is due to the model, in whatever run: it has to be mended first.
inline constexpr const char* kOfTheModel = "model";

// Two failures are the same bug when class and origin agree.
struct Verdict {
  VerdictKind kind = VerdictKind::pass;
  FailureClass failure{};  // with `fail` and `flaky`
  std::string origin;      // the rule and the command kind at fault: "get", "audit.get", "multi SIGSEGV"
  std::string message;     // one sentence about this failure, or why inconclusive or skipped
  std::uint32_t step = 0;  // index of the failing step; the schedule's length = in the final audit

  bool failed() const { return kind == VerdictKind::fail; }
  bool of_the_model() const { return kind == VerdictKind::inconclusive && origin == kOfTheModel; }
  bool same_bug(const Verdict& other) const {
    return failed() && other.failed() && failure == other.failure && origin == other.origin;
  }
};
BOOST_DESCRIBE_STRUCT(Verdict, (), (kind, failure, origin, message, step))

}  // namespace faultline
