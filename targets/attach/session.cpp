#include "faultline/targets/attach/session.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "faultline/engine/campaign/stop_kept.h"
#include "faultline/engine/isolation/fork_pool.h"
#include "faultline/engine/isolation/hosted.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/targets/attach/explain.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline {

// A worker that gets too little of a processor would look as if it waited, and a hang would be called a deadlock.
Session::Session(std::uint32_t jobs) : jobs_(std::min(jobs, 4 * std::max(1U, std::thread::hardware_concurrency()))) {}

Session::~Session() = default;

Isolation Session::isolation_of(const Check& check, std::optional<Isolation> wanted) {
  const CheckInfo& info = check.info();
  if (wanted == Isolation::in_process && !info.crash_points.empty() && !info.simulated)
    throw BadInput(fmt::format("{} crashes for real, so it cannot run in-process; use --isolate forked", info.name));
  return wanted.value_or(info.isolation);
}

Isolation Session::isolation_of(const Check& check, std::optional<Isolation> wanted, const Kept& kept) {
  return isolation_of(check, wanted ? wanted : isolation_named(kept.repro.isolation));
}

Executor& Session::executor(Isolation isolation) {
  if (isolation == Isolation::in_process) {
    if (!in_process_) in_process_ = std::make_unique<HostedExecutor>(root_.path(), crash_control());
    return *in_process_;
  }
  if (!forked_) forked_ = std::make_unique<ForkedPool>(root_.path(), jobs_);
  return *forked_;
}

CheckReport Session::run(Check& check, std::optional<Isolation> wanted, const CampaignOptions& options) {
  const Isolation isolation = isolation_of(check, wanted);
  return run_campaign(check, executor(isolation), isolation, options);
}

Isolation Session::swept_isolation_of(const Check& check, std::optional<Isolation> wanted) {
  const CheckInfo& info = check.info();
  if (info.crash_points.empty()) throw BadInput(fmt::format("{} has no crash points to sweep", info.name));
  const Isolation isolation = isolation_of(check, wanted);
  if (info.simulated && isolation != Isolation::in_process)
    throw BadInput(fmt::format("{} is swept in-process: its disk is copied there", info.name));
  return isolation;
}

SweepReport Session::sweep(Check& check, std::optional<Isolation> wanted, const CampaignOptions& options,
                           const std::optional<Kept>& kept) {
  const Isolation isolation = swept_isolation_of(check, wanted);
  std::optional<Bytes> schedule;
  if (kept) schedule = schedule_of(check, *kept);
  return faultline::sweep(check, executor(isolation), isolation, options, schedule);
}

CheckReport Session::replay(Check& check, std::optional<Isolation> wanted, const Kept& kept) {
  const Isolation isolation = isolation_of(check, wanted, kept);
  return replay_kept(check, executor(isolation), isolation, kept);
}

CheckReport Session::stop(Check& check, std::optional<Isolation> wanted, const Kept& kept, std::uint32_t step) {
  const Isolation isolation = isolation_of(check, wanted, kept);
  Executor& forked = executor(Isolation::forked);
  if (isolation == Isolation::forked) return stop_kept(check, forked, forked, isolation, kept, step);
  InProcessExecutor here(root_.path(), crash_control());  // where a debugger that started this program is
  return stop_kept(check, forked, here, isolation, kept, step);
}

CheckReport Session::shrink(Check& check, std::optional<Isolation> wanted, const Kept& kept,
                            const CampaignOptions& options) {
  const Isolation isolation = isolation_of(check, wanted, kept);
  return shrink_kept(check, executor(isolation), isolation, kept, options);
}

CheckReport Session::explain(Check& check, std::optional<Isolation> wanted, const Kept& kept,
                             const CampaignOptions& options) {
  const Isolation isolation = isolation_of(check, wanted, kept);
  return explain_kept(check, executor(isolation), isolation, kept, options);
}

CrashControl crash_control() { return {crash::arm, crash::disarm, nullptr, crash::observe}; }

std::vector<std::string> clean_environment() {
  std::vector<std::string> names;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (text.starts_with("FAULT_CRASH_") || text.starts_with("FAULT_INJECT"))
      names.push_back(text.substr(0, text.find('=')));
  }
  for (const auto& name : names) ::unsetenv(name.c_str());
  crash::disarm();  // they were read before main
  return names;
}

namespace attach {

std::string death_name(const Death& death) {
  if (death.failure == FailureClass::exited) return fmt::format("exit code {}", death.number);
  if (death.failure != FailureClass::died_by_signal)
    return death.detail.empty() ? std::string(name_of(death.failure)) : death.detail;
  const char* name = ::sigabbrev_np(death.number);
  return name ? fmt::format("SIG{}", name) : fmt::format("signal {}", death.number);
}

std::string death_origin(const Death& death, const std::string& where) {
  const bool ended = death.failure == FailureClass::died_by_signal || death.failure == FailureClass::exited;
  return ended ? death_name(death) + ' ' + where : where;
}

std::string death_message(const Death& death, const std::string& text, std::uint32_t deadline_ms) {
  switch (death.failure) {
    case FailureClass::hang:
      return fmt::format("{} did not end within {} ms, nor within {} ms when tried again.", text, deadline_ms,
                         4 * deadline_ms);
    case FailureClass::deadlock:
      return fmt::format("{} waited without end: more than {} ms, and more than {} ms when tried again.", text,
                         deadline_ms, 4 * deadline_ms);
    case FailureClass::died_by_signal:
    case FailureClass::exited:
      return fmt::format("The process ended with {} in {}.", death_name(death), text);
    default:
      return fmt::format("{} {}.", text, death.detail);
  }
}

}  // namespace attach
}  // namespace faultline
