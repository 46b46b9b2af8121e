// What processes pass to each other: a dying one may leave anything.
#include "faultline/engine/words/codec.h"

#include "fuzz/every_leaf.h"
#include "fuzz/fuzzing.h"

using namespace faultline;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Schedule schedule;
  Reader in(fuzz::text_of(data, size));
  decode(in, schedule);
  if (!in.ok()) return 0;
  const Bytes once = to_bytes(schedule);  // compared as bytes: garbage may hold NaN, which equals nothing
  fuzz::Schedule again;
  Reader second(once);
  decode(second, again);
  fuzz::require(second.ok() && second.at_end() && to_bytes(again) == once, "decoded bytes are written and read again");
  return 0;
}
