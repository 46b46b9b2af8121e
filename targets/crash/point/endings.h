// How a point ends its process. None of them runs exit handlers or destructors, or flushes buffers.
#pragma once

#include <string>
#include <string_view>

namespace faultline::crash {

// SIGKILL to this process. The thread that called does nothing more.
[[noreturn]] void kill_self();

// `FAULT_INJECT: panic at checkpoint 'NAME'` on stderr, then exit code kPanicExitCode.
[[noreturn]] void panic(std::string_view name);

[[noreturn]] void end_with(int exit_code);

// The message on stderr, then exit code 2.
[[noreturn]] void end_for_bad_input(const std::string& message);

}  // namespace faultline::crash
