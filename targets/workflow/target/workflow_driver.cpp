#include <chrono>
#include <thread>

#include "faultline/targets/workflow/target/workflow_target.h"

namespace faultline::targets {
namespace {

using models::workflow::Reply;
using store::Result;
using store::StoreError;
namespace words = models::workflow;

// What the store did is unknown only after `io`. A corrupt record is no answer that anything permits.
Outcome<Reply> failed(const StoreError& error) {
  if (error.kind == StoreError::Kind::io) return info("io", error.text);
  return fail(store::to_string(error.kind), error.text);
}

Outcome<Reply> answer(const Result<workflow::Answer>& result) {
  if (!result) return failed(result.error());
  switch (result.value()) {
    case workflow::Answer::done:
      return Reply(words::Done{});
    case workflow::Answer::not_found:
      return Reply(words::Refused{words::Refusal::not_found});
    case workflow::Answer::already_running:
      return Reply(words::Refused{words::Refusal::already_running});
  }
  return fail("unknown_answer");
}

Outcome<Reply> answer(const Result<workflow::State>& result) {
  if (!result) return failed(result.error());
  const workflow::State& state = result.value();
  if (!state.exists()) return Reply(words::Refused{words::Refusal::not_found});
  return Reply(words::State{state.status == workflow::Status::completed,
                            {state.history.begin(), state.history.end()},
                            {state.inbox.begin(), state.inbox.end()}});
}

int number(words::Event event) { return static_cast<int>(static_cast<std::int64_t>(event)); }

}  // namespace

WorkflowDriver::WorkflowDriver(store::FaultStore& store, workflow::Runner& runner)
    : store_(store), runner_(runner), peer_(store), witness_(store) {
  runner_.recover().value();
  store_.set_multi_observer([this](const auto& operations) {
    look_for_early_reminders();
    for (const store::Operation& operation : operations) look_for_unguarded_metadata(operation);
  });
}

Outcome<Reply> WorkflowDriver::execute(const Command& command) {
  return std::visit([&](const auto& c) { return run(c); }, command);
}

void WorkflowDriver::inject(const words::Fault& fault) {
  if (const auto* failures = std::get_if<words::FailSaves>(&fault)) {
    store_.arm_failures(failures->substring.str(), static_cast<int>(failures->n));
  } else {
    const auto& mismatch = std::get<words::MismatchSaves>(fault);
    store_.arm_etag_mismatch(mismatch.substring.str(), static_cast<int>(mismatch.n));
  }
}

Outcome<Reply> WorkflowDriver::run(const words::Start& start) { return answer(runner_.start(start.id.str())); }

Outcome<Reply> WorkflowDriver::run(const words::Raise& raise) {
  return answer(runner_.raise(raise.id.str(), number(raise.event)));
}

Outcome<Reply> WorkflowDriver::run(const words::PeerRaise& raise) {
  return answer(peer_.raise(raise.id.str(), number(raise.event)));
}

Outcome<Reply> WorkflowDriver::run(const words::Pump& pump) { return answer(runner_.pump(pump.id.str())); }

Outcome<Reply> WorkflowDriver::run(const words::Status& status) { return answer(runner_.status(status.id.str())); }

Outcome<Reply> WorkflowDriver::run(const words::TornStatus& status) {
  const std::string id = status.id.str();
  // One that does not exist has no entries to read: nothing would be held.
  if (const auto now = witness_.status(id); !now || !now.value().exists()) return answer(now);
  Result<workflow::State> read = workflow::State{};
  std::jthread reader;  // joined after the hold is gone
  store::Hold hold = store_.hold_next_bulk_get(workflow::metadata_key(id));
  reader = std::jthread([&] { read = runner_.status(id); });
  hold.wait_arrived(std::chrono::seconds(60));  // longer than any deadline: one that never comes is a hang
  (void)peer_.pump(id);
  hold.release();
  reader.join();
  return answer(read);
}

void WorkflowDriver::look_for_early_reminders() {
  const auto reminders = witness_.reminders();
  if (!reminders) return;
  for (const workflow::Reminder& reminder : reminders.value())
    if (!reminder.saved) early_.emplace(reminder.id, reminder.generation);
}

// The first metadata write carries no ETag and may replace nothing; a later one carries that of the version it read.
void WorkflowDriver::look_for_unguarded_metadata(const store::Operation& operation) {
  const auto* upsert = std::get_if<store::Upsert>(&operation);
  if (upsert == nullptr || !upsert->key.ends_with("||metadata")) return;
  const bool carries = !upsert->etag.value_or("").empty();
  unguarded_ += !carries && upsert->concurrency != store::Concurrency::first_write;
}

Outcome<Reply> WorkflowDriver::run(const words::ListReminders&) {
  const auto reminders = runner_.reminders();
  if (!reminders) return failed(reminders.error());
  words::Due due;
  for (const workflow::Reminder& reminder : reminders.value())
    due.reminders.push_back({reminder.id, reminder.saved && !early_.contains({reminder.id, reminder.generation})});
  return Reply(std::move(due));
}

Outcome<Reply> WorkflowDriver::run(const words::Counters&) {
  return Reply(words::Counted{store_.failed_count(), unguarded_});
}

}  // namespace faultline::targets
