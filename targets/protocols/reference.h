// Commit, then publish a reference: a value that advances exactly once, whenever the process dies.
//
//   commit record {sequence, by} replaced -> reference {sequence, value} replaced
//
// The commit is the moment when the advance has happened. A reference that is one behind its commit record is brought
// up before anything else; one that has the record's sequence has it already.
#pragma once

#include <array>
#include <cstdint>

#include "faultline/targets/protocols/files.h"

namespace faultline::protocols {

namespace point {
inline constexpr const char* kBeforeCommit = "reference.before-commit";
inline constexpr const char* kCommitted = "reference.committed-before-publish";
inline constexpr const char* kBeforeReference = "reference.written-before-rename";
inline constexpr const char* kReferencePublished = "reference.published";
inline constexpr const char* kCommit = "reference.commit";    // may fail
inline constexpr const char* kPublish = "reference.publish";  // may fail
}  // namespace point

inline constexpr std::array<const char*, 4> kReferencePoints{point::kBeforeCommit, point::kCommitted,
                                                             point::kBeforeReference, point::kReferencePublished};

// A value that starts at 0, in a folder of its own, which must exist. One process and thread at a time.
class Reference {
 public:
  // What is published, and what is committed. Equal sequences: nothing waits.
  struct Published {
    std::int64_t sequence = 0, value = 0;
  };
  struct Commit {
    std::int64_t sequence = 0, by = 0;
  };

  explicit Reference(Path folder) : folder_(std::move(folder)) {}
  virtual ~Reference() = default;

  // Returns the new value. Throws std::system_error where the file system says no: before the commit nothing has
  // happened, after it the advance is done and the next call shows it.
  std::int64_t advance(std::int64_t by);

  // Throws std::runtime_error when the files are damaged or do not belong together.
  std::int64_t read() { return settled().value; }

 protected:
  // Publishes what `commit` makes of `now`.
  virtual void publish(const Published& now, const Commit& commit);
  void replace(const Published& published, const char* before_rename);

 private:
  Published settled();
  // The two numbers in a file; zeros when there is none.
  void read(const char* name, std::int64_t& first, std::int64_t& second) const;

  Path folder_;
};

}  // namespace faultline::protocols
