// Commands that hold others, and changes in several places at once.
#include "faultline/shrink/regroup.h"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "faultline/engine/words/schedule_json.h"
#include "faultline/shrink/combined.h"

namespace faultline::shrink {
namespace {

using Word = OneOf<"a", "b", "c">;
using Prefix = OneOf<"c", "b", "a", "">;

struct Put {
  Word key;
};
BOOST_DESCRIBE_STRUCT(Put, (), (key))
struct Drop {
  Word key;
  bool checked = false;
};
BOOST_DESCRIBE_STRUCT(Drop, (), (key, checked))
struct All {
  std::vector<std::variant<Put, Drop>> writes;
};
BOOST_DESCRIBE_STRUCT(All, (), (writes))
struct Puts {
  std::vector<Put> puts;
};
BOOST_DESCRIBE_STRUCT(Puts, (), (puts))
struct Wipe {
  Prefix prefix;
};
BOOST_DESCRIBE_STRUCT(Wipe, (), (prefix))

using Command = std::variant<Put, Drop, All, Puts, Wipe>;
using Schedule = std::vector<Step<Command, NoFault>>;

std::string text(const Schedule& schedule) {
  std::string all;
  for (const auto& step : schedule) {
    if (!all.empty()) all += ' ';
    all += step.index() == 0 ? to_text(std::get<0>(step)) : std::get<Crash>(step).point;
    if (const auto* crash = std::get_if<Crash>(&step)) all += '#' + std::to_string(crash->hit);
  }
  return all;
}

std::size_t writes(const Schedule& schedule) {
  std::size_t count = 0;
  for (const auto& step : schedule) {
    const auto* command = std::get_if<0>(&step);
    if (command == nullptr) continue;
    if (const auto* all = std::get_if<All>(command)) count += all->writes.size();
    if (const auto* puts = std::get_if<Puts>(command)) count += puts->puts.size();
    count += command->index() < 2;
  }
  return count;
}

using Pass = bool (*)(Search<Schedule>&);
std::string after(Pass pass, const Schedule& start, const std::function<bool(const Schedule&)>& fails) {
  Search<Schedule> search(
      start, [&](const Schedule& s) { return fails(s) ? Fate::same : Fate::passes; }, {}, [] { return false; });
  pass(search);
  return text(search.best());
}
std::string regrouped(const Schedule& start) {
  return after(regroup<Schedule>, start, [&](const Schedule& s) { return writes(s) == writes(start); });
}

TEST(Regroup, TwoCommandsBecomeOne) {
  EXPECT_EQ(regrouped({Command(Put{"a"}), Command(Put{"b"})}), R"(puts(puts=[{key="a"}, {key="b"}]))");
  EXPECT_EQ(regrouped({Command(Put{"a"}), Command(Drop{"b"})}),
            R"(all(writes=[put(key="a"), drop(key="b", checked=false)]))");
}

TEST(Regroup, GroupsAreJoined) {
  EXPECT_EQ(regrouped({Command(All{{Put{"a"}}}), Command(Puts{{{"b"}, {"c"}}})}),
            R"(puts(puts=[{key="a"}, {key="b"}, {key="c"}]))");
}

TEST(Regroup, AGroupOfOneBecomesThatOne) {
  EXPECT_EQ(regrouped({Command(All{{Drop{"b"}}})}), R"(drop(key="b", checked=false))");
  EXPECT_EQ(regrouped({Command(Puts{{{"c"}}})}), R"(put(key="c"))");
}

TEST(Regroup, WhatIsNoMemberStaysAlone) {
  EXPECT_EQ(regrouped({Command(Wipe{"a"}), Command(Put{"b"})}), R"(wipe(prefix="a") put(key="b"))");
}

TEST(ReorderElements, SortsWhereTheOrderDoesNotMatter) {
  const Schedule start{Command(Puts{{{"c"}, {"b"}, {"a"}}})};
  const auto any_order = [](const Schedule& s) { return writes(s) == 3; };
  EXPECT_EQ(after(reorder_elements<Schedule>, start, any_order), R"(puts(puts=[{key="a"}, {key="b"}, {key="c"}]))");
  const auto c_first = [](const Schedule& s) { return std::get<Puts>(std::get<0>(s[0])).puts[0].key == Word("c"); };
  EXPECT_EQ(after(reorder_elements<Schedule>, start, c_first), R"(puts(puts=[{key="c"}, {key="a"}, {key="b"}]))");
}

TEST(RenameWords, AcrossTheListsTheyAreFrom) {
  const auto same_word = [](const Schedule& s) {
    return std::get<Put>(std::get<0>(s[0])).key.view() == std::get<Wipe>(std::get<0>(s[1])).prefix.view();
  };
  EXPECT_EQ(after(rename_words<Schedule>, {Command(Put{"b"}), Command(Wipe{"b"})}, same_word),
            R"(put(key="a") wipe(prefix="a"))");
}

TEST(DropElementHits, LowersTheHitWithTheElement) {
  const auto passes_hits = [](const Schedule& s) { return std::get<Crash>(s[0]).hit == writes(s) + 1; };
  EXPECT_EQ(after(drop_element_hits<Schedule>, {Crash{"sync", 4}, Command(Puts{{{"a"}, {"b"}, {"c"}}})}, passes_hits),
            "sync#1 puts(puts=[])");
}

// Wiping needs something to wipe, dropping does not.
TEST(DropForReplacement, GoesWithoutTheCommandThatOnlyServedAnother) {
  const auto fails = [](const Schedule& s) {
    const auto is = [&](std::size_t i, std::size_t kind) { return std::get<0>(s[i]).index() == kind; };
    return (s.size() == 3 && is(0, 0) && is(1, 4) && is(2, 4)) || (s.size() == 2 && is(0, 1) && is(1, 1));
  };
  EXPECT_EQ(after(drop_for_replacement<Schedule>, {Command(Put{"a"}), Command(Wipe{"c"}), Command(Wipe{"c"})}, fails),
            R"(drop(key="a", checked=false) drop(key="a", checked=false))");
}

}  // namespace
}  // namespace faultline::shrink
