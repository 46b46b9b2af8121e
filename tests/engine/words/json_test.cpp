#include "faultline/engine/words/json.h"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "words/examples.h"

namespace faultline {
namespace {

using namespace examples;

template <class T>
T read(std::string_view text) {
  T value{};
  from_json(parse_json(text, "test"), value, "x");
  return value;
}

template <class T>
std::string rejection(std::string_view text) {
  try {
    read<T>(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

std::string parse_error(std::string_view text) {
  try {
    return "accepted " + boost::json::serialize(parse_json(text, "f.json"));
  } catch (const BadInput& error) {
    return error.what();
  }
}

RC_GTEST_PROP(Json, ReadsBackWhatItWrote, ()) {
  const Thing thing = any_thing();
  RC_ASSERT(read<Thing>(pretty_json(to_json(thing))) == thing);
}

TEST(Json, HasTheDocumentedShape) {
  const auto text = [](const auto& value) { return boost::json::serialize(to_json(value)); };
  EXPECT_EQ(text(Thing(Item{"b", -2, true, "n"})), R"({"item":{"key":"b","level":-2,"flag":true,"note":"n"}})");
  EXPECT_EQ(text(Thing(BulkGet{{"a", "d"}})), R"({"bulk_get":{"keys":["a","d"]}})");
  EXPECT_EQ(text(Box{{}, Colour::blue, 9, 255}), R"({"items":[],"colour":"blue","number":9,"small":255})");
  EXPECT_EQ(text(Box{}), R"({"items":[],"colour":null,"number":0,"small":0})");
  EXPECT_EQ(text(Thing(Flush{})), R"({"flush":{}})");
  EXPECT_EQ(text(Token{{"e1"}}), R"({"id":"e1"})");
  EXPECT_EQ(text(std::monostate{}), "{}");
}

TEST(FromJson, NamesThePathTheExpectedAndTheFound) {
  EXPECT_EQ(rejection<Item>(R"({"key":"z","level":0,"flag":true,"note":""})"),
            R"(x.key: expected one of "a", "b", "c", "d", found "z")");
  EXPECT_EQ(rejection<Item>(R"({"key":"a","level":11,"flag":true,"note":""})"),
            "x.level: expected a number from -5 to 10, found 11");
  EXPECT_EQ(rejection<Item>(R"({"key":"a","level":0,"flag":1,"note":""})"), "x.flag: expected true or false, found 1");
  EXPECT_EQ(rejection<Item>(R"({"key":"a","level":0,"flag":true,"note":null})"),
            "x.note: expected a string, found null");
  EXPECT_EQ(rejection<Item>(R"({"key":"a"})"), R"(x: the key "level" is missing)");
  EXPECT_EQ(rejection<Item>("[]"), "x: expected an object, found []");
  EXPECT_EQ(rejection<Box>(R"({"items":{},"colour":null,"number":0,"small":0})"),
            "x.items: expected an array, found {}");
  EXPECT_EQ(rejection<Box>(R"({"items":[],"colour":"pink","number":0,"small":0})"),
            R"(x.colour: expected the name of an enumerator, found "pink")");
  EXPECT_EQ(rejection<Box>(R"({"items":[],"colour":null,"number":0,"small":256})"),
            "x.small: expected an integer from 0 to 255, found 256");
}

TEST(FromJson, CountsElementsFromOne) {
  EXPECT_EQ(rejection<Thing>(R"({"bulk_get":{"keys":["a","b","q"]}})"),
            R"(x.bulk_get.keys[3]: expected one of "a", "b", "c", "d", found "q")");
}

TEST(FromJson, NamesAlternatives) {
  EXPECT_EQ(rejection<Thing>(R"({"item":{"key":"q"}})"),
            R"(x.item.key: expected one of "a", "b", "c", "d", found "q")");
  EXPECT_EQ(rejection<Thing>(R"({"bulk_put":{}})"),
            R"(x: expected an object with the one key one of "item", "box", "bulk_get", "token", "flush", )"
            R"(found {"bulk_put":{}})");
  EXPECT_EQ(rejection<Thing>(R"({"flush":{},"item":{}})"),
            R"(x: expected an object with one key, found {"flush":{},"item":{}})");
  EXPECT_EQ(rejection<Thing>("7"), "x: expected an object with one key, found 7");
}

TEST(FromJson, IntegersAreWholeAndFit) {
  EXPECT_EQ(read<std::int64_t>("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read<std::uint64_t>("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  for (const char* text : {"1.0", "1e2", "\"1\"", "true", "9223372036854775808", "[]"})
    EXPECT_TRUE(rejection<std::int64_t>(text).starts_with("x: expected an integer from ")) << text;
  EXPECT_TRUE(rejection<std::uint32_t>("-1").starts_with("x: expected an integer from 0 to 4294967295"));
  EXPECT_EQ(read<double>("2"), 2.0);
  EXPECT_EQ(rejection<double>("\"2\""), "x: expected a number, found \"2\"");
}

// Found by fuzzing: Boost.JSON alone reads some of these a unit in the last place off.
TEST(FromJson, DecimalsAreReadExactly) {
  for (const double number : {0.1, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1234567890123456,
                              9007199254740993.0, 1.8888888888888889e85})
    EXPECT_EQ(read<double>(pretty_json(to_json(number))), number);
  EXPECT_EQ(read<double>("18888888888888888888888888888888888888888888888888888888888888888888446744073709551615"),
            18888888888888888888888888888888888888888888888888888888888888888888446744073709551615.0);
  EXPECT_EQ(read<double>("1e-400"), 0.0);
}

TEST(FromJson, NumbersAreFinite) {
  EXPECT_EQ(rejection<double>("1e400"), "test: not JSON: exponent overflow at byte 5");
  EXPECT_EQ(rejection<double>("[-1e400,2]"), "test: not JSON: exponent overflow at byte 7");
  EXPECT_EQ(rejection<float>("1e300"), "x: expected a number that fits its type, found 1E300");
  EXPECT_EQ(read<float>("-3.4028234663852886e38"), std::numeric_limits<float>::lowest());
}

RC_GTEST_PROP(FromJson, AnyDoubleReadsBack, ()) {
  const auto number = std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>());
  RC_PRE(std::isfinite(number));
  RC_ASSERT(read<double>(pretty_json(to_json(number))) == number);
}

TEST(FromJson, AnEnumeratorIsTheWholeString) {
  EXPECT_EQ(rejection<Colour>(R"("red\u0000der")"), R"(x: expected the name of an enumerator, found "red\u0000der")");
}

TEST(FromJson, ShowsOnlyTheStartOfWhatIsLong) {
  const std::string why = rejection<bool>('"' + std::string(500, 'y') + '"');
  EXPECT_LT(why.size(), 120u);
  EXPECT_TRUE(why.ends_with("yyy...")) << why;
}

TEST(ParseJson, SaysWhereItEndsTooEarly) {
  const std::string text = R"({"a":[1,true,{"b":null}],"c":"x\u00e4\n"})";
  ASSERT_EQ(parse_error(text).substr(0, 8), "accepted");
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_TRUE(parse_error(text.substr(0, length)).starts_with("f.json: the JSON ends too early, after ")) << length;
}

TEST(ParseJson, RejectsTextBehindTheDocument) {
  EXPECT_EQ(parse_error("{} \n"), "accepted {}");
  EXPECT_EQ(parse_error("{} {}"), "f.json: unexpected text after the JSON, at byte 3");
  EXPECT_EQ(parse_error("[]]"), "f.json: unexpected text after the JSON, at byte 2");
  EXPECT_EQ(parse_error(std::string_view("{}\0", 3)), "f.json: unexpected text after the JSON, at byte 2");
}

TEST(ParseJson, RejectsGarbage) {
  for (const std::string& text : {std::string("{a}"), std::string("nul1"), std::string("{\"a\":}"), std::string("'a'"),
                                  std::string("[1,]"), std::string("\"\xff\""), std::string(1000, '[')})
    EXPECT_TRUE(parse_error(text).starts_with("f.json: not JSON: ")) << parse_error(text);
}

RC_GTEST_PROP(ParseJson, AnythingIsReadOrRejected, (const std::string& text)) {
  try {
    parse_json(text, "f.json");
  } catch (const BadInput& error) {
    RC_ASSERT(std::string(error.what()).starts_with("f.json: "));
  }
}

TEST(PrettyJson, BreaksOnlyWhatIsLong) {
  EXPECT_EQ(pretty_json(boost::json::parse(R"({"a":[1,2],"b":{}})")), "{\"a\":[1,2],\"b\":{}}\n");
  const std::string word(60, 'w');
  EXPECT_EQ(pretty_json(boost::json::array{boost::json::string(word), boost::json::object{{"k", word}}}),
            "[\n  \"" + word + "\",\n  {\"k\":\"" + word + "\"}\n]\n");
}

TEST(PrettyJson, MayGoToATerminal) {
  const std::string hidden = "\x1b[2J\x7f\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81";
  EXPECT_EQ(pretty_json(boost::json::string(hidden)), R"("\u001b[2J\u007f\u009b\u202e\udb40\udc41")"
                                                      "\n");
  EXPECT_EQ(parse_json(pretty_json(boost::json::string(hidden)), "f.json"), boost::json::string(hidden));
  EXPECT_EQ(pretty_json(boost::json::string("\xff")), "\"\\ufffd\"\n");  // always UTF-8
}

TEST(ParseJson, RefusesAKeyThatIsThereTwice) {
  const auto rejected = [](std::string_view text) -> std::string {
    try {
      parse_json(text, "f.json");
    } catch (const BadInput& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(rejected(R"({"a":1,"b":{"a":1},"a":2})"), "f.json.a: duplicate key");
  EXPECT_EQ(rejected(R"({"a":[1,"x",null,true,2.5,[],{"b":1,"b":1}]})"), "f.json.a[7].b: duplicate key");
  EXPECT_EQ(rejected(R"([{"\u0061":1,"a":2}])"), "f.json[1].a: duplicate key");
  EXPECT_EQ(rejected(R"({"a":{"a":{"a":1}},"":1,"A":1})"), "accepted");
  EXPECT_EQ(rejected(R"({"":1,"":1})"), "f.json.: duplicate key");
  const std::string key(100'000, 'k');
  EXPECT_TRUE(rejected("{\"" + key + "\":1,\"" + key + "\":1}").ends_with("k: duplicate key"));
  EXPECT_TRUE(rejected(std::string(100'000, '[')).starts_with("f.json: not JSON: "));
}

}  // namespace
}  // namespace faultline
