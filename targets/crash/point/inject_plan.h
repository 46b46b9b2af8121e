// A spec at work: which task the next hit of a name gets.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "faultline/targets/crash/point/inject_spec.h"

namespace faultline::crash {

struct Deed {
  std::optional<Task> task;    // none = what the point's kind does
  std::uint32_t argument = 0;  // as in InjectTerm
};

// Not thread-safe.
class InjectPlan {
 public:
  InjectPlan() = default;
  InjectPlan(const InjectSpec& spec, std::uint64_t seed);

  bool empty() const { return entries_.empty(); }

  // Counts one more hit of `name` and tells what it gets; none = the plan does not know the name. A term is passed over
  // when its chance says no or its count is used up; a hit that every term passes over gets Task::off.
  std::optional<Deed> hit(std::string_view name);

 private:
  struct Entry {
    InjectEntry spec;  // `times` counts down
    std::uint64_t hits = 0;
  };

  std::vector<Entry> entries_;
  std::uint64_t seed_ = 0;
};

// Whether a term takes a hit: a hash of all arguments but the first is compared with the chance. So the answer does not
// depend on other points, on what other runs drew, or on time.
bool takes_hit(std::uint32_t chance, std::uint64_t seed, std::string_view name, std::uint64_t hit, std::uint64_t term);

}  // namespace faultline::crash
