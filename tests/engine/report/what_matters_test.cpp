#include "faultline/engine/report/what_matters.h"

#include <gtest/gtest.h>

namespace faultline {
namespace {

using enum Question::Kind;
using Row = ReportRow::Kind;

// A finding whose table has a row of each kind, in order; its schedule's steps are those rows.
Finding finding_of(const std::vector<Row>& kinds) {
  Finding finding;
  for (const Row kind : kinds) finding.rows.push_back({kind, finding.after.steps++, "x()", "", "", false});
  return finding;
}

struct Counts {
  std::uint32_t same = 0, passed = 0, otherwise = 0;
};
constexpr Counts kSame{1, 0, 0}, kPasses{0, 1, 0}, kOtherwise{0, 0, 1};

void answer(Finding& finding, Question::Kind kind, std::uint32_t step, Counts counts, std::string argument = "",
            bool all = true) {
  finding.what_matters.push_back(
      {{kind, step, std::move(argument), all, {}}, counts.same, counts.passed, counts.otherwise});
}

TEST(WhatMatters, IsEmptyWhereNothingWasAsked) { EXPECT_EQ(render_what_matters(finding_of({Row::numbered})), ""); }

TEST(WhatMatters, TellsFaultsAndCrashesFirst) {
  Finding finding = finding_of({Row::fault, Row::crash, Row::numbered});
  answer(finding, without, 2, kPasses);
  answer(finding, other_value, 2, kSame, "key");
  answer(finding, later, 1, kPasses);
  answer(finding, without, 1, kPasses);
  answer(finding, without, 0, kOtherwise);
  answer(finding, other_value, 2, kSame, "value");
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   without the fault: fails otherwise    without the crash: passes    "
            "crash one step later: passes\n"
            "               without step 1: passes    any other key or value: still fails\n");
}

TEST(WhatMatters, TakesStepsWithTheSameAnswerTogether) {
  Finding finding = finding_of({Row::numbered, Row::crash, Row::numbered, Row::numbered});
  for (const std::uint32_t step : {0U, 2U, 3U}) answer(finding, without, step, kPasses);
  EXPECT_EQ(render_what_matters(finding), "WHAT MATTERS   without any single step: passes\n");

  finding.what_matters[1].passed = 0;
  finding.what_matters[1].otherwise = 1;
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   without step 1 or 3: passes    without step 2: fails otherwise\n");
}

TEST(WhatMatters, SaysAnyOnlyWhenAllWereAsked) {
  Finding finding = finding_of({Row::numbered, Row::numbered, Row::numbered, Row::numbered, Row::numbered});
  for (const std::uint32_t step : {0U, 2U, 3U, 4U}) answer(finding, without, step, kPasses);
  EXPECT_EQ(render_what_matters(finding), "WHAT MATTERS   without step 1 or 3-5: passes\n");
  answer(finding, without, 1, kPasses);
  finding.unasked = 2;
  EXPECT_EQ(render_what_matters(finding), "WHAT MATTERS   without step 1-5: passes    (no time for 2 more)\n");
}

// A recovery after the last step is a row of the table, but no step of the schedule.
TEST(WhatMatters, DoesNotAskForRowsThatAreNoSteps) {
  Finding finding = finding_of({Row::numbered, Row::numbered});
  finding.rows.push_back({Row::numbered, 2, "recover", "", "up", false});
  finding.rows.push_back({Row::audit, 2, "get()", "", "", true});
  answer(finding, without, 0, kPasses);
  answer(finding, without, 1, kPasses);
  EXPECT_EQ(render_what_matters(finding), "WHAT MATTERS   without any single step: passes\n");
}

TEST(WhatMatters, NamesSeveralFaultsByWhatComesAfter) {
  Finding finding = finding_of({Row::fault, Row::numbered, Row::numbered, Row::fault, Row::fault, Row::numbered,
                                Row::crash, Row::numbered, Row::crash});
  answer(finding, without, 0, kPasses);
  answer(finding, without, 3, kOtherwise);
  answer(finding, without, 4, kPasses);
  answer(finding, without, 6, kPasses);
  answer(finding, without, 8, kPasses);
  answer(finding, later, 6, kSame);
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   without the fault before step 1: passes\n"
            "               without the first fault before step 3: fails otherwise\n"
            "               without the second fault before step 3: passes    without any single crash: passes\n"
            "               crash before step 4 one step later: still fails\n");
  finding.unasked = 1;
  const std::string text = render_what_matters(finding);
  EXPECT_NE(text.find("without the crash at the end: passes"), std::string::npos) << text;
}

