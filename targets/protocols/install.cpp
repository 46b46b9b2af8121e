#include "faultline/targets/protocols/install.h"

#include <system_error>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::protocols {
namespace {

bool there(const Path& file) { return std::filesystem::exists(file); }

}  // namespace

Installed Installer::install(const Package& package) {
  const Begun begun = begin(package);
  if (begun.answer != Installed::done) return begun.answer;
  try {
    publish(begun.intent);
  } catch (const std::system_error&) {
    abort(begun.intent);
    throw;
  }
  return Installed::done;
}

Installed Installer::prepare(const Package& package) { return begin(package).answer; }

Installer::Begun Installer::begin(const Package& package) {
  const Slot slot = take_slot();
  write_synced(staged_first(slot.number), package.program);
  write_synced(staged_second(slot.number), package.manifest);
  FAULTLINE_CRASH_POINT("install.staged-before-lock");

  Begun begun;
  begun.intent = {package.name, Intent::Stage::prepared, clock_(), slot.number};
  Lock lock(folder_ / "lock");
  if (lock.held() && settle() != Recovered::left) {
    const bool already = there(first(package.name)) && there(second(package.name));
    begun.answer = already ? Installed::already : Installed::done;
  }
  if (begun.answer != Installed::done) {
    remove_staged(slot.number);
    return begun;
  }
  try {
    note(begun.intent);
  } catch (const std::system_error&) {
    abort(begun.intent);
    throw;
  }
  begun.lock.emplace(std::move(lock));
  FAULTLINE_CRASH_POINT("install.intent-prepared");
  return begun;
}

void Installer::publish(Intent intent) {
  may_fail(FAULTLINE_POINT_NAME("install.publish-first"));
  rename_synced(staged_first(intent.slot), first(intent.package));
  FAULTLINE_CRASH_POINT("install.first-published-before-intent");
  intent.stage = Intent::Stage::first_published;
  note(intent);
  FAULTLINE_CRASH_POINT("install.intent-first-published");
  may_fail(FAULTLINE_POINT_NAME("install.publish-second"));
  rename_synced(staged_second(intent.slot), second(intent.package));
  FAULTLINE_CRASH_POINT("install.second-published");
  remove_synced(intent_file());
}

// The intent goes last: until then all of this can be done again.
void Installer::abort(const Intent& intent) {
  remove_synced(second(intent.package));
  remove_synced(first(intent.package));
  remove_staged(intent.slot);
  FAULTLINE_CRASH_POINT("install.abort-before-intent-removed");
  remove_synced(intent_file());
}

Recovered Installer::recover() {
  const Lock lock(folder_ / "lock");
  return lock.held() ? settle() : Recovered::locked;
}

Recovered Installer::settle() {
  const auto bytes = read_file(intent_file());
  if (!bytes) return Recovered::nothing;
  const auto intent = decode_intent(*bytes);
  return intent ? settle(*intent) : quarantine();
}

Recovered Installer::settle(const Intent& intent) {
  const bool first_there = there(first(intent.package));
  if (first_there && there(second(intent.package))) {
    remove_synced(intent_file());
    return Recovered::cleaned;
  }
  if (first_there && there(staged_second(intent.slot))) {
    rename_synced(staged_second(intent.slot), second(intent.package));
    remove_synced(intent_file());
    return Recovered::completed;
  }
  if (!expired(intent)) return Recovered::left;
  abort(intent);
  return Recovered::aborted;
}

Recovered Installer::quarantine() {
  int number = 1;
  const auto aside = [&] { return folder_ / ("intent.malformed-" + std::to_string(number)); };
  while (there(aside())) ++number;
  rename_synced(intent_file(), aside());
  return Recovered::quarantined;
}

// The first staging folder that nobody uses and no intent names. One that a crash left behind is used again.
Installer::Slot Installer::take_slot() const {
  for (int number = 0;; ++number) {
    std::filesystem::create_directory(staging(number));
    Lock lock(staging(number));
    if (!lock.held()) continue;
    const auto bytes = read_file(intent_file());
    const auto intent = bytes ? decode_intent(*bytes) : std::nullopt;
    if (!intent || intent->slot != number) return {number, std::move(lock)};
  }
}

void Installer::note(const Intent& intent) { replace_synced(intent_file(), encode(intent)); }

void Installer::remove_staged(int slot) {
  remove_synced(staged_first(slot));
  remove_synced(staged_second(slot));
}

Installer::Listed Installer::list() const {
  std::set<std::string> programs, manifests;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() == ".program") programs.insert(entry.path().stem());
    if (entry.path().extension() == ".manifest") manifests.insert(entry.path().stem());
  }
  Listed listed;
  for (const auto& name : programs) (manifests.contains(name) ? listed.whole : listed.half).insert(name);
  for (const auto& name : manifests)
    if (!programs.contains(name)) listed.half.insert(name);
  return listed;
}

}  // namespace faultline::protocols
