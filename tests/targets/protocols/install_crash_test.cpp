// An installer that died at each of its points, and what the next one does about it.
#include <future>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/protocols/install.h"

#include "protocols_testing.h"

namespace faultline::protocols {
namespace {

constexpr const char* kNow = "1000";
constexpr const char* kFresh = "1029";
constexpr const char* kExpired = "1030";

class InstallCrash : public ProtocolTest {
 protected:
  bool nothing_staged() const {
    return std::filesystem::is_empty(folder() / "staging-0") && !there("staging-1") && !there("intent");
  }
  void recovers(const char* now, const char* how, const char* list) const {
    EXPECT_EQ(says("recover", {now}), how);
    EXPECT_EQ(says("list"), list);
  }
};

TEST_F(InstallCrash, WithoutOneEverythingIsThereAndNothingElse) {
  EXPECT_EQ(says("install", {"p", kNow}), "done");
  EXPECT_EQ(says("install", {"p", kNow}), "already");
  EXPECT_EQ(read_file(folder() / "p.program"), "program of p");
  EXPECT_EQ(read_file(folder() / "p.manifest"), "manifest of p");
  EXPECT_TRUE(nothing_staged());
  recovers(kNow, "nothing", "p ");
}

TEST_F(InstallCrash, BeforeTheIntentNothingHappened) {
  for (int i = 0; i < 3; ++i) dies(point::kStaged, "install", {"p", kNow});
  EXPECT_TRUE(there("staging-0/program"));
  EXPECT_FALSE(there("staging-1"));  // what a dead installer staged is staged over
  recovers(kNow, "nothing", "");
  EXPECT_EQ(says("install", {"q", kNow}), "done");
  EXPECT_TRUE(nothing_staged());
}

TEST_F(InstallCrash, AnIntentAloneIsLeftWhileItIsFreshAndGivenUpAfterwards) {
  dies(point::kIntentPrepared, "install", {"p", kNow});
  const auto intent = read_file(folder() / "intent");
  recovers(kFresh, "left", "");
  recovers(kFresh, "left", "");
  EXPECT_EQ(says("install", {"q", kFresh}), "busy");
  EXPECT_EQ(read_file(folder() / "intent"), intent);
  EXPECT_TRUE(there("staging-0/manifest"));

  recovers(kExpired, "aborted", "");
  EXPECT_FALSE(there("staging-0/program"));
  EXPECT_FALSE(there("staging-0/manifest"));
  recovers(kExpired, "nothing", "");
  EXPECT_EQ(says("install", {"p", kExpired}), "done");
}

// Whether the intent is fresh or not: half of it is there for all to see.
TEST_F(InstallCrash, OneThatIsHalfPublishedIsCompleted) {
  for (const char* at : {point::kFirstPublished, point::kIntentFirst}) {
    for (const char* now : {kFresh, kExpired}) {
      const std::string name = std::string(at).substr(8, 6) + now;
      dies(at, "install", {name, kNow});
      EXPECT_TRUE(there(name + ".program"));
      EXPECT_FALSE(there(name + ".manifest"));
      EXPECT_EQ(says("recover", {now}), "completed");
      EXPECT_EQ(read_file(folder() / (name + ".program")), "program of " + name);
      EXPECT_EQ(read_file(folder() / (name + ".manifest")), "manifest of " + name);
      EXPECT_TRUE(nothing_staged());
      EXPECT_EQ(says("recover", {now}), "nothing");
    }
  }
}

TEST_F(InstallCrash, OneThatIsPublishedLosesItsIntent) {
  dies(point::kSecondPublished, "install", {"p", kNow});
  EXPECT_TRUE(there("intent"));
  recovers(kFresh, "cleaned", "p ");
  EXPECT_TRUE(nothing_staged());
  recovers(kFresh, "nothing", "p ");
}

TEST_F(InstallCrash, ADeathWhileGivingUpIsGivenUpAgain) {
  dies(point::kIntentPrepared, "install", {"p", kNow});
  for (int i = 0; i < 2; ++i) dies(point::kAbortHalfway, "recover", {kExpired});
  EXPECT_TRUE(there("intent"));
  recovers(kExpired, "aborted", "");
  EXPECT_TRUE(nothing_staged());
}

TEST_F(InstallCrash, TheNextInstallationRecoversByItself) {
  dies(point::kIntentFirst, "install", {"p", kNow});
  EXPECT_EQ(says("install", {"q", kNow}), "done");
  EXPECT_EQ(says("list"), "p q ");
}

TEST_F(InstallCrash, OfManyAtOnceOneInstalls) {
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 6; ++i)
    answers.push_back(std::async(std::launch::async, [&] { return says("install", {"p", kNow}); }));
  int done = 0;
  for (auto& answer : answers) {
    const std::string text = answer.get();
    done += text == "done";
    EXPECT_TRUE(text == "done" || text == "busy" || text == "already") << text;
  }
  EXPECT_EQ(done, 1);
  EXPECT_EQ(says("list"), "p ");
  EXPECT_EQ(says("recover", {kNow}), "nothing");
}

}  // namespace
}  // namespace faultline::protocols
