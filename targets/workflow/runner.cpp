#include "faultline/targets/workflow/runner.h"

#include <algorithm>
#include <utility>

namespace faultline::workflow {

using store::Concurrency;
using store::Item;
using store::Result;
using store::StoreError;
using store::Upsert;

// --- what callers ask for ---

Result<void> Runner::recover() {
  const auto index = store_.get(kIndexKey);
  if (!index) return index.error();
  if (!index.value()) return {};
  for (const std::string& id : words_of(index.value()->value)) {
    const auto state = load(id);
    if (!state) return state.error();
    const auto agreed = state.value().inbox.empty() ? reminders_.remove(id, state.value().generation)
                                                    : reminders_.add(id, state.value().generation);
    if (!agreed) return agreed;
  }
  return {};
}

Result<Answer> Runner::start(const std::string& id) {
  const auto updated = update(id, [](State& state) {
    if (state.exists() && state.status == Status::running) return false;
    state.status = Status::running;
    state.history.clear();
    return true;
  });
  if (!updated) return updated.error();
  return updated.value().saved ? Answer::done : Answer::already_running;
}

Result<Answer> Runner::raise(const std::string& id, int event) {
  const auto updated = update(id, [&](State& state) {
    if (!state.exists()) return false;
    state.inbox.push_back(event);
    return true;
  });
  if (!updated) return updated.error();
  if (!updated.value().saved) return Answer::not_found;
  // Only now: a reminder whose save was never written would wake the workflow for nothing.
  if (const auto added = reminders_.add(id, updated.value().state.generation); !added) return added.error();
  return Answer::done;
}

Result<State> Runner::pump(const std::string& id) {
  const auto due = reminders_.due();
  if (!due) return due.error();
  if (!due.value().contains(id)) return status(id);
  auto updated = update(id, [](State& state) {
    if (state.inbox.empty()) return false;
    if (std::count(state.inbox.begin(), state.inbox.end(), kComplete) > 0) state.status = Status::completed;
    state.history.insert(state.history.end(), state.inbox.begin(), state.inbox.end());
    state.inbox.clear();
    return true;
  });
  if (!updated) return updated.error();  // the reminder stays
  State state = std::move(updated.value().state);
  if (const auto removed = reminders_.remove(id, state.generation); !removed) return removed.error();
  return state;
}

Result<State> Runner::status(const std::string& id) {
  auto state = load(id);
  if (state) cache_[id] = state.value();
  return state;
}

Result<std::vector<Reminder>> Runner::reminders() {
  const auto due = reminders_.due();
  if (!due) return due.error();
  std::vector<Reminder> all;
  for (const auto& [id, generation] : due.value()) {
    const auto item = store_.get(metadata_key(id));
    if (!item) return item.error();
    const auto state = item.value() ? parse_metadata(*item.value()) : Result<State>(State{});
    if (!state) return state.error();
    all.push_back({id, generation, generation <= state.value().generation && !state.value().inbox.empty()});
  }
  return all;
}

// --- reading ---

bool Runner::is_torn(const Item& first, const std::optional<Item>& last) const { return !last || *last != first; }

Result<State> Runner::load(const std::string& id) {
  for (;;) {
    const auto first = store_.get(metadata_key(id));
    if (!first) return first.error();
    if (!first.value()) return State{};
    auto state = parse_metadata(*first.value());
    if (!state) return state.error();
    const auto items = store_.bulk_get(keys_of(id, state.value()));
    if (!items) return items.error();
    // Another writer may have saved since the metadata was read. Its save made a new ETag, so this ends.
    if (is_torn(*first.value(), items.value().back())) continue;
    return fill_entries(std::move(state.value()), id, items.value());
  }
}

// --- writing ---

Result<Runner::Updated> Runner::update(const std::string& id, const Plan& plan) {
  for (int attempt = 1;;) {
    const auto cached = cache_.find(id);
    const bool fresh = cached == cache_.end();
    const auto before = fresh ? load(id) : Result<State>(cached->second);
    if (!before) return before.error();
    State after = before.value();
    if (!plan(after)) {
      if (fresh) return Updated{std::move(after), false};
      cache_.erase(id);  // a stale state may lead to a save, which notices, but never to an answer
      continue;
    }
    ++after.generation;
    const auto written = write(id, before.value(), after);
    if (written) {
      remember(id, after);
      return Updated{std::move(after), true};
    }
    if (written.error().kind != StoreError::Kind::etag_mismatch) return written.error();
    cache_.erase(id);
    if (attempt++ == kSaveAttempts) return written.error();
  }
}

Result<void> Runner::write(const std::string& id, const State& before, const State& after) {
  auto operations = changes(id, before, after);
  if (!before.exists()) {
    const auto index = store_.get(kIndexKey);
    if (!index) return index.error();
    Upsert entry{kIndexKey, id, std::nullopt, Concurrency::first_write};
    if (index.value()) {
      entry.value = index.value()->value + ' ' + id;
      entry.etag = index.value()->etag;
    }
    operations.emplace_back(std::move(entry));
  }
  return store_.multi(operations);
}

// The save has minted an ETag that only a read tells. If somebody has saved since, it is not that of `saved`.
void Runner::remember(const std::string& id, State saved) {
  cache_.erase(id);
  const auto item = store_.get(metadata_key(id));
  if (!item || !item.value()) return;
  const auto now = parse_metadata(*item.value());
  if (!now || now.value().generation != saved.generation) return;
  saved.etag = now.value().etag;
  cache_[id] = std::move(saved);
}

}  // namespace faultline::workflow
