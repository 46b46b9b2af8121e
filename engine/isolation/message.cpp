#include "faultline/engine/isolation/message.h"

#include <cerrno>
#include <sys/socket.h>

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
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

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

}  // namespace faultline
