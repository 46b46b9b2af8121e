// What any sequence of calls on a SimulatedDisk may and may not lose, against a record of all that each file ever held.
#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "disk_testing.h"

namespace faultline::disk {
namespace {

using testing::after_power_loss;
using testing::Contents;

struct Call {
  enum Kind { kWrite, kAppend, kTruncate, kSyncData, kSyncNames, kRename, kRemove, kFailSync };
  Kind kind = kWrite;
  int file = 0, other = 0;
  std::size_t at = 0, length = 0;
};

void show(const Call& call, std::ostream& out) {
  out << "{" << call.kind << " " << call.file << " " << call.other << " " << call.at << "+" << call.length << "}";
}

rc::Gen<Call> any_call(bool with_failing_syncs) {
  const int kinds = with_failing_syncs ? Call::kFailSync + 1 : Call::kFailSync;
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, kinds), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3),
                                     rc::gen::inRange<std::size_t>(0, 1600), rc::gen::inRange<std::size_t>(1, 900)),
                      [](const auto& t) {
                        return Call{static_cast<Call::Kind>(std::get<0>(t)), std::get<1>(t), std::get<2>(t),
                                    std::get<3>(t), std::get<4>(t)};
                      });
}

std::string name_of(int file) { return std::string(1, static_cast<char>('a' + file)); }

// What the disk should know, written down the plain way.
struct Record {
  struct FileRecord {
    std::string durable;
    std::vector<std::string> since{""};  // every content since the last sync, that one first
    const std::string& live() const { return since.back(); }
  };
  std::vector<FileRecord> files;
  std::map<std::string, std::size_t> names, durable_names;
  std::map<std::string, std::set<std::size_t>> stood_for;  // since the names were durable

  void name(const std::string& name, std::size_t file) {
    names[name] = file;
    stood_for[name].insert(file);
  }
  void sync_names() {
    durable_names = names;
    stood_for.clear();
    for (const auto& [name, file] : names) stood_for[name].insert(file);
  }
  Contents durable() const {
    Contents contents;
    for (const auto& [name, file] : durable_names) contents[name] = files[file].durable;
    return contents;
  }
};

// A disk and the record of it.
struct Both {
  SimulatedDisk disk;
  Record record;
  char next = 'A';  // each write has bytes of its own

  void run(const std::vector<Call>& calls) {
    for (const Call& call : calls) run(call);
  }

  void run(const Call& call) {
    const std::string name = name_of(call.file);
    const auto found = record.names.find(name);
    switch (call.kind) {
      case Call::kWrite:
        return write(name, call.at, call.length);
      case Call::kAppend:
        return write(name, found == record.names.end() ? 0 : record.files[found->second].live().size(), call.length);
      case Call::kSyncNames:
        RC_ASSERT(sync_folder(disk, "/") == 0);
        return record.sync_names();
      default:
        if (found != record.names.end()) run_on_file(call, name, record.files[found->second]);
    }
  }

  void write(const std::string& name, std::size_t at, std::size_t length) {
    if (!record.names.contains(name)) {
      record.name(name, record.files.size());
      record.files.emplace_back();
    }
    const std::string bytes(length, next);
    next = next == 'z' ? 'A' : static_cast<char>(next + 1);
    RC_ASSERT(testing::opened(disk, name).write_all(at, bytes) == 0);
    auto& file = record.files[record.names[name]];
    std::string live = file.live();
    if (live.size() < at + length) live.resize(at + length, '\0');
    file.since.push_back(live.replace(at, length, bytes));
  }

  void run_on_file(const Call& call, const std::string& name, Record::FileRecord& file) {
    const std::string other = name_of(call.other);
    File opened = testing::opened(disk, name);
    switch (call.kind) {
      case Call::kTruncate: {
        RC_ASSERT(opened.truncate(call.at) == 0);
        std::string live = file.live();
        live.resize(call.at, '\0');
        file.since.push_back(live);
        return;
      }
      case Call::kSyncData:
        RC_ASSERT(opened.sync_data() == 0);
        file.durable = file.live();
        file.since = {file.durable};
        return;
      case Call::kFailSync:
        disk.arm({DiskFault::Kind::failing_sync});
        RC_ASSERT(opened.sync_data() == EIO);
        return;
      case Call::kRename:
        if (name == other) return;
        RC_ASSERT(disk.rename(name, other) == 0);
        record.name(other, record.names[name]);
        record.names.erase(name);
        return;
      case Call::kRemove:
        RC_ASSERT(disk.remove(name) == 0);
        record.names.erase(name);
        return;
      default:
        return;
    }
  }
};

