// The fork server: this program, started again while it is still small, forks the workers that host targets.
#pragma once

#include <array>
#include <csignal>
#include <functional>
#include <string_view>

#include "faultline/engine/runner/check.h"

namespace faultline {

// First argument of a program that is to be a fork server; the second is its workspace folder.
inline constexpr std::string_view kForkServerFlag = "--faultline-fork-server";

// Signals that ask a process to end. They are the engine's business: a server ignores them, and ends when the engine
// goes.
inline constexpr std::array kSignalsToEnd{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

// Descriptors a fork server inherits.
inline constexpr int kServerSocket = 3;
inline constexpr int kServerSlate = 4;

// Serves until the engine goes away; returns the process's exit code. Call it first thing in main.
int serve(const char* workspace, const std::function<Check*(std::string_view name)>& find, CrashControl crash);

}  // namespace faultline
