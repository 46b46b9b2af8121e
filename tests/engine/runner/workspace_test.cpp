#include "faultline/engine/runner/workspace.h"

#include <fstream>

#include <gtest/gtest.h>

namespace faultline {
namespace {

TEST(Workspace, IsMadeOnFirstUseAndRemovedWhole) {
  const auto root = make_workspace_root();
  const Workspace workspace(root / "w" / "deep");
  EXPECT_FALSE(std::filesystem::exists(root / "w"));
  std::ofstream(workspace.folder() / "data") << "x";
  EXPECT_TRUE(std::filesystem::exists(root / "w" / "deep" / "data"));

  workspace.remove();
  EXPECT_FALSE(std::filesystem::exists(root / "w" / "deep"));
  workspace.remove();  // nothing there: no complaint
  EXPECT_TRUE(std::filesystem::is_empty(workspace.folder()));
  std::filesystem::remove_all(root);
}

TEST(WorkspaceRoot, IsFreshShortAndThere) {
  const auto one = make_workspace_root(), two = make_workspace_root();
  EXPECT_NE(one, two);
  EXPECT_TRUE(std::filesystem::is_directory(one));
  EXPECT_LT(one.filename().string().size(), 10u);  // Unix socket paths end at 108 bytes
  std::filesystem::remove(one);
  std::filesystem::remove(two);
}

}  // namespace
}  // namespace faultline
