#include "faultline/targets/workflow/reminders.h"

#include <sstream>

namespace faultline::workflow {

using store::Concurrency;
using store::Result;
using store::StoreError;

Result<Reminders::Record> Reminders::read() const {
  const auto item = store_.get(kRemindersKey);
  if (!item) return item.error();
  Record record;
  if (!item.value()) return record;
  record.etag = item.value()->etag;
  std::istringstream in(item.value()->value);
  std::string id;
  while (in >> id)
    if (!(in >> record.due[id])) return StoreError{StoreError::Kind::corrupt, "reminders " + item.value()->value};
  return record;
}

Result<Reminders::Due> Reminders::due() const {
  auto record = read();
  if (!record) return record.error();
  return std::move(record.value().due);
}

Result<void> Reminders::add(const std::string& id, std::uint64_t generation) {
  return update([&](Due& due) {
    const auto [reminder, added] = due.emplace(id, generation);
    if (added) return true;
    if (reminder->second >= generation) return false;
    reminder->second = generation;
    return true;
  });
}

Result<void> Reminders::remove(const std::string& id, std::uint64_t generation) {
  return update([&](Due& due) {
    const auto reminder = due.find(id);
    if (reminder == due.end() || reminder->second > generation) return false;
    due.erase(reminder);
    return true;
  });
}

Result<void> Reminders::update(const std::function<bool(Due&)>& change) {
  for (;;) {
    auto record = read();
    if (!record) return record.error();
    if (!change(record.value().due)) return {};
    std::ostringstream text;
    for (const auto& [id, generation] : record.value().due) text << id << ' ' << generation << ' ';
    const auto done = store_.set({kRemindersKey, text.str(), record.value().etag, Concurrency::first_write});
    // A mismatch means that another writer got through, so this ends.
    if (done || done.error().kind != StoreError::Kind::etag_mismatch) return done;
  }
}

}  // namespace faultline::workflow
