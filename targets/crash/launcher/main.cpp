// faultline-crash-launcher CALLER: starts children for the process CALLER, which holds the other end of the socket that
// this program inherits. Each run comes with a socket of its own. When the caller ends, so does this process, and with
// its threads their children.
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "faultline/targets/crash/harness/descriptor.h"
#include "faultline/targets/crash/harness/wire.h"

namespace {

namespace crash = faultline::crash;

// A socket for one run. Ends the program when the caller has closed its end.
crash::Descriptor next_run() {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t received = -1;
  do {
    received = ::recvmsg(crash::kLauncherSocket, &message, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received <= 0) ::_exit(0);
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  // Out of descriptors: this caller sees its socket end, and the runs of others go on.
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return {};
  int socket = -1;
  std::memcpy(&socket, CMSG_DATA(header), sizeof socket);
  return crash::Descriptor(socket);
}

void serve(const crash::Descriptor& socket) {
  const auto request = crash::receive_text(socket.get());
  if (!request || !crash::send_text(socket.get(), "")) return;  // the empty message: it begins
  crash::Answer answer;
  try {
    answer.ended = crash::run_child(crash::decode_launch(*request));
  } catch (const std::exception& error) {
    answer.problem = error.what();
  }
  crash::send_text(socket.get(), crash::encode(answer));
}

// Threads that wait for the next run. Each is also the one that a run is then served by, so nothing is handed on.
std::atomic<int> idle = 0;

void serve_runs();

// Where there can be no further thread, runs wait for one another.
void more_threads() {
  try {
    std::thread(serve_runs).detach();
  } catch (const std::system_error&) {
  }
}

void serve_runs() {
  for (;;) {
    ++idle;
    const crash::Descriptor run = next_run();
    if (--idle == 0) more_threads();
    if (run.get() >= 0) serve(run);
  }
}

// A forked copy of the caller may hold the socket open for ever, so its end is waited for too.
void wait_for_end_of(int caller) {
  pollfd awaited{caller, POLLIN, 0};
  while (::poll(&awaited, 1, -1) <= 0) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  // The caller waits for this process and gets rid of it; the copy is nobody's child.
  if (const pid_t copy = ::fork(); copy != 0) ::_exit(copy < 0 ? 1 : 0);
  const int caller = static_cast<int>(::syscall(SYS_pidfd_open, std::atoi(argv[1]), 0));
  if (caller < 0) ::_exit(0);
  std::thread(serve_runs).detach();
  wait_for_end_of(caller);
  ::_exit(0);
}
