// Seeds as people type them.
#include "faultline/engine/words/seed.h"

#include "fuzz/fuzzing.h"

using namespace faultline;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto seed = fuzz::accepted([&] { return parse_seed(fuzz::text_of(data, size)); });
  if (seed) fuzz::require(parse_seed(print_seed(*seed)) == *seed, "a printed seed reads back");
  return 0;
}
