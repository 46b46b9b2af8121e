#include "faultline/engine/isolation/message.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <sys/socket.h>

#include "faultline/engine/isolation/interrupt.h"

namespace faultline {
namespace {

bool send_all(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const auto n = ::send(socket, data, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool receive_all(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const auto n = ::recv(socket, data, size, 0);
    if (n < 0 && errno == EAGAIN) {  // a target has made the socket so
      pollfd waiting{socket, POLLIN, 0};
      ::poll(&waiting, 1, -1);
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

void report_to(Slate& slate, const WorkerReport& report) {
  Bytes result = to_bytes(report);
  if (result.size() > sizeof slate.result) {
    WorkerReport failed;
    failed.failed = "what a run came to takes " + std::to_string(result.size()) +
                    " bytes, and there is no room for so much; runs of fewer --steps need less";
    result = to_bytes(failed);
  }
  std::copy(result.begin(), result.end(), slate.result);
  slate.result_size = static_cast<std::uint32_t>(result.size());
  slate.done.store(1, std::memory_order_release);
}

bool send_message(int socket, const Bytes& message) {
  Writer framed;
  framed.number(static_cast<std::uint64_t>(message.size()));
  framed.append(message.data(), message.size());
  return send_all(socket, framed.view().data(), framed.view().size());
}

std::optional<Bytes> receive_message(int socket) {
  std::uint64_t size = 0;
  if (!receive_all(socket, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
  Bytes message(size, '\0');
  if (!receive_all(socket, message.data(), message.size())) return std::nullopt;
  return message;
}

bool gave_up_waiting(int socket, pid_t sender) {
  constexpr int kLookAgainMs = 200;
  pollfd waiting{socket, POLLIN, 0};
  while (::poll(&waiting, 1, kLookAgainMs) != 1) {
    ::kill(sender, SIGCONT);  // a target may have stopped it
    if (interrupted_for_long()) return true;
  }
  return false;
}

}  // namespace faultline
