// Repro files, edited by hand or cut short.
#include "faultline/engine/words/repro.h"

#include "fuzz/fuzzing.h"

using namespace faultline;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto repro = fuzz::accepted([&] { return parse_repro(fuzz::text_of(data, size), "fuzz.json"); });
  if (!repro) return 0;
  const std::string printed = print_repro(*repro);
  fuzz::require(parse_repro(printed, "printed.json") == *repro, "a printed repro reads back");
  fuzz::require(print_repro(parse_repro(printed, "printed.json")) == printed, "and prints the same");
  return 0;
}
