// What every test of hostile targets needs: a session of its own, and a look at what it leaves behind.
#pragma once

#include <sys/prctl.h>

#include <gtest/gtest.h>

#include "faultline/engine/isolation/inventory.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/targets/attach/session.h"

namespace faultline::hostile {

// The engine's process must have lost nothing and gained nothing: no descriptor, no thread, no child. Orphans of the
// session's processes come to this process.
class HostileTesting : public testing::Test {
 protected:
  HostileTesting() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    options_.report_dir = folder_;
    if (kSanitized) options_.limits.seconds = 300;  // memory is slow there
    session_.emplace();
  }
  ~HostileTesting() override {
    session_.reset();
    Workspace(folder_).remove();
    EXPECT_FALSE(has_children());
    for (const Item& item : changes(before_, take_inventory())) ADD_FAILURE() << describe(item, 1, "");
  }

  static Check& check(const std::string& name) { return *Registry::instance().find(name); }

  CheckReport campaign(const std::string& name) { return session_->run(check(name), std::nullopt, options_); }

  // One run of these steps; the verdict.
  RunResult run(Check& some, const Bytes& schedule) {
    Job job;
    job.schedule = schedule;
    const JobResult done = session_->executor(Isolation::forked).execute(some, job);
    return done.stopped ? done.stopped->result : RunResult{};
  }

  static Bytes schedule(const Check& some, const char* steps) { return some.from_json(boost::json::parse(steps)); }

 private:
  const std::vector<Item> before_ = take_inventory();
  const std::filesystem::path folder_ = make_workspace_root();

 protected:
  CampaignOptions options_;
  std::optional<Session> session_;
};

}  // namespace faultline::hostile
