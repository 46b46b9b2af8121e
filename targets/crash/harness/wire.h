// What crash::run and its launcher say to each other, over a stream socket.
#pragma once

#include <optional>
#include <string>

#include "faultline/targets/crash/harness/child.h"

namespace faultline::crash {

// The launcher inherits the socket on which it is given one socket for each run.
inline constexpr int kLauncherSocket = 3;

// What came of a launch: an end, or why there was none.
struct Answer {
  Ended ended;
  std::string problem;  // empty = there was an end
};

std::string encode(const Launch& launch);
std::string encode(const Answer& answer);
// Of what `encode` gave.
Launch decode_launch(const std::string& bytes);
Answer decode_answer(const std::string& bytes);

// One whole message, of any size. False, or no value, where the other side is gone.
bool send_text(int socket, const std::string& bytes);
std::optional<std::string> receive_text(int socket);

}  // namespace faultline::crash
