#include "faultline/engine/words/codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "words/examples.h"

namespace faultline {
namespace {

using namespace examples;

template <class T>
std::optional<T> decoded(std::string_view bytes) {
  T value{};
  Reader in(bytes);
  decode(in, value);
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return value;
}

RC_GTEST_PROP(Codec, ReadsBackWhatItWrote, ()) {
  const Thing thing = any_thing();
  RC_ASSERT(decoded<Thing>(to_bytes(thing)) == thing);
}

RC_GTEST_PROP(Codec, EveryTruncationIsNoticed, ()) {
  const Bytes bytes = to_bytes(any_thing());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    Thing value;
    Reader in(std::string_view(bytes).substr(0, length));
    decode(in, value);
    RC_ASSERT(!in.ok());
  }
}

// What garbage decodes to, if it decodes, is a value like any other: it can be written and read again.
RC_GTEST_PROP(Codec, GarbageIsHarmless, ()) {
  Bytes bytes = *rc::gen::oneOf(rc::gen::arbitrary<Bytes>(), rc::gen::exec([] { return to_bytes(any_thing()); }));
  if (!bytes.empty()) bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  Thing value;
  Reader in(bytes);
  decode(in, value);
  if (in.ok()) RC_ASSERT(decoded<Thing>(to_bytes(value)) == value);
}

TEST(Codec, RejectsWhatNoValueHas) {
  EXPECT_FALSE(decoded<Key>("\x04"));               // four words: 0 to 3
  EXPECT_FALSE((decoded<Ranged<-5, 10>>("\x10")));  // sixteen values: 0 to 15
  EXPECT_FALSE(decoded<Thing>("\x05"));             // five alternatives: 0 to 4
  EXPECT_FALSE(
      decoded<std::string>(Bytes("\xff\xff\xff\xff"
                                 "ab",
                                 6)));
  EXPECT_FALSE(decoded<std::vector<Item>>(Bytes("\xff\xff\xff\xff", 4)));
  EXPECT_FALSE((decoded<std::map<Key, bool>>(Bytes("\xff\xff\xff\xff\x00\x01", 6))));
}

struct Hollow {
  Flush flush;
  std::monostate unit;

  bool operator==(const Hollow&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hollow, (), (flush, unit))

// Found by fuzzing: a few bytes must not ask for four billion elements.
TEST(Codec, ACountOfEmptyValuesIsNotBelieved) {
  const Bytes many("\xff\xff\xff\xff\x00", 5);
  EXPECT_FALSE(decoded<std::vector<Flush>>(many));
  EXPECT_FALSE(decoded<std::vector<Hollow>>(many));
  EXPECT_FALSE((decoded<std::map<std::monostate, std::monostate>>(many)));
  const std::vector<Hollow> two(2);
  EXPECT_EQ(decoded<std::vector<Hollow>>(to_bytes(two)), two);
  const std::map<std::monostate, std::monostate> one{{{}, {}}};
  EXPECT_EQ((decoded<std::map<std::monostate, std::monostate>>(to_bytes(one))), one);
}

TEST(Codec, RejectsNumbersThatAreNoEnumerator) { EXPECT_FALSE(decoded<Colour>("\x03")); }

TEST(Codec, WritesMapsPairsAndUnits) {
  const std::map<std::string, std::optional<std::int32_t>> map{{"", 1}, {"x", std::nullopt}};
  EXPECT_EQ((decoded<std::map<std::string, std::optional<std::int32_t>>>(to_bytes(map))), map);
  EXPECT_EQ(to_bytes(std::monostate{}), "");
  EXPECT_EQ(to_bytes(Key("c")), Bytes("\x02", 1));
  EXPECT_EQ(to_bytes(std::uint32_t{0x0a0b0c0d}), "\x0d\x0c\x0b\x0a");  // little-endian
}

TEST(Codec, WideDomainsNeedEightBytes) {
  using Wide = Ranged<std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()>;
  for (const std::int64_t value : {Wide::low, std::int64_t{-1}, std::int64_t{0}, Wide::high})
    EXPECT_EQ(decoded<Wide>(to_bytes(Wide(value))), Wide(value));
  EXPECT_EQ(to_bytes(Wide()).size(), 8u);
  EXPECT_EQ(to_bytes(Ranged<0, 255>()).size(), 1u);
  EXPECT_EQ(to_bytes(Ranged<0, 256>()).size(), 8u);
}

TEST(Reader, StaysFailed) {
  Reader in("ab");
  EXPECT_EQ(in.take(1), "a");
  EXPECT_EQ(in.number<std::uint32_t>(), 0u);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.take(1), "");
  EXPECT_FALSE(in.ok());
}

TEST(Writer, ClearsAndGrows) {
  Writer out;
  EXPECT_EQ(out.view(), "");
  for (int i = 0; i < 1000; ++i) out.append("0123456789", 10);
  EXPECT_EQ(out.view().size(), 10'000u);
  EXPECT_EQ(out.view().substr(9'990), "0123456789");
  out.clear();
  out.text("x");
  EXPECT_EQ(out.bytes(), Bytes("\x01\0\0\0x", 5));
}

// --- minted ids in digests ---

Bytes canonical(const std::vector<std::string>& ids) {
  CanonicalWriter out;
  for (const auto& id : ids) encode(out, Token{{id}});
  return out.bytes();
}

TEST(CanonicalWriter, NumbersIdsByFirstAppearance) {
  EXPECT_EQ(canonical({"x", "y", "x"}), canonical({"17", "3", "17"}));
  EXPECT_EQ(canonical({"x", "y", "x"}), canonical({"y", "x", "y"}));
  EXPECT_NE(canonical({"x", "y", "x"}), canonical({"x", "y", "y"}));
  EXPECT_NE(canonical({"x", "x"}), canonical({"x", "y"}));
}

TEST(CanonicalWriter, NoIdIsNotAnId) {
  EXPECT_NE(canonical({""}), canonical({"x"}));
  EXPECT_EQ(canonical({"", "x", ""}), canonical({"", "y", ""}));
  EXPECT_NE(canonical({"", "x", "x"}), canonical({"", "x", "y"}));
}

TEST(CanonicalWriter, RemembersOverAClear) {
  CanonicalWriter out;
  encode(out, Minted{"x"});
  const Bytes first = out.bytes();
  encode(out, Minted{"y"});
  out.clear();
  encode(out, Minted{"x"});
  EXPECT_EQ(out.bytes(), first);
}

TEST(CanonicalWriter, LeavesOtherTextAlone) {
  CanonicalWriter out;
  const Item item{"b", 3, true, "x"};
  encode(out, item);
  EXPECT_EQ(out.bytes(), to_bytes(item));
}

}  // namespace
}  // namespace faultline
