// Every check of this program, by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/engine/runner/check.h"
#include "faultline/engine/words/repro.h"

namespace faultline {

// Filled before main by FAULTLINE_CHECK; read-only afterwards.
class Registry {
 public:
  static Registry& instance();

  void add(std::unique_ptr<Check> check);
  // For benchmarks: fork servers find it by its name, and nothing lists it or matches it.
  void add_unlisted(std::unique_ptr<Check> check);
  // Null when there is none.
  Check* find(std::string_view name) const;
  // Sorted by name. `zoo`: the planted bugs instead of the others.
  std::vector<Check*> all(bool zoo = false) const;
  // Those whose names match the glob (`*` and `?`); planted bugs only when the glob itself starts with "zoo".
  std::vector<Check*> matching(std::string_view glob) const;
  // The check of a repro that was read from `file`. Throws BadInput where this program has none of that name.
  Check& check_of(const Repro& repro, const std::string& file) const;
  // Throws BadInput that names the nearest names.
  [[noreturn]] void reject_unknown(std::string_view name) const;

 private:
  std::string nearest_to(std::string_view name) const;

  std::vector<std::unique_ptr<Check>> checks_, unlisted_;
};

}  // namespace faultline
