#include "faultline/targets/crash/harness/launcher.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "faultline/targets/crash/harness/descriptor.h"
#include "faultline/targets/crash/harness/wire.h"

namespace faultline::crash {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::pair<Descriptor, Descriptor> socket_pair(int type) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("socketpair");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// The program with `socket` and nothing else of this process's: a group of its own, so that no Ctrl-C reaches it, and
// signals as they are by default. False where it cannot be started.
bool spawn_launcher(int socket) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, kLauncherSocket);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, kLauncherSocket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::string program = FAULTLINE_CRASH_LAUNCHER, caller = std::to_string(::getpid());
  std::array<char*, 3> arguments{program.data(), caller.data(), nullptr};
  pid_t first = -1;
  const int error = ::posix_spawn(&first, program.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return false;
  while (::waitpid(first, nullptr, 0) < 0 && errno == EINTR) {  // it forks the launcher and ends
  }
  return true;
}

// Hands `socket` over. False where nobody is there to take it.
bool pass(int to, int socket) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &socket, sizeof socket);
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(to, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == 1;
}

class Launcher {
 public:
  // A connection to the launcher for one run; no value where none can be started.
  std::optional<Descriptor> connect() {
    auto [ours, theirs] = socket_pair(SOCK_STREAM);
    const std::lock_guard hold(lock_);
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (owner_ != ::getpid() && !start()) return std::nullopt;
      if (pass(control_.get(), theirs.get())) return std::move(ours);
      owner_ = -1;
    }
    throw std::runtime_error("the launcher ends as soon as it is started");
  }

 private:
  bool start() {
    auto [ours, theirs] = socket_pair(SOCK_SEQPACKET);
    // posix_spawn's dup2 of a descriptor onto itself would leave it to be closed on exec.
    if (theirs.get() == kLauncherSocket) theirs = Descriptor(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, 10));
    if (theirs.get() < 0) fail("fcntl");
    if (!spawn_launcher(theirs.get())) return false;
    control_ = std::move(ours);
    owner_ = ::getpid();
    return true;
  }

  std::mutex lock_;
  Descriptor control_;
  pid_t owner_ = -1;  // the process that started it
};

// The launcher closes its end a moment after it has answered, and then nothing of the run is left there. A copy of this
// process that was forked while the socket was handed over holds that end too, for as long as it likes.
void wait_for_end_of_run(int socket) {
  pollfd end{socket, POLLIN, 0};
  while (::poll(&end, 1, 1000) < 0 && errno == EINTR) {
  }
}

// Never destroyed: a run may go on in another thread while static objects are going away.
Launcher& launcher() {
  static Launcher& one = *new Launcher;
  return one;
}

}  // namespace

Ended run_launched(const Launch& launch) {
  const std::string request = encode(launch);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::optional<Descriptor> connection = launcher().connect();
    if (!connection) return run_child(launch);
    const int socket = connection->get();
    // The first message says that it begins. Without one it was dying when the request came, and nothing has happened.
    if (!send_text(socket, request) || !receive_text(socket)) continue;
    const auto bytes = receive_text(socket);
    if (!bytes) throw std::runtime_error("the launcher was killed while it ran the crash helper");
    wait_for_end_of_run(socket);
    Answer answer = decode_answer(*bytes);
    if (!answer.problem.empty()) throw std::runtime_error(answer.problem);
    return std::move(answer.ended);
  }
  throw std::runtime_error("the launcher was killed twice before it ran the crash helper");
}

}  // namespace faultline::crash
