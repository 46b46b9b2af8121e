// What the tests of the file-system seam share.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/disk/simulated_disk.h"

namespace faultline::disk::testing {

inline File opened(FileSystem& files, const std::string& path, Open how = Open::create) {
  File file;
  EXPECT_EQ(files.open(path, how, file), 0) << path;
  return file;
}

inline std::string read(FileSystem& files, const std::string& path) {
  std::string bytes;
  EXPECT_EQ(opened(files, path, Open::read).read_from(0, bytes), 0) << path;
  return bytes;
}

// Replaces the whole file; nothing is synced.
inline void write(FileSystem& files, const std::string& path, std::string_view bytes) {
  EXPECT_EQ(opened(files, path, Open::replace).write_all(0, bytes), 0) << path;
}

inline std::vector<std::string> names_in(FileSystem& files, const std::string& folder = "/") {
  std::vector<std::string> names;
  EXPECT_EQ(files.list(folder, names), 0) << folder;
  return names;
}

// A file whose data and name are durable.
inline void write_durably(FileSystem& files, const std::string& path, std::string_view bytes) {
  write(files, path, bytes);
  EXPECT_EQ(opened(files, path).sync_data(), 0);
  EXPECT_EQ(sync_folder(files, parent_of(path)), 0);
}

using Contents = std::map<std::string, std::string>;

// What the files of one folder hold.
inline Contents contents_of(FileSystem& files, const std::string& folder = "/") {
  Contents contents;
  for (const std::string& name : names_in(files, folder)) contents[name] = read(files, folder + "/" + name);
  return contents;
}

// What a power loss leaves of the root's files; the disk itself goes on.
inline Contents after_power_loss(const SimulatedDisk& disk, std::uint32_t pick) {
  SimulatedDisk copy = disk;
  copy.lose_power(pick);
  copy.revive();
  return contents_of(copy);
}

}  // namespace faultline::disk::testing