// Whether each sector of `bytes` is that of some moment since the last sync.
bool is_made_of(const std::string& bytes, const Record::FileRecord& file) {
  const auto sector_is_from = [&](std::size_t from, const std::string& moment) {
    const std::size_t end = std::min(bytes.size(), from + kSectorSize);
    for (std::size_t i = from; i < end; ++i) {
      if (bytes[i] != (i < moment.size() ? moment[i] : '\0')) return false;
    }
    return true;
  };
  for (std::size_t from = 0; from < bytes.size(); from += kSectorSize) {
    const auto fits = [&](const std::string& moment) { return sector_is_from(from, moment); };
    if (std::none_of(file.since.begin(), file.since.end(), fits)) return false;
  }
  return std::any_of(file.since.begin(), file.since.end(), [&](const auto& m) { return m.size() == bytes.size(); });
}

std::vector<Call> calls(bool with_failing_syncs = false) {
  return *rc::gen::container<std::vector<Call>>(any_call(with_failing_syncs));
}
std::uint32_t pick() { return *rc::gen::arbitrary<std::uint32_t>(); }

RC_GTEST_PROP(PowerLossProperty, ReadsShowTheLastWrites, ()) {
  Both both;
  both.run(calls(true));
  Contents live;
  for (const auto& [name, file] : both.record.names) live[name] = both.record.files[file].live();
  RC_ASSERT(testing::contents_of(both.disk) == live);
  both.disk.die();
  both.disk.revive();
  RC_ASSERT(testing::contents_of(both.disk) == live);
}

RC_GTEST_PROP(PowerLossProperty, PickOneLeavesExactlyWhatWasSynced, ()) {
  Both both;
  both.run(calls());
  RC_ASSERT(after_power_loss(both.disk, kLoseAll) == both.record.durable());
}

RC_GTEST_PROP(PowerLossProperty, SyncedDataWithASyncedNameAlwaysSurvives, ()) {
  Both both;
  both.run(calls());
  const Contents left = after_power_loss(both.disk, pick());
  for (const auto& [name, files] : both.record.stood_for) {
    const auto durable = both.record.durable_names.find(name);
    const auto live = both.record.names.find(name);
    if (durable == both.record.durable_names.end() || live == both.record.names.end() || files.size() > 1) continue;
    const auto& file = both.record.files[live->second];
    if (file.since.size() > 1) continue;
    RC_ASSERT(left.contains(name));
    RC_ASSERT(left.at(name) == file.durable);
  }
}

RC_GTEST_PROP(PowerLossProperty, NothingIsInvented, ()) {
  Both both;
  both.run(calls());
  for (const auto& [name, bytes] : after_power_loss(both.disk, pick())) {
    std::set<std::size_t> may = both.record.stood_for[name];
    if (const auto was = both.record.durable_names.find(name); was != both.record.durable_names.end()) {
      may.insert(was->second);
    }
    RC_ASSERT(std::any_of(may.begin(), may.end(),
                          [&, &b = bytes](std::size_t file) { return is_made_of(b, both.record.files[file]); }));
  }
}

RC_GTEST_PROP(PowerLossProperty, TheSamePickLeavesTheSame, ()) {
  Both both;
  both.run(calls(true));
  const std::uint32_t chosen = pick();
  RC_ASSERT(after_power_loss(both.disk, chosen) == after_power_loss(both.disk, chosen));
}

RC_GTEST_PROP(PowerLossProperty, WhatIsLeftIsLeftForGood, ()) {
  Both both;
  both.run(calls(true));
  both.disk.lose_power(pick());
  both.disk.revive();
  const Contents left = testing::contents_of(both.disk);
  RC_ASSERT(after_power_loss(both.disk, pick()) == left);
  RC_ASSERT(after_power_loss(both.disk, kLoseAll) == left);
}

// However many syncs failed: what a file held at a sync that went well after a rewrite of all of it, stays.
RC_GTEST_PROP(PowerLossProperty, RewritingAndSyncingMakesUpForFailedSyncs, ()) {
  Both both;
  both.run(calls(true));
  testing::write_durably(both.disk, "a", "all of it");
  RC_ASSERT(after_power_loss(both.disk, pick())["a"] == "all of it");
}

}  // namespace
}  // namespace faultline::disk
