// JSON, as a document and as the schedule of a model with every kind of leaf.
#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/json.h"
#include "faultline/engine/words/schedule_json.h"
#include "faultline/engine/words/text.h"

#include "fuzz/every_leaf.h"
#include "fuzz/fuzzing.h"

using namespace faultline;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = fuzz::accepted([&] { return parse_json(fuzz::text_of(data, size), "fuzz.json"); });
  if (!json) return 0;
  fuzz::require(parse_json(pretty_json(*json), "printed.json") == *json, "a printed document reads back");

  const auto schedule = fuzz::accepted([&] { return schedule_from_json<fuzz::Command, fuzz::Fault>(*json); });
  if (!schedule) return 0;
  const auto printed = parse_json(pretty_json(schedule_to_json(*schedule)), "schedule.json");
  fuzz::require(schedule_from_json<fuzz::Command, fuzz::Fault>(printed) == *schedule, "a printed schedule reads back");

  fuzz::Schedule decoded;
  const Bytes bytes = to_bytes(*schedule);
  Reader in(bytes);
  decode(in, decoded);
  fuzz::require(in.ok() && in.at_end() && decoded == *schedule, "a schedule goes through bytes unchanged");
  for (const auto& step : *schedule) fuzz::require(!to_text(step).empty(), "every step has a text");
  return 0;
}
