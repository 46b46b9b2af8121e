// A folder and the child processes that work in it: one that dies at a point, clean ones after it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/harness.h"
#include "faultline/targets/protocols/files.h"

namespace faultline::protocols {

using Words = std::vector<std::string>;

// Puts the file system in the way at a point, in this process: what the point's code does next, fails.
class Sabotage {
 public:
  Sabotage(const char* at, void (*deed)(const Path& folder), Path folder) {
    where() = std::move(folder);
    what() = deed;
    crash::arm(at, 1, [](const char*) { what()(where()); });
  }
  ~Sabotage() { crash::disarm(); }

 private:
  static Path& where() {
    static Path path;
    return path;
  }
  static void (*&what())(const Path&) {
    static void (*deed)(const Path&) = nullptr;
    return deed;
  }
};

class ProtocolTest : public testing::Test {
 protected:
  ProtocolTest() { std::filesystem::create_directory(folder_); }

  const Path& folder() const { return folder_; }
  bool there(const std::string& file) const { return std::filesystem::exists(folder() / file); }

  using Variables = std::vector<std::pair<std::string, std::string>>;
  crash::Outcome child(const std::string& what, const Words& words, const std::string& crash_at = "",
                       const Variables& variables = {}) const {
    return crash::run(
        FAULTLINE_PROTOCOLS_CHILD, what,
        {.crash_at = crash_at, .folder = scratch_.folder(), .arguments = words, .environment = variables});
  }

  void dies(const std::string& at, const std::string& what, const Words& words = {}) const {
    const crash::Outcome outcome = child(what, words, at);
    ASSERT_TRUE(outcome.killed()) << at << ": " << outcome.out() << outcome.err() << outcome.error().value_or("");
    ASSERT_EQ(outcome.out(), "");
  }

  // What a clean child answers.
  std::string says(const std::string& what, const Words& words = {}) const {
    const crash::Outcome outcome = child(what, words);
    EXPECT_EQ(outcome.exit_code(), 0) << what << ": " << outcome.err() << outcome.error().value_or("");
    return outcome.out().substr(0, outcome.out().find('\n'));
  }

  // What a clean child complains of.
  std::string refuses(const std::string& what, const Words& words = {}) const {
    const crash::Outcome outcome = child(what, words);
    EXPECT_EQ(outcome.exit_code(), 2) << what << ": " << outcome.out();
    return outcome.err();
  }

 private:
  crash::Artefacts scratch_{Path()};
  Path folder_ = scratch_.folder() / "data";  // of its own: the harness and the points may leave notes beside it
};

}  // namespace faultline::protocols
