#include "faultline/targets/crash/harness/helper_program.h"

#include <fstream>

#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/artefacts.h"

namespace faultline::crash {
namespace {

namespace fs = std::filesystem;

TEST(HelperProgram, TheDefaultOneIsBuilt) {
  EXPECT_EQ(default_helper().problem, "");
  EXPECT_EQ(default_helper().path.filename(), "faultline-crash-helper");
  EXPECT_EQ(&default_helper(), &default_helper());
}

TEST(HelperProgram, ARelativePathIsTheCallers) {
  const fs::path here = fs::relative("/bin/sh");
  const HelperProgram found = find_helper(here);
  EXPECT_EQ(found.problem, "");
  EXPECT_TRUE(found.path.is_absolute());
}

TEST(HelperProgram, IsNotLookedForInPath) { EXPECT_NE(find_helper("sh").problem, ""); }

TEST(HelperProgram, SaysWhatIsWrong) {
  const Artefacts scratch{fs::path()};
  EXPECT_NE(find_helper("/no/such").problem.find("not found: /no/such"), std::string::npos);
  EXPECT_EQ(find_helper("/no/such").problem.find("build"), std::string::npos);
  EXPECT_NE(find_helper(scratch.folder()).problem.find("is a folder"), std::string::npos);

  const fs::path text = scratch.folder() / "text";
  std::ofstream(text) << "text";
  fs::permissions(text, fs::perms::owner_read);
  EXPECT_NE(find_helper(text).problem.find("cannot be run"), std::string::npos);
}

TEST(HelperProgram, SaysHowToBuildTheDefaultOne) {
  const std::string problem = find_helper("/no/such/faultline-crash-helper").problem;
  EXPECT_NE(problem.find("not found: /no/such/faultline-crash-helper"), std::string::npos) << problem;
  EXPECT_NE(problem.find("cmake --build /"), std::string::npos) << problem;
  EXPECT_NE(problem.find("--target faultline-crash-helper"), std::string::npos) << problem;
}

}  // namespace
}  // namespace faultline::crash
