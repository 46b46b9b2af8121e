#include "faultline/engine/isolation/last_words.h"

#include <algorithm>
#include <cxxabi.h>
#include <exception>
#include <new>

#include <fmt/format.h>

namespace faultline {
namespace {

LastWords* words = nullptr;
std::uint64_t limit_mb = 0;

void say_formatted(FailureClass failure, fmt::string_view format, fmt::format_args arguments) {
  std::array<char, 243> text{};
  const auto out = fmt::vformat_to_n(text.data(), text.size() - 1, format, arguments);
  words->say(failure, {text.data(), std::min<std::size_t>(out.size, text.size() - 1)});
}

template <class... Arguments>
void say(FailureClass failure, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  say_formatted(failure, format, fmt::make_format_args(arguments...));
}

// The exception that nobody caught, if there is one.
void name_exception() {
  if (!std::current_exception())
    return words->say(FailureClass::terminated, "called std::terminate without an exception");
  try {
    throw;
  } catch (const std::bad_alloc&) {
    say(FailureClass::out_of_memory, "needed more than {} MiB of memory", limit_mb);
  } catch (const std::exception& error) {
    say(FailureClass::terminated, "called std::terminate: {}", error.what());
  } catch (...) {
    words->say(FailureClass::terminated, "called std::terminate: not a std::exception");
  }
}

[[noreturn]] void speak_and_end() {
  name_exception();
  __gnu_cxx::__verbose_terminate_handler();
  __builtin_unreachable();
}

}  // namespace

void LastWords::say(FailureClass what, std::string_view detail) {
  std::uint32_t silence = 0;
  constexpr std::uint32_t kSpeaking = 1, kSaid = 2;
  if (!said.compare_exchange_strong(silence, kSpeaking)) return;
  failure = what;
  const std::size_t size = std::min(detail.size(), text.size() - 1);
  detail.copy(text.data(), size);
  text[size] = '\0';
  said.store(kSaid, std::memory_order_release);
}

void say_when_terminated(LastWords& to, std::uint64_t memory_limit_mb) {
  words = &to;
  limit_mb = memory_limit_mb;
  std::set_terminate(speak_and_end);
}

}  // namespace faultline
