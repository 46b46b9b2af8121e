#include "faultline/targets/attach/main/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "faultline/engine/words/text.h"

namespace faultline::program {
namespace {

int output_error = 0;  // of the first write to standard output that failed

// 0, or what went wrong. A stream that someone made non-blocking is waited for.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto size = ::write(descriptor, text.data(), text.size());
    if (size >= 0) {
      text.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      pollfd waiting{descriptor, POLLOUT, 0};
      ::poll(&waiting, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// What stdio had for standard output goes first. Where that failed before, only the stream itself can tell why.
int flush_stdio() {
  const bool failed_before = std::ferror(stdout) != 0;
  if (std::fflush(stdout) != 0) return errno;
  if (!failed_before) return 0;
  pollfd reader{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR) != 0 ? EPIPE : EIO;
}

void reserve(int descriptor) {
  if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) return;
  // The wrong way round on purpose: to write to a closed stream is an error, and stays one.
  const int placeholder = ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  if (placeholder < 0 || placeholder == descriptor) return;
  ::dup2(placeholder, descriptor);
  ::close(placeholder);
}

void do_nothing(int) {}

}  // namespace

void reserve_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) reserve(descriptor);
}

void survive_closed_streams() {
  // A handler, for that they are ignored would be inherited.
  struct sigaction action {};
  action.sa_handler = do_nothing;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGPIPE, &action, nullptr);
  ::sigaction(SIGXFSZ, &action, nullptr);
}

void say(std::string_view text) {
  if (output_error == 0) output_error = flush_stdio();
  if (output_error == 0) output_error = write_all(STDOUT_FILENO, text);
}

void complain(std::string_view text) { (void)write_all(STDERR_FILENO, text); }

std::string message_of(const std::exception& error) {
  constexpr std::size_t kMost = 4000;
  return shortened(readable(error.what()), kMost);
}

int checked_exit_code(int code) {
  if (output_error == 0) output_error = flush_stdio();
  if (output_error == 0 || output_error == EPIPE) return code;
  complain("faultline: cannot write to standard output: {}\n", std::strerror(output_error));
  return code == 130 ? code : 4;
}

}  // namespace faultline::program
