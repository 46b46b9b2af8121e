#include "faultline/targets/crash/harness/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>

#include "faultline/targets/crash/harness/descriptor.h"
#include "faultline/targets/crash/harness/launch.h"

namespace faultline::crash {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// One of the child's output streams, read as it comes so that the child never blocks on a full pipe.
class Stream {
  static constexpr std::size_t kChunk = 65536;  // a pipe holds no more, unless somebody enlarged it

 public:
  Stream(asio::io_context& io, std::string& text) : reader_(io), text_(text) {
    std::array<int, 2> ends{};
    // Close-on-exec from the start: another thread may be forking right now.
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    ours_ = Descriptor(ends[0]);
    theirs_ = Descriptor(ends[1]);
  }

  int child_end() const { return theirs_.get(); }

  // To be called once the child has its end: ours would keep the stream from ever ending.
  template <typename Done>
  void read(Done done) {
    theirs_ = {};
    // Not before: the context is made anew in each forked child, with all that it knows.
    reader_.assign(ours_.get());
    ours_.release();
    // Cancelling does not reach a read that has just completed and is about to be followed by the next one.
    const auto room = [this](const error_code& ec, std::size_t) { return ec || stopped_ ? 0 : kChunk; };
    asio::async_read(reader_, asio::dynamic_buffer(text_), room, [this, done](const error_code&, std::size_t) {
      finished_ = true;
      done();
    });
  }

  bool finished() const { return finished_; }
  void stop() {
    stopped_ = true;
    reader_.cancel();
  }

  // What a stopped stream still holds. Bounded by what fits in a pipe, because somebody may go on writing.
  void take_rest() {
    std::array<char, 4096> buffer{};
    error_code ec;
    reader_.non_blocking(true, ec);
    for (int left = ::fcntl(reader_.native_handle(), F_GETPIPE_SZ); left > 0 && !ec;) {
      const std::size_t n = reader_.read_some(asio::buffer(buffer), ec);
      text_.append(buffer.data(), n);
      left -= static_cast<int>(n);
    }
  }

 private:
  asio::posix::stream_descriptor reader_;
  Descriptor ours_, theirs_;
  std::string& text_;
  bool finished_ = false;
  bool stopped_ = false;
};

// A child, its two streams and its deadline. Single-threaded: everything happens inside finish().
class Run {
 public:
  explicit Run(const Launch& launch)
      : out_(io_, ended_.out),
        err_(io_, ended_.err),
        deadline_(io_),
        child_(start(io_, launch, out_.child_end(), err_.child_end())),
        pid_(child_.id()) {
    // The clock counts nanoseconds in 64 bits; a year is as good as for ever.
    deadline_.expires_after(std::min<std::chrono::milliseconds>(launch.deadline, std::chrono::hours(24 * 365)));
  }

  Ended finish() {
    out_.read([this] { look(); });
    err_.read([this] { look(); });
    deadline_.async_wait([this](const error_code& cancelled) {
      if (!cancelled) deadline_passed();
    });
    child_.async_wait([this](const error_code& ec, int) { child_ended(ec); });
    io_.run();
    if (past_deadline_) {
      out_.take_rest();
      err_.take_rest();
    }
    if (wait_error_) throw boost::system::system_error(wait_error_, "waiting for the crash helper");
    return std::move(ended_);
  }

 private:
  void child_ended(const error_code& ec) {
    wait_error_ = ec;
    ended_.status = child_.native_exit_code();
    gone_ = true;
    // The leader is reaped, but its number stays taken while the group has members; when it has none, the number
    // would have to be given out and made a group again within this instant to hit anyone else.
    ::kill(-pid_, SIGKILL);
    child_.detach();  // or the destructor would look for this number again, when it may be another run's child
    look();
  }

  void deadline_passed() {
    past_deadline_ = true;
    if (!gone_) {
      ended_.expired = alive();
      ::kill(-pid_, SIGKILL);
      ::kill(pid_, SIGKILL);  // it may have moved to another group
    }
    look();
  }

  // False for a child that has ended and waits to be reaped: it made it before the deadline.
  bool alive() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
  }

  // Past the deadline only the child's own end is waited for: an escaped descendant may hold the streams for ever.
  void look() {
    if (!gone_) return;
    if (past_deadline_) {
      out_.stop();
      err_.stop();
    } else if (out_.finished() && err_.finished()) {
      deadline_.cancel();
    }
  }

  asio::io_context io_{1};
  Ended ended_;
  Stream out_;
  Stream err_;
  asio::steady_timer deadline_;
  Process child_;
  pid_t pid_;
  bool gone_ = false;
  bool past_deadline_ = false;
  error_code wait_error_;
};

}  // namespace

Ended run_child(const Launch& launch) { return Run(launch).finish(); }

}  // namespace faultline::crash
