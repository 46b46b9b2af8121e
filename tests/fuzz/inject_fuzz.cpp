// FAULT_INJECT as people type it.
#include <variant>

#include "faultline/targets/crash/point/inject_plan.h"

#include "fuzz/fuzzing.h"

using namespace faultline;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto parsed = crash::parse_inject(text);
  if (const auto* error = std::get_if<crash::InjectError>(&parsed)) {
    fuzz::require(error->at <= size, "an error is inside the text");
    const std::string shown = crash::explain("fuzz", text, *error);
    for (const char c : shown) fuzz::require(c == '\n' || (c >= ' ' && c <= '~'), "an explanation can be printed");
    return 0;
  }
  const auto& spec = std::get<crash::InjectSpec>(parsed);
  const auto again = crash::parse_inject(crash::print_inject(spec));
  fuzz::require(std::holds_alternative<crash::InjectSpec>(again), "a printed spec is accepted");
  fuzz::require(std::get<crash::InjectSpec>(again) == spec, "a printed spec reads back");

  crash::InjectPlan plan(spec, size);
  for (const crash::InjectEntry& entry : spec) {
    fuzz::require(!entry.name.empty(), "an entry has a name");
    fuzz::require(plan.hit(entry.name).has_value(), "a plan knows the names of its spec");
  }
  fuzz::require(!plan.hit(""), "and not the empty one");
  return 0;
}
