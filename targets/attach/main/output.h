// What the program writes to standard output and standard error. Nothing here throws, whatever became of them.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace faultline::program {

// Gives the standard descriptors that are closed a place holder, so that no other file gets their numbers; what is
// written there fails as it did. Call it first thing in main.
void reserve_standard_descriptors();

// From now on a reader of a pipe that goes away is an error of the writing, not the end of the process; likewise a file
// that may not grow any more (`ulimit -f`). Nothing that this process starts inherits it.
void survive_closed_streams();

// To standard output, behind whatever stdio has for it. What cannot be written is remembered.
void say(std::string_view text);
template <class... A>
void say(fmt::format_string<A...> format, A&&... arguments) {
  say(std::string_view(fmt::vformat(format, fmt::make_format_args(arguments...))));
}

// To standard error, where there is one. That it could not be written is told nowhere.
void complain(std::string_view text);
template <class... A>
void complain(fmt::format_string<A...> format, A&&... arguments) {
  complain(std::string_view(fmt::vformat(format, fmt::make_format_args(arguments...))));
}

// What it says, as a terminal can take it; what somebody gave may stand in it, so it may be long, and is cut.
std::string message_of(const std::exception& error);

// The exit code of a program that would end with `code`: 4, and a word on standard error, where some of its output
// could not be written. Where nobody read on (a closed pipe), or where it was interrupted, it is `code`.
int checked_exit_code(int code);

}  // namespace faultline::program
