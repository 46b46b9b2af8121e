// The recovery table, row by row, on folders made by hand: also such as no single death leaves behind.
#include "faultline/targets/protocols/install.h"

#include <system_error>

#include <gtest/gtest.h>

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

class InstallTable : public ProtocolTest {
 protected:
  void put(const std::string& file) {
    std::filesystem::create_directories((folder() / file).parent_path());
    write_synced(folder() / file, file);
  }
  void put_intent(Intent::Stage stage = Intent::Stage::prepared) {
    write_synced(folder() / "intent", encode({"p", stage, 1000, 0}));
  }
  Recovered recovers_at(std::int64_t now) {
    now_ = now;
    return installer_.recover();
  }
  std::set<std::string> files() const {
    std::set<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder()))
      if (entry.is_regular_file()) all.insert(std::filesystem::relative(entry.path(), folder()));
    all.erase("lock");
    return all;
  }

  static constexpr std::int64_t kFresh = 1000 + Installer::kLeaseSeconds - 1;
  static constexpr std::int64_t kExpired = kFresh + 1;
  using Set = std::set<std::string>;

  std::int64_t now_ = 1000;
  Installer installer_{folder(), [this] { return now_; }};
};

TEST_F(InstallTable, NoIntent) {
  put("p.program");
  EXPECT_EQ(recovers_at(kExpired), Recovered::nothing);
  EXPECT_EQ(files(), Set{"p.program"});
}

TEST_F(InstallTable, BothPublishedCleansTheIntent) {
  for (const std::int64_t now : {kFresh, kExpired}) {
    put("p.program"), put("p.manifest"), put_intent(Intent::Stage::first_published);
    EXPECT_EQ(recovers_at(now), Recovered::cleaned);
    EXPECT_EQ(files(), (Set{"p.program", "p.manifest"}));
  }
}

TEST_F(InstallTable, TheFirstAndTheStagedSecondComplete) {
  for (const std::int64_t now : {kFresh, kExpired}) {
    for (const auto stage : {Intent::Stage::prepared, Intent::Stage::first_published}) {
      std::filesystem::remove(folder() / "p.manifest");
      put("p.program"), put("staging-0/manifest"), put_intent(stage);
      EXPECT_EQ(recovers_at(now), Recovered::completed);
      EXPECT_EQ(files(), (Set{"p.program", "p.manifest"}));
      EXPECT_EQ(read_file(folder() / "p.manifest"), "staging-0/manifest");
      EXPECT_EQ(recovers_at(now), Recovered::nothing);
    }
  }
}

TEST_F(InstallTable, AnythingElseIsLeftWhileTheIntentIsFresh) {
  put_intent();
  for (const Set& beside : {Set{}, Set{"p.program"}, Set{"p.manifest"}, Set{"staging-0/program", "staging-0/manifest"},
                            Set{"p.manifest", "staging-0/program"}}) {
    for (const std::string& file : beside) put(file);
    Set before = files();
    EXPECT_EQ(recovers_at(kFresh), Recovered::left);
    EXPECT_EQ(files(), before);
    EXPECT_EQ(installer_.install({"q", "", ""}), Installed::busy);
    EXPECT_EQ(files(), before);
    for (const std::string& file : beside) std::filesystem::remove(folder() / file);
  }
}

TEST_F(InstallTable, AnythingElseIsGivenUpOnceItHasExpired) {
  put("o.program");  // somebody else's
  for (const Set& beside : {Set{}, Set{"p.program"}, Set{"p.manifest"}, Set{"staging-0/program", "staging-0/manifest"},
                            Set{"p.manifest", "staging-0/program"}}) {
    put_intent();
    for (const std::string& file : beside) put(file);
    EXPECT_EQ(recovers_at(kExpired), Recovered::aborted);
    EXPECT_EQ(files(), Set{"o.program"});
    EXPECT_EQ(recovers_at(kExpired), Recovered::nothing);
  }
}

TEST_F(InstallTable, AHeldLockLeavesEverything) {
  put("p.program"), put("staging-0/manifest"), put_intent();
  const Set before = files();
  {
    const Lock other(folder() / "lock");
    EXPECT_EQ(recovers_at(kExpired), Recovered::locked);
    EXPECT_EQ(installer_.install({"q", "", ""}), Installed::busy);
    EXPECT_EQ(says("recover", {"1030"}), "locked");  // and so in another process
    EXPECT_EQ(says("install", {"q", "1030"}), "busy");
    EXPECT_EQ(files(), before);
  }
  EXPECT_EQ(recovers_at(kExpired), Recovered::completed);
}

TEST_F(InstallTable, AMalformedIntentIsPutAside) {
  put("p.program"), put("staging-0/manifest");
  const std::string whole = encode({"p", Intent::Stage::prepared, 1000, 0});
  int number = 0;
  for (const std::string& bytes : {std::string(), whole.substr(0, whole.size() / 2), whole + "x", seal("prepared p"),
                                   seal("finished p 1000 0"), seal("prepared p 1000 0 0"), seal("prepared p x 0")}) {
    write_synced(folder() / "intent", bytes);
    EXPECT_EQ(recovers_at(kFresh), Recovered::quarantined) << bytes;
    EXPECT_EQ(read_file(folder() / ("intent.malformed-" + std::to_string(++number))), bytes);
    EXPECT_FALSE(there("intent"));
    EXPECT_EQ(recovers_at(kFresh), Recovered::nothing);
  }
  EXPECT_TRUE(there("p.program"));
  EXPECT_TRUE(there("staging-0/manifest"));
  write_synced(folder() / "intent", "");
  EXPECT_EQ(installer_.install({"q", "", ""}), Installed::done);  // it is in nobody's way
}

TEST_F(InstallTable, WhatAnIntentStagedIsNotStagedOver) {
  EXPECT_EQ(installer_.prepare({"p", "program of p", "manifest of p"}), Installed::done);
  EXPECT_EQ(installer_.install({"p", "other", "other"}), Installed::busy);
  EXPECT_EQ(read_file(folder() / "staging-0" / "manifest"), "manifest of p");
}

// --- failures that the process survives ---

TEST_F(InstallTable, AnInstallationThatFailsIsTakenBack) {
  const struct {
    const char* at;
    const char* file;
  } kCases[]{{point::kIntentPrepared, "staging-0/program"}, {point::kIntentFirst, "staging-0/manifest"}};
  for (const auto& c : kCases) {
    static const char* gone;
    gone = c.file;
    const Sabotage away(
        c.at, [](const Path& at) { std::filesystem::remove(at / gone); }, folder());
    EXPECT_THROW(installer_.install({"p", "", ""}), std::system_error);
    EXPECT_EQ(files(), Set{}) << c.at;
  }
  EXPECT_EQ(installer_.install({"p", "", ""}), Installed::done);
}

TEST_F(InstallTable, AnIntentThatCannotBeWrittenLeavesNothing) {
  std::filesystem::create_directory(folder() / "intent.temp");
  EXPECT_THROW(installer_.install({"p", "", ""}), std::system_error);
  EXPECT_EQ(files(), Set{});
}

}  // namespace
}  // namespace faultline::protocols
