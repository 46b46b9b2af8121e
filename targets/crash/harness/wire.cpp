#include "faultline/targets/crash/harness/wire.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace faultline::crash {
namespace {

void put(std::string& out, std::uint64_t number) { out.append(reinterpret_cast<const char*>(&number), sizeof number); }
void put(std::string& out, const std::string& text) {
  put(out, std::uint64_t{text.size()});
  out += text;
}
void put(std::string& out, const std::vector<std::string>& all) {
  put(out, std::uint64_t{all.size()});
  for (const auto& text : all) put(out, text);
}

// Both sides are of one build, so what comes is what was sent.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : left_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, left_.data(), sizeof value);
    left_.remove_prefix(sizeof value);
    return value;
  }
  std::string text() {
    const std::uint64_t size = number();
    std::string value(left_.substr(0, size));
    left_.remove_prefix(size);
    return value;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> all(number());
    for (auto& one : all) one = text();
    return all;
  }

 private:
  std::string_view left_;
};

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

std::string encode(const Launch& launch) {
  std::string out;
  put(out, launch.program.string());
  put(out, launch.arguments);
  put(out, launch.environment);
  put(out, launch.folder.string());
  put(out, static_cast<std::uint64_t>(launch.deadline.count()));
  return out;
}

Launch decode_launch(const std::string& bytes) {
  Taker in(bytes);
  Launch launch;
  launch.program = in.text();
  launch.arguments = in.texts();
  launch.environment = in.texts();
  launch.folder = in.text();
  launch.deadline = std::chrono::milliseconds(static_cast<std::int64_t>(in.number()));
  return launch;
}

std::string encode(const Answer& answer) {
  std::string out;
  put(out, static_cast<std::uint64_t>(answer.ended.status));
  put(out, std::uint64_t{answer.ended.expired});
  put(out, answer.ended.out);
  put(out, answer.ended.err);
  put(out, answer.problem);
  return out;
}

Answer decode_answer(const std::string& bytes) {
  Taker in(bytes);
  Answer answer;
  answer.ended.status = static_cast<int>(in.number());
  answer.ended.expired = in.number() != 0;
  answer.ended.out = in.text();
  answer.ended.err = in.text();
  answer.problem = in.text();
  return answer;
}

bool send_text(int socket, const std::string& bytes) {
  const std::uint64_t size = bytes.size();
  std::string whole(reinterpret_cast<const char*>(&size), sizeof size);
  whole += bytes;
  return send_all(socket, whole.data(), whole.size());
}

std::optional<std::string> receive_text(int socket) {
  std::uint64_t size = 0;
  if (!receive_all(socket, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
  std::string bytes(size, '\0');
  if (!receive_all(socket, bytes.data(), bytes.size())) return std::nullopt;
  return bytes;
}

}  // namespace faultline::crash
