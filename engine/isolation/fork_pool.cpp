#include "faultline/engine/isolation/fork_pool.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace faultline {

ForkedPool::ForkedPool(std::filesystem::path workspace_root, std::uint32_t workers)
    : root_(std::move(workspace_root)), workers_(std::max<std::uint32_t>(1, workers)) {
  have_servers(1);
}

JobResult ForkedPool::execute(Check& check, const Job& job) {
  have_servers(1);
  try {
    servers_.front()->start(check, job);
    return finish(*servers_.front(), check, job);
  } catch (const EngineError&) {
    servers_.clear();
    throw;
  }
}

std::vector<JobResult> ForkedPool::execute_all(Check& check, const std::vector<Job>& jobs) {
  have_servers(std::min<std::size_t>(workers_, jobs.size()));
  std::vector<JobResult> results;
  for (std::size_t begin = 0; begin < jobs.size(); begin = results.size()) {
    const std::size_t count = std::min<std::size_t>(workers_, jobs.size() - begin);
    for (std::size_t i = 0; i < count; ++i) servers_[i]->start(check, jobs[begin + i]);
    std::exception_ptr failed;  // the others' answers are taken first, or the next job would get them
    for (std::size_t i = 0; i < count; ++i) {
      try {
        results.push_back(finish(*servers_[i], check, jobs[begin + i]));
      } catch (...) {
        if (!failed) failed = std::current_exception();
      }
    }
    if (failed) {
      servers_.clear();
      std::rethrow_exception(failed);
    }
  }
  return results;
}

JobResult ForkedPool::finish(ForkedExecutor& server, Check& check, const Job& job) {
  JobResult done = server.finish(check, job);
  needs_[check.info().name].include(done.needs);
  return done;
}

Needs ForkedPool::needs_of(const Check& check) const {
  const auto known = needs_.find(check.info().name);
  return known == needs_.end() ? Needs{} : known->second;
}

void ForkedPool::drop_copies() { remove_folder(root_ / kCopiesFolder); }

void ForkedPool::have_servers(std::size_t wanted) {
  while (servers_.size() < wanted)
    servers_.push_back(std::make_unique<ForkedExecutor>(root_, "f" + std::to_string(servers_.size())));
}

}  // namespace faultline
