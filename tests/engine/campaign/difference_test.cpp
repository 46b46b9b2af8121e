#include "faultline/engine/campaign/difference.h"

#include <gtest/gtest.h>

namespace faultline {
namespace {

using Kind = ReportRow::Kind;

const ReportRow kPut{Kind::numbered, 0, "put(key=\"a\")", "ok", "ok", false};
const ReportRow kGet{Kind::numbered, 2, "get(key=\"a\")", "ok 1", "ok 1", false};

ReportRow but(ReportRow row, const std::string& actual) {
  row.actual = actual;
  return row;
}
ReportRow fault(const std::string& actual) { return {Kind::fault, 1, "fault  drop()", "", actual, false}; }
ReportRow audit(const std::string& actual) { return {Kind::audit, 3, "get(key=\"b\")", "", actual, true}; }

TEST(FirstDifference, IsNothingWhereAllIsTheSame) {
  EXPECT_EQ(first_difference({}, {}), "");
  EXPECT_EQ(first_difference({kPut, kGet}, {kPut, kGet}), "");
}

TEST(FirstDifference, NamesTheStepAsTheTableDoes) {
  EXPECT_EQ(first_difference({kPut, fault(""), kGet}, {kPut, fault(""), but(kGet, "not found")}),
            "at step 2, get(key=\"a\"): ok 1, then not found");
  EXPECT_EQ(first_difference({kPut}, {but(kPut, "")}), "at step 1, put(key=\"a\"): ok, then no answer");
}

// That a fault fired is seen at the step where it did.
TEST(FirstDifference, IsWhatTheSystemDidRatherThanWhatTheFaultCameTo) {
  EXPECT_EQ(first_difference({fault("fired 1"), kPut, but(kGet, "failed")}, {fault("never fired"), kPut, kGet}),
            "at step 2, get(key=\"a\"): failed, then ok 1");
}

TEST(FirstDifference, MayBeThatOneOfThemWentOn) {
  EXPECT_EQ(first_difference({kPut}, {kPut, kGet}), "at step 2, get(key=\"a\"): it had failed, then it went on");
  EXPECT_EQ(first_difference({kPut, kGet}, {kPut}), "at step 2, get(key=\"a\"): it went on, then it had failed");
}

TEST(FirstDifference, MayBeInAnAudit) {
  EXPECT_EQ(first_difference({kPut, audit("2")}, {kPut}),
            "in the audit after step 1, get(key=\"b\"): 2, then nothing wrong");
  EXPECT_EQ(first_difference({kPut}, {kPut, audit("2")}),
            "in the audit after step 1, get(key=\"b\"): nothing wrong, then 2");
  EXPECT_EQ(first_difference({kPut, audit("2")}, {kPut, audit("3")}),
            "in the audit after step 1, get(key=\"b\"): 2, then 3");
}

// One failed in an audit half way, the other went on to the next step.
TEST(FirstDifference, MayBeAnAuditOrAStep) {
  EXPECT_EQ(first_difference({kPut, audit("2")}, {kPut, kGet}),
            "in the audit after step 1, get(key=\"b\"): 2, then nothing wrong");
  EXPECT_EQ(first_difference({kPut, kGet}, {kPut, audit("2")}),
            "in the audit after step 1, get(key=\"b\"): nothing wrong, then 2");
}

}  // namespace
}  // namespace faultline
