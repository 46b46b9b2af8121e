#include "faultline/engine/words/verdict.h"

#include <set>

#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr auto kLast = FailureClass::changed_process_state;

TEST(FailureClasses, EachHasAFamilyANameAndASentence) {
  std::set<std::string_view> names, sentences;
  for (int i = 0; i <= static_cast<int>(kLast); ++i) {
    const auto failure = static_cast<FailureClass>(i);
    EXPECT_TRUE((std::set<std::string_view>{"model", "durability", "process"}.contains(family_of(failure))));
    names.insert(name_of(failure));
    sentences.insert(explanation_of(failure));
    EXPECT_TRUE(explanation_of(failure).ends_with('.'));
    EXPECT_EQ(failure_named(name_of(failure)), failure);
  }
  EXPECT_EQ(failure_named("lost_akc"), std::nullopt);
  EXPECT_EQ(failure_named(""), std::nullopt);
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kLast) + 1);
  EXPECT_EQ(sentences.size(), names.size());
}

// The tables are kept by position: each end and one in the middle.
TEST(FailureClasses, NamesAreTheEnumerators) {
  EXPECT_EQ(name_of(FailureClass::wrong_reply), "wrong_reply");
  EXPECT_EQ(name_of(FailureClass::recovery_differs), "recovery_differs");
  EXPECT_EQ(family_of(FailureClass::recovery_differs), "durability");
  EXPECT_EQ(name_of(FailureClass::hang), "hang");
  EXPECT_EQ(family_of(FailureClass::hang), "process");
  EXPECT_EQ(name_of(FailureClass::output_flood), "output_flood");
  EXPECT_EQ(name_of(FailureClass::changed_process_state), "changed_process_state");
}

TEST(VerdictKinds, NamesAreTheEnumerators) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<VerdictKind>>(
      [](auto kind) { EXPECT_EQ(name_of(kind.value), kind.name); });
}

TEST(Verdict, SameBugNeedsClassAndOriginAndTwoFailures) {
  const Verdict verdict{VerdictKind::fail, FailureClass::lost_ack, "audit.get", "here", 3};
  Verdict other = verdict;
  other.message = "there";
  other.step = 9;
  EXPECT_TRUE(verdict.same_bug(other));
  other.origin = "audit.list";
  EXPECT_FALSE(verdict.same_bug(other));
  other = verdict;
  other.failure = FailureClass::corrupt_recovery;
  EXPECT_FALSE(verdict.same_bug(other));
  other = verdict;
  other.kind = VerdictKind::inconclusive;
  EXPECT_FALSE(verdict.same_bug(other));
  EXPECT_FALSE(other.same_bug(verdict));
  EXPECT_FALSE(Verdict{}.same_bug(Verdict{}));
}

}  // namespace
}  // namespace faultline