TEST(WhatMatters, TakesArgumentsWithTheSameAnswerTogether) {
  Finding finding = finding_of({Row::numbered, Row::numbered});
  answer(finding, other_value, 0, {4, 0, 0}, "key");
  answer(finding, other_value, 1, {3, 0, 0}, "key");
  answer(finding, other_value, 0, {2, 0, 0}, "value");
  answer(finding, other_value, 0, {0, 3, 0}, "etag");
  answer(finding, other_value, 0, {2, 0, 0}, "ttl");
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   any other key, value or ttl: still fails    any other etag: passes\n");
}

TEST(WhatMatters, CountsWhereTheAnswerIsMixed) {
  Finding finding = finding_of({Row::numbered});
  answer(finding, other_value, 0, {2, 3, 0}, "ttl");
  answer(finding, other_value, 0, {2, 0, 1}, "key");
  answer(finding, other_value, 0, {0, 2, 3}, "page_size");
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   some other ttl: passes in 3 of 5    some other key: fails otherwise in 1 of 3\n"
            "               some other page_size: passes in 2 of 5\n");
}

TEST(WhatMatters, TellsArgumentsOfTheSameNameApartWhereTheyDiffer) {
  Finding finding = finding_of({Row::fault, Row::numbered, Row::numbered});
  answer(finding, other_value, 0, {2, 0, 0}, "n");
  answer(finding, other_value, 2, {0, 2, 0}, "n");
  answer(finding, other_value, 1, {0, 2, 0}, "key");
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   any other n of the fault: still fails    any other n at step 2 or key: passes\n");
}

TEST(WhatMatters, AddsUpWhatCannotBeToldApart) {
  Finding finding = finding_of({Row::numbered, Row::numbered});
  answer(finding, other_value, 0, {0, 3, 0}, "etag");
  answer(finding, other_value, 0, {1, 2, 0}, "etag");
  answer(finding, other_value, 1, {3, 0, 0}, "etag");
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   some other etag at step 1: passes in 5 of 6    any other etag at step 2: still fails\n");
  finding.what_matters.pop_back();
  EXPECT_EQ(render_what_matters(finding), "WHAT MATTERS   some other etag: passes in 5 of 6\n");
}

TEST(WhatMatters, CallsACrashPointByThatName) {
  Finding finding = finding_of({Row::crash, Row::numbered});
  answer(finding, other_value, 0, {0, 3, 0}, "point");
  answer(finding, other_value, 0, {0, 2, 0}, "hit");
  EXPECT_EQ(render_what_matters(finding), "WHAT MATTERS   any other crash point or hit: passes\n");
}

TEST(WhatMatters, SaysHowManyValuesWereTriedWhereThereAreMore) {
  Finding finding = finding_of({Row::numbered});
  answer(finding, Question::Kind::other_value, 0, {3, 0, 0}, "key");
  answer(finding, Question::Kind::other_value, 0, {4, 0, 0}, "text", false);
  answer(finding, Question::Kind::other_value, 0, {0, 4, 0}, "from", false);
  EXPECT_EQ(render_what_matters(finding),
            "WHAT MATTERS   any other key: still fails    some other text (4 tried): still fails\n"
            "               some other from (4 tried): passes\n");
}

}  // namespace
}  // namespace faultline
