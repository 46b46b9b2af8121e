// The report's table, made by following a finished run through its journal.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "faultline/engine/runner/check.h"
#include "faultline/engine/runner/trace.h"

namespace faultline::attach {

// "SIGSEGV", "exit code 3", "hang" or "left a thread running".
std::string death_name(const Death& death);
// The verdict's origin for a death in `where`: a command's name, "inject disk_full", "recovery", "close"...
std::string death_origin(const Death& death, const std::string& where);
// One sentence; `text` is what was asked of the target.
std::string death_message(const Death& death, const std::string& text, std::uint32_t deadline_ms);

// How many things were asked of the system so far.
class AskCount : public Asking {
 public:
  void asks(bool) override { ++count_; }
  std::uint32_t count() const { return count_; }

 private:
  std::uint32_t count_ = 0;
};

template <Model M>
class TableTrace : public Trace<M> {
 public:
  using Command = typename M::Command;

  explicit TableTrace(const AskCount& asked) : asked_(asked) {}

  void command(std::size_t step, bool auditing, const Worlds<M>& before, const Command& c,
               const OutcomeOf<M>& outcome) override {
    add(auditing ? ReportRow::Kind::audit : ReportRow::Kind::numbered, step, faultline::detail::alternative_text(c),
        before.expect(c), outcome.show());
  }
  void together(std::size_t step, const Worlds<M>&, const std::vector<Command>& commands,
                const std::vector<OutcomeOf<M>>& outcomes) override {
    for (std::size_t i = 0; i < commands.size(); ++i)
      add(ReportRow::Kind::numbered, step, beside(i) + faultline::detail::alternative_text(commands[i]), "any order",
          outcomes[i].show());
  }
  void threw(std::size_t step, const Worlds<M>& before, const Command& c, const std::string& what) override {
    add(ReportRow::Kind::numbered, step, faultline::detail::alternative_text(c), before.expect(c), "threw " + what);
  }
  void together_threw(std::size_t step, const std::vector<Command>& commands, std::size_t culprit,
                      const std::string& what) override {
    for (std::size_t i = 0; i < commands.size(); ++i)
      add(ReportRow::Kind::numbered, step, beside(i) + faultline::detail::alternative_text(commands[i]), "any order",
          i == culprit ? "threw " + what : "");
  }
  void down(std::size_t step, const Command& c) override {
    add(ReportRow::Kind::numbered, step, faultline::detail::alternative_text(c), "down", "down");
  }
  void skipped(std::size_t step, const Command& c) override {
    add(ReportRow::Kind::numbered, step, faultline::detail::alternative_text(c), "", "skipped");
  }
  void advanced(std::size_t step, std::int64_t seconds) override {
    add(ReportRow::Kind::numbered, step, fmt::format("advance {} s", seconds), "", "");
  }
  void fault(std::size_t step, const std::string& text) override {
    add(ReportRow::Kind::fault, step, "fault  " + text, "", "never fired");
    row_of_step_[step] = rows_.size() - 1;
  }
  void fault_fired(std::size_t fault_step, std::uint32_t times) override {
    const auto total = fired_[fault_step] += times;
    rows_[row_of_step_[fault_step]].actual = fmt::format("fired {}", total);
  }
  void fault_unknown(std::size_t fault_step, const char* why) override {
    if (!fired_.contains(fault_step)) rows_[row_of_step_[fault_step]].actual = fmt::format("not known: {}", why);
  }
  void crash(std::size_t step, const Crash& crash) override {
    add(ReportRow::Kind::crash, step, crash_text(crash), "", "never reached");
    row_of_step_[step] = rows_.size() - 1;
  }
  void crash_fired(std::size_t crash_step, std::size_t step, const std::vector<const Command*>& in_flight) override {
    rows_[row_of_step_[crash_step]].actual = "";
    if (in_flight.empty()) add(ReportRow::Kind::numbered, step, "recover", "", "killed here");
    for (std::size_t i = 0; i < in_flight.size(); ++i)
      add(ReportRow::Kind::numbered, step,
          (in_flight.size() > 1 ? beside(i) : "") + faultline::detail::alternative_text(*in_flight[i]), "",
          "killed here");
  }
  void recovered(std::size_t step, bool after_death) override {
    add(ReportRow::Kind::numbered, step, after_death ? "recover" : "restart", "", "up");
  }
  void healed(std::size_t step) override { add(ReportRow::Kind::numbered, step, "heal", "", "faults off"); }
  void open_failed(std::size_t step, const char* occasion, const std::string& why) override {
    add(ReportRow::Kind::numbered, step, occasion, "up", "failed: " + why);
  }

  // The finished table: of the audits only the row that failed, which is the last row of a failed run.
  std::vector<ReportRow> finish(bool failed) {
    if (failed && !rows_.empty()) rows_.back().failed_here = true;
    std::erase_if(rows_, [](const ReportRow& row) { return row.kind == ReportRow::Kind::audit && !row.failed_here; });
    return std::move(rows_);
  }

  void add(ReportRow::Kind kind, std::size_t step, std::string text, std::string model, std::string actual) {
    // Where nothing new was asked: commands given together were asked at once; else it is what is asked next.
    const bool together = !rows_.empty() && rows_.back().step == step && rows_.back().asked == asked_.count();
    const std::uint32_t asked = asked_.count() > told_ || together ? asked_.count() : told_ + 1;
    if (kind == ReportRow::Kind::numbered || kind == ReportRow::Kind::audit) told_ = asked_.count();
    rows_.push_back(
        {kind, static_cast<std::uint32_t>(step), std::move(text), std::move(model), std::move(actual), false, asked});
  }

 private:
  // Commands given together stand under one another.
  static std::string beside(std::size_t i) { return i == 0 ? "together  " : "     and  "; }

  const AskCount& asked_;
  std::uint32_t told_ = 0;  // of the things asked, those that rows tell of
  std::vector<ReportRow> rows_;
  std::map<std::size_t, std::size_t> row_of_step_;
  std::map<std::size_t, std::uint32_t> fired_;
};

}  // namespace faultline::attach
