#include "faultline/targets/protocols/reference.h"

#include <sstream>
#include <stdexcept>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::protocols {
namespace {

constexpr const char* kCommitFile = "commit";
constexpr const char* kReferenceFile = "reference";

std::string to_bytes(std::int64_t first, std::int64_t second) {
  return seal(std::to_string(first) + ' ' + std::to_string(second));
}

}  // namespace

std::int64_t Reference::advance(std::int64_t by) {
  const Published now = settled();
  const Commit commit{now.sequence + 1, by};
  may_fail(FAULTLINE_POINT_NAME("reference.commit"));
  replace_synced(folder_ / kCommitFile, to_bytes(commit.sequence, commit.by),
                 FAULTLINE_POINT_NAME("reference.before-commit"));
  FAULTLINE_CRASH_POINT("reference.committed-before-publish");
  publish(now, commit);
  FAULTLINE_CRASH_POINT("reference.published");
  return now.value + by;
}

void Reference::publish(const Published& now, const Commit& commit) {
  // The sequence goes with the value, in one step: it is what tells the next reader that this commit is in.
  may_fail(FAULTLINE_POINT_NAME("reference.publish"));
  replace({commit.sequence, now.value + commit.by}, FAULTLINE_POINT_NAME("reference.written-before-rename"));
}

void Reference::replace(const Published& published, const char* before_rename) {
  replace_synced(folder_ / kReferenceFile, to_bytes(published.sequence, published.value), before_rename);
}

Reference::Published Reference::settled() {
  Published now;
  Commit commit;
  read(kReferenceFile, now.sequence, now.value);
  read(kCommitFile, commit.sequence, commit.by);
  if (commit.sequence == now.sequence) return now;
  if (commit.sequence != now.sequence + 1)
    throw std::runtime_error("the commit record and the reference in " + folder_.string() + " do not belong together");
  publish(now, commit);
  return {commit.sequence, now.value + commit.by};
}

void Reference::read(const char* name, std::int64_t& first, std::int64_t& second) const {
  const auto bytes = read_file(folder_ / name);
  if (!bytes) return;
  std::istringstream text(unseal(*bytes).value_or(""));
  if (!(text >> first >> second)) throw std::runtime_error((folder_ / name).string() + " is damaged");
}

}  // namespace faultline::protocols
