#include "faultline/engine/words/schedule_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "words/examples.h"

namespace faultline {
namespace {

using namespace examples;

struct Drop {
  Count<1, 3> n;

  bool operator==(const Drop&) const = default;
};
BOOST_DESCRIBE_STRUCT(Drop, (), (n))

using Faults = std::variant<Drop>;
using StepOfThings = Step<Thing, Faults>;
using Schedule = std::vector<StepOfThings>;

StepOfThings any_step() {
  switch (*rc::gen::inRange(0, 10)) {
    case 0:
      return Faults(Drop{*rc::gen::inRange<std::int64_t>(1, 4)});
    case 1:
      return Crash{any_text(), *rc::gen::nonZero<std::uint32_t>(), *rc::gen::inRange<std::int64_t>(0, 16)};
    case 2:
      return Restart{};
    case 3:
      return Heal{};
    case 4:
      return Advance{*rc::gen::inRange<std::int64_t>(1, 3601)};
    case 5:
      return Together<Thing>{{any_thing(), any_thing()}};
    default:
      return any_thing();
  }
}

template <class Fault = Faults>
std::string rejection(std::string_view text) {
  try {
    schedule_from_json<Thing, Fault>(parse_json(text, "test"));
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

RC_GTEST_PROP(ScheduleJson, ReadsBackWhatItWrote, ()) {
  Schedule schedule;
  for (int n = *rc::gen::inRange(0, 6); n > 0; --n) schedule.push_back(any_step());
  const auto text = pretty_json(schedule_to_json(schedule));
  RC_ASSERT((schedule_from_json<Thing, Faults>(parse_json(text, "test"))) == schedule);
}

TEST(ScheduleJson, HasTheDocumentedShape) {
  const Schedule schedule{Thing(BulkGet{{"a"}}),
                          Faults(Drop{2}),
                          Crash{"wal.sync", 2},
                          Restart{},
                          Heal{},
                          Advance{5},
                          Together<Thing>{{Flush{}, BulkGet{{"a"}}}},
                          Crash{"wal.sync", 1, 3}};
  EXPECT_EQ(boost::json::serialize(schedule_to_json(schedule)),
            R"([{"command":{"bulk_get":{"keys":["a"]}}},{"fault":{"drop":{"n":2}}},)"
            R"({"crash":{"point":"wal.sync","hit":2}},{"restart":{}},{"heal":{}},{"advance":{"seconds":5}},)"
            R"({"together":[{"flush":{}},{"bulk_get":{"keys":["a"]}}]},)"
            R"({"crash":{"point":"wal.sync","hit":1,"power_loss":3}}])");
  EXPECT_EQ(boost::json::serialize(schedule_to_json(Schedule{})), "[]");
}

TEST(ScheduleFromJson, NamesTheStep) {
  EXPECT_EQ(rejection(R"([{"restart":{}},{"command":{"item":{"key":"q"}}}])"),
            R"(steps[2].command.item.key: expected one of "a", "b", "c", "d", found "q")");
  EXPECT_EQ(rejection(R"([{"fault":{"drop":{"n":4}}}])"),
            "steps[1].fault.drop.n: expected a number from 1 to 3, found 4");
  EXPECT_EQ(rejection(R"([{"crash":{"point":"p"}}])"), R"(steps[1].crash: the key "hit" is missing)");
  EXPECT_EQ(rejection(R"([{"crash":{"point":"p","hit":-1}}])"),
            "steps[1].crash.hit: expected an integer from 1 to 4294967295, found -1");
}

TEST(ScheduleFromJson, AHitIsCountedFromOne) {
  for (const char* hit : {"0", "-0", "4294967296", "1.0", "1e3", "\"1\"", "null", "true", "[1]"})
    EXPECT_TRUE(rejection(std::string(R"([{"crash":{"point":"p","hit":)") + hit + "}}]")
                    .starts_with("steps[1].crash.hit: expected an integer from 1 to 4294967295, found "))
        << hit;
}

TEST(ScheduleFromJson, NamesUnknownKeysAtEveryLevel) {
  EXPECT_EQ(rejection(R"([{"crash":{"point":"p","hit":1,"power_los":1}}])"),
            R"(steps[1].crash.power_los: unknown key; expected one of "point", "hit", "power_loss")");
  EXPECT_EQ(rejection(R"([{"restart":{"part":"a"}}])"), "steps[1].restart.part: unknown key; expected none");
  EXPECT_EQ(rejection(R"([{"heal":{"x":1}}])"), "steps[1].heal.x: unknown key; expected none");
  EXPECT_EQ(rejection(R"([{"advance":{"seconds":5,"minutes":1}}])"),
            R"(steps[1].advance.minutes: unknown key; expected "seconds")");
  EXPECT_EQ(rejection(R"([{"fault":{"drop":{"n":1,"m":1}}}])"), R"(steps[1].fault.drop.m: unknown key; expected "n")");
  EXPECT_EQ(rejection(R"([{"command":{"flush":{"now":true}}}])"),
            "steps[1].command.flush.now: unknown key; expected none");
  EXPECT_EQ(rejection(R"([{"together":[{"flush":{}},{"bulk_get":{"keys":["a"],"all":1}}]}])"),
            R"(steps[1].together[2].bulk_get.all: unknown key; expected "keys")");
  EXPECT_EQ(rejection(R"([{"restart":null}])"), "steps[1].restart: expected an object, found null");
  EXPECT_EQ(rejection(R"([{"heal":[]}])"), "steps[1].heal: expected an object, found []");
}

TEST(ScheduleFromJson, KnowsSevenKindsOfStep) {
  EXPECT_EQ(rejection(R"([{"sleep":{"seconds":5}}])"),
            R"(steps[1]: expected a command, fault, crash, restart, advance, heal or together that this check has, )"
            R"(found {"sleep":{"seconds":5}})");
  EXPECT_EQ(rejection(R"([{"advance":{"seconds":0}}])"),
            "steps[1].advance.seconds: expected a number from 1 to 3600, found 0");
  EXPECT_EQ(rejection(R"([{"together":[{"flush":{}}]}])"),
            R"(steps[1].together: expected two or three commands, found [{"flush":{}}])");
  EXPECT_EQ(rejection(R"([{"restart":{},"heal":{}}])"),
            R"(steps[1]: expected an object with one key, found {"restart":{},"heal":{}})");
  EXPECT_EQ(rejection(R"({"restart":{}})"), R"(steps: expected an array, found {"restart":{}})");
  EXPECT_EQ(rejection("[[]]"), "steps[1]: expected an object with one key, found []");
}

TEST(ScheduleFromJson, AModelWithoutFaultsHasNone) {
  EXPECT_TRUE(rejection<NoFault>(R"([{"fault":{}}])").starts_with("steps[1]: expected a command, fault, crash"));
  EXPECT_EQ(rejection<NoFault>(R"([{"command":{"flush":{}}},{"heal":{}}])"), "accepted");
}

TEST(ScheduleSize, CountsStepsByKind) {
  const ScheduleSize size = size_of(Schedule{Thing(Flush{}), Faults(Drop{1}), Crash{}, Restart{}, Heal{}, Crash{},
                                             Advance{1}, Together<Thing>{{Flush{}, Flush{}}}});
  EXPECT_EQ(size.commands, 3u);
  EXPECT_EQ(size.faults, 1u);
  EXPECT_EQ(size.crashes, 2u);
  EXPECT_EQ(size.steps, 8u);
  EXPECT_EQ(size.togethers, 1u);
}

}  // namespace
}  // namespace faultline
