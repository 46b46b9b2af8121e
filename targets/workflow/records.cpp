#include "faultline/targets/workflow/records.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace faultline::workflow {
namespace {

using store::Concurrency;
using store::Erase;
using store::Operation;
using store::Result;
using store::StoreError;
using store::Upsert;

// More than a workflow can have: keys number entries in six digits.
constexpr std::size_t kMostEntries = 999'999;

std::string entry_key(const std::string& id, const char* kind, std::size_t index) {
  const std::string digits = std::to_string(index + 1);
  return "wf||" + id + "||" + kind + '-' + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

StoreError corrupt(const std::string& what) { return {StoreError::Kind::corrupt, what}; }

Result<void> fill(std::vector<int>& entries, const std::optional<store::Item>* items, const std::string& id) {
  for (int& entry : entries) {
    if (!*items) return corrupt(id + " lacks an entry that its metadata speaks of");
    const std::string& text = (*items)->value;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), entry);
    if (error != std::errc() || end != text.data() + text.size()) return corrupt(id + " has an entry " + text);
    ++items;
  }
  return {};
}

void add_changes(std::vector<Operation>& out, const std::string& id, const char* kind, const std::vector<int>& before,
                 const std::vector<int>& after) {
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    if (i >= after.size()) {
      out.emplace_back(Erase{entry_key(id, kind, i)});
    } else if (i >= before.size() || before[i] != after[i]) {
      out.emplace_back(Upsert{entry_key(id, kind, i), std::to_string(after[i])});
    }
  }
}

}  // namespace

std::string metadata_key(const std::string& id) { return "wf||" + id + "||metadata"; }

std::vector<std::string> keys_of(const std::string& id, const State& state) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < state.history.size(); ++i) keys.push_back(entry_key(id, "history", i));
  for (std::size_t i = 0; i < state.inbox.size(); ++i) keys.push_back(entry_key(id, "inbox", i));
  keys.push_back(metadata_key(id));
  return keys;
}

Result<State> parse_metadata(const store::Item& item) {
  std::istringstream in(item.value);
  std::string status;
  std::size_t history = 0, inbox = 0;
  State state;
  in >> status >> state.generation >> history >> inbox;
  const bool whole = !in.fail() && (in >> std::ws).eof() && history <= kMostEntries && inbox <= kMostEntries;
  if (!whole || (status != "running" && status != "completed")) return corrupt("metadata " + item.value);
  state.status = status == "running" ? Status::running : Status::completed;
  state.history.resize(history);
  state.inbox.resize(inbox);
  state.etag = item.etag;
  return state;
}

Result<State> fill_entries(State state, const std::string& id, const std::vector<std::optional<store::Item>>& items) {
  if (items.size() < state.history.size() + state.inbox.size()) return corrupt(id + " was read in part");
  if (const auto filled = fill(state.history, items.data(), id); !filled) return filled.error();
  if (const auto filled = fill(state.inbox, items.data() + state.history.size(), id); !filled) return filled.error();
  return state;
}

std::vector<Operation> changes(const std::string& id, const State& before, const State& after) {
  std::ostringstream metadata;
  metadata << (after.status == Status::running ? "running " : "completed ") << after.generation << ' '
           << after.history.size() << ' ' << after.inbox.size();
  Upsert guard{metadata_key(id), metadata.str(), std::nullopt, Concurrency::first_write};
  if (before.exists()) guard.etag = before.etag;
  std::vector<Operation> all{std::move(guard)};
  add_changes(all, id, "inbox", before.inbox, after.inbox);
  add_changes(all, id, "history", before.history, after.history);
  return all;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace faultline::workflow
