#include "faultline/models/workflow/workflow_model.h"

#include <algorithm>

namespace faultline::models {

using namespace workflow;

std::string State::show() const {
  return fmt::format("{} history=[{}] inbox=[{}]", completed ? "completed" : "running", fmt::join(history, " "),
                     fmt::join(inbox, " "));
}

std::string Due::show() const {
  if (reminders.empty()) return "none";
  std::string all;
  for (const Reminder& reminder : reminders) all += (all.empty() ? "" : ", ") + reminder.show();
  return all;
}

// --- the hooks ---

WorkflowModel::Answer WorkflowModel::right_answer(const Command& command) {
  return std::visit([&](const auto& c) { return answer(c); }, command);
}

bool WorkflowModel::step(const Command& command, const Reply& reply) {
  const Answer right = right_answer(command);
  const auto* expected = std::get_if<Reply>(&right);
  return expected != nullptr && *expected == reply;
}

void WorkflowModel::assume(const Command& command) { (void)right_answer(command); }

bool WorkflowModel::permits(const Command& command, const Error& error) {
  const Answer right = right_answer(command);
  const auto* failure = std::get_if<std::string>(&right);
  return failure != nullptr && *failure == error.kind;
}

std::string WorkflowModel::expect(const Command& command) const {
  WorkflowModel copy = *this;
  const Answer right = copy.right_answer(command);
  const auto* failure = std::get_if<std::string>(&right);
  return failure != nullptr ? "fail " + *failure : to_text(std::get<Reply>(right));
}

void WorkflowModel::inject(const Fault& fault) {
  std::visit(
      [&]<class F>(const F& f) {
        armed_ = Armed{f.substring.str(), f.n, std::is_same_v<F, MismatchSaves>};
      },
      fault);
}

void WorkflowModel::after_crash() {
  armed_.reset();
  failed_ = 0;
}

std::vector<WorkflowModel::Command> WorkflowModel::audit() const {
  std::vector<Command> all;
  for (std::uint64_t i = 0; i < WorkflowId::size(); ++i) all.push_back(Pump{WorkflowId::at(i)});
  for (std::uint64_t i = 0; i < WorkflowId::size(); ++i) all.push_back(workflow::Status{WorkflowId::at(i)});
  all.push_back(ListReminders{});
  all.push_back(Counters{});
  return all;
}

// --- saves and their faults ---

bool WorkflowModel::fires(WorkflowId id, const Touched& kinds) const {
  if (!armed_ || armed_->remaining <= 0) return false;
  return std::any_of(kinds.begin(), kinds.end(), [&](const char* kind) {
    return ("wf||" + id.str() + "||" + kind).find(armed_->substring) != std::string::npos;
  });
}

std::optional<std::string> WorkflowModel::failed_save(WorkflowId id, const Touched& kinds) {
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (!fires(id, kinds)) return std::nullopt;
    --armed_->remaining;
    ++failed_;
    if (!armed_->mismatch) return "transient";
  }
  return "etag_mismatch";
}

// --- commands ---

WorkflowModel::Answer WorkflowModel::answer(const Start& start) {
  const auto found = workflows_.find(start.id);
  const bool again = found != workflows_.end();
  if (again && !found->second.completed) return Refused{Refusal::already_running};
  // Starting again takes the old history away.
  if (auto failure = failed_save(start.id, again ? Touched{"metadata", "history"} : Touched{"metadata"}))
    return *std::move(failure);
  State& state = workflows_[start.id];
  state.completed = false;
  state.history.clear();
  return Done{};
}

WorkflowModel::Answer WorkflowModel::answer(const Raise& raise) {
  const auto found = workflows_.find(raise.id);
  if (found == workflows_.end()) return Refused{Refusal::not_found};
  if (auto failure = failed_save(raise.id, {"metadata", "inbox"})) return *std::move(failure);
  found->second.inbox.push_back(raise.event);
  return Done{};
}

WorkflowModel::Answer WorkflowModel::answer(const PeerRaise& raise) { return answer(Raise{raise.id, raise.event}); }

WorkflowModel::Answer WorkflowModel::answer(const Pump& pump) {
  const auto found = workflows_.find(pump.id);
  if (found == workflows_.end()) return Refused{Refusal::not_found};
  State& state = found->second;
  if (state.inbox.empty()) return state;
  if (auto failure = failed_save(pump.id, {"metadata", "inbox", "history"})) return *std::move(failure);
  for (const std::int64_t event : state.inbox) {
    state.history.push_back(event);
    if (event == 0) state.completed = true;
  }
  state.inbox.clear();
  return state;
}

WorkflowModel::Answer WorkflowModel::answer(const workflow::Status& status) {
  const auto found = workflows_.find(status.id);
  if (found == workflows_.end()) return Refused{Refusal::not_found};
  return found->second;
}

// The read was held until the other runner was done, so it must see what that did.
WorkflowModel::Answer WorkflowModel::answer(const TornStatus& status) {
  (void)answer(Pump{status.id});  // may fail: that is the other runner's answer
  return answer(workflow::Status{status.id});
}

WorkflowModel::Answer WorkflowModel::answer(const ListReminders&) const {
  Due due;
  for (const auto& [id, state] : workflows_)
    if (!state.inbox.empty()) due.reminders.push_back({id.str(), true});
  return due;
}

WorkflowModel::Answer WorkflowModel::answer(const Counters&) const { return Counted{failed_}; }

}  // namespace faultline::models
