#include "faultline/engine/isolation/last_words.h"

#include <cstdio>
#include <new>
#include <stdexcept>
#include <string>

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

using testing::in_a_child;
using testing::Shared;

TEST(LastWords, TheFirstToSpeakIsHeard) {
  const Shared<LastWords> words;
  EXPECT_EQ(words->said, 0u);
  words->say(FailureClass::leaked_thread, "left a thread running");
  words->say(FailureClass::hang, "");
  EXPECT_NE(words->said, 0u);
  EXPECT_EQ(words->failure, FailureClass::leaked_thread);
  EXPECT_EQ(words->detail(), "left a thread running");
}

TEST(LastWords, LongOnesAreCut) {
  const Shared<LastWords> words;
  words->say(FailureClass::terminated, std::string(1000, 'x'));
  EXPECT_EQ(words->detail(), std::string(242, 'x'));
}

// What a process says that ends by `fn` throwing through a noexcept function.
template <class Fn>
std::string said_at_the_end(Fn fn) {
  const Shared<LastWords> words;
  const int status = in_a_child([&]() noexcept {
    (void)std::freopen("/dev/null", "w", stderr);
    say_when_terminated(*words, 64);
    fn();
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
  return std::string(name_of(words->failure)) + ": " + std::string(words->detail());
}

TEST(LastWords, NameTheExceptionThatNobodyCaught) {
  EXPECT_EQ(said_at_the_end([] { throw std::runtime_error("out of cheese"); }),
            "terminated: called std::terminate: out of cheese");
  EXPECT_EQ(said_at_the_end([] { throw 7; }), "terminated: called std::terminate: not a std::exception");
  EXPECT_EQ(said_at_the_end([] { std::terminate(); }), "terminated: called std::terminate without an exception");
  EXPECT_EQ(said_at_the_end([] { throw std::bad_array_new_length(); }),
            "out_of_memory: needed more than 64 MiB of memory");
}

}  // namespace
}  // namespace faultline
