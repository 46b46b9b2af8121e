// A death that the target's own code caused is reported with its stack, and with the first and last of its output.
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/report/text_report.h"

#include "hostile_targets.h"
#include "hostile_testing.h"

namespace faultline::hostile {

// Their names are looked for.
[[gnu::noinline]] void inner_fault() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}
[[gnu::noinline]] void outer_fault() {
  inner_fault();
  std::fputs("", stderr);  // no tail call
}
[[gnu::noinline]] void inner_abort() { std::abort(); }
[[gnu::noinline]] void throw_deep_inside() { throw_error(); }
void throw_deep_in_thread() { std::thread(throw_deep_inside).join(); }
void talk_and_abort() {
  for (int i = 0; i < 5000; ++i) std::fprintf(stderr, "line %d\n", i);
  std::abort();
}
void write_to_nobody() {
  int ends[2];
  (void)!::pipe(ends);
  ::close(ends[0]);
  (void)!::write(ends[1], "x", 1);
}
void handle_and_give_back() {
  const auto before = std::signal(SIGSEGV, SIG_IGN);
  std::signal(SIGSEGV, before);
  std::signal(SIGABRT, SIG_DFL);
}

namespace {

FAULTLINE_CHECK(zoo.stacks.fault, WorkModel, Hostile<outer_fault>);
FAULTLINE_CHECK(zoo.stacks.abort, WorkModel, Hostile<inner_abort>);
FAULTLINE_CHECK(zoo.stacks.thread, WorkModel, Hostile<throw_deep_in_thread>);
FAULTLINE_CHECK(zoo.stacks.talks, WorkModel, Hostile<talk_and_abort>);
FAULTLINE_CHECK(zoo.stacks.pipe, WorkModel, Hostile<write_to_nobody>);
FAULTLINE_CHECK(zoo.stacks.gives_back, WorkModel, Hostile<handle_and_give_back>);

class HostileStacks : public HostileTesting {
 protected:
  Finding found(const char* name) {
    CheckReport report = campaign(name);
    if (report.findings.size() != 1) throw std::runtime_error("no finding");
    return std::move(report.findings[0]);
  }
};

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST_F(HostileStacks, BeginAtTheFaultAndEndWhereTheEngineCalls) {
  if (kSanitized) GTEST_SKIP() << "a fault is the sanitizer's here";
  const Finding finding = found("zoo.stacks.fault");
  ASSERT_GE(finding.stack.size(), 3U);
  EXPECT_TRUE(has(finding.stack[0], "faultline::hostile::inner_fault()")) << finding.stack[0];
  EXPECT_TRUE(has(finding.stack[1], "faultline::hostile::outer_fault()")) << finding.stack[1];
  EXPECT_TRUE(has(finding.stack.back(), "::execute(")) << finding.stack.back();
  for (const std::string& call : finding.stack) EXPECT_FALSE(has(call, "Server")) << call;
  const std::string report = render_finding(finding, {});
  const auto stack = report.find("\nSTACK where the process died\n"), output = report.find("\nOUTPUT");
  ASSERT_NE(stack, std::string::npos) << report;
  EXPECT_LT(stack, output);
}

TEST_F(HostileStacks, OfAnAbortAndOfAnExceptionThatNobodyCaught) {
  const Finding abort = found("zoo.stacks.abort");
  ASSERT_GE(abort.stack.size(), 2U);
  EXPECT_TRUE(has(abort.stack[0], "abort")) << abort.stack[0];
  EXPECT_TRUE(has(abort.stack[1], "inner_abort()")) << abort.stack[1];
  const Finding thrown = found("zoo.stacks.thread");
  EXPECT_EQ(name_of(thrown.verdict.failure), name_of(FailureClass::terminated));
  ASSERT_GE(thrown.stack.size(), 2U);
  EXPECT_TRUE(has(thrown.stack[0] + thrown.stack[1], "throw_deep_inside()")) << thrown.stack[0];
}

TEST_F(HostileStacks, ALongOutputKeepsItsHead) {
  const std::string output = found("zoo.stacks.talks").output;
  EXPECT_TRUE(output.starts_with("about to misbehave\nline 0\nline 1\n")) << output.substr(0, 100);
  EXPECT_TRUE(has(output, " bytes left out ...\n"));
  EXPECT_TRUE(output.ends_with("line 4998\nline 4999\n"));
}

// Whatever the engine, or whoever started it, does with SIGPIPE.
TEST_F(HostileStacks, ATargetsOwnBrokenPipeEndsItAsAnywhere) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  session_.emplace();
  const Finding finding = found("zoo.stacks.pipe");
  std::signal(SIGPIPE, before);
  EXPECT_EQ(finding.verdict.message, "The process ended with SIGPIPE in work(amount=7).");
  EXPECT_EQ(finding.stable, 3);
}

TEST_F(HostileStacks, HandlersThatAreGivenBackAreNoChange) {
  const CheckReport report = campaign("zoo.stacks.gives_back");
  EXPECT_EQ(report.verdict, VerdictKind::pass) << report.reason;
  for (const Finding& finding : report.findings) ADD_FAILURE() << finding.verdict.message;
}

}  // namespace
}  // namespace faultline::hostile
