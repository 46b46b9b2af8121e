#include "launch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <pty.h>
#include <set>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "faultline/targets/crash/harness/descriptor.h"

#include "child.h"
#include "leavings.h"
#include "world.h"

namespace faultline::abuse {
namespace {

using crash::Descriptor;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kDeadline{60};
constexpr std::uint64_t kTooManyPages = 2U << 18;  // 2 GiB

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

// Above those that a limit on descriptors, or closing 0 to 2, plays with.
Descriptor out_of_the_way(int fd) {
  const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, 20);
  ::close(fd);
  if (moved < 0) fail("fcntl");
  return Descriptor(moved);
}

std::pair<Descriptor, Descriptor> pipe_ends() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
  return {out_of_the_way(ends[0]), out_of_the_way(ends[1])};
}

// One of the two outputs: what the child gets, and what is read here.
struct Out {
  Output kind;
  Descriptor theirs, ours;
  std::string text;
  std::size_t cut_after = 0;

  bool cuts() const { return kind == Output::cut || kind == Output::hung_up; }
  bool reads() const { return ours.get() >= 0 && kind != Output::unread; }

  // At its end, or where the reader leaves, `ours` goes away.
  void read_some() {
    std::array<char, 4096> buffer{};
    const std::size_t room = cuts() ? std::min(buffer.size(), cut_after - text.size()) : buffer.size();
    const ssize_t n = room == 0 ? 0 : ::read(ours.get(), buffer.data(), room);
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
    if (n <= 0 && !(n < 0 && errno == EINTR)) ours = {};
  }
};

class Launch {
 public:
  Launch(const Case& one, const std::filesystem::path& dir, const std::filesystem::path& program)
      : one_(one), dir_(dir), program_(program) {
    out_.kind = one.streams.out;
    err_.kind = one.streams.err;
    for (Out* each : {&out_, &err_}) {
      each->cut_after = one.streams.cut_after;
      open(*each);
    }
  }

  Happened finish() {
    start();
    const auto begun = Clock::now();
    while (!ended(20)) {
      kick();
      happened_.late = Clock::now() - begun > kDeadline;
      happened_.greedy = resident_pages() > kTooManyPages;
      if (!happened_.late && !happened_.greedy) continue;
      ::kill(-child_, SIGKILL);
      ::kill(child_, SIGKILL);
      ::waitpid(child_, &happened_.status, 0);
      break;
    }
    happened_.left = orphans();
    if (!happened_.late && !happened_.greedy)  // else nobody cleared up after it
      for (const auto& path : litter(dir_))
        if (!before_.contains(path)) happened_.left.push_back(path);
    drain();
    happened_.out = std::move(out_.text);
    happened_.err = std::move(err_.text);
    std::array<char, 256> why{};
    if (const auto n = ::read(report_.get(), why.data(), why.size()); n > 0)
      happened_.impossible.assign(why.data(), static_cast<std::size_t>(n));
    return std::move(happened_);
  }

 private:
  static bool is_terminal(Output kind) { return kind == Output::terminal || kind == Output::hung_up; }

  void open(Out& out) {
    switch (out.kind) {
      case Output::closed:
        return;
      case Output::full:
        out.theirs = out_of_the_way(::open("/dev/full", O_WRONLY | O_CLOEXEC));
        return;
      case Output::terminal:
      case Output::hung_up:
        open_terminal(out);
        return;
      default:
        std::tie(out.ours, out.theirs) = pipe_ends();
        if (out.kind == Output::no_reader) out.ours = {};
        if (out.kind == Output::unread) ::fcntl(out.theirs.get(), F_SETPIPE_SZ, 4096);
    }
  }

  // Both outputs and the input are one terminal, which is read through the first that asks.
  void open_terminal(Out& out) {
    if (slave_.get() < 0) {
      int master = -1, slave = -1;
      winsize size{24, static_cast<unsigned short>(one_.streams.columns), 0, 0};
      if (::openpty(&master, &slave, nullptr, nullptr, one_.streams.columns > 0 ? &size : nullptr) != 0)
        fail("openpty");
      out.ours = out_of_the_way(master);
      slave_ = out_of_the_way(slave);
    }
    out.theirs = Descriptor(::fcntl(slave_.get(), F_DUPFD_CLOEXEC, 20));
  }

  Descriptor input() {
    switch (one_.streams.in) {
      case Input::closed:
        return {};
      case Input::terminal:
        if (slave_.get() >= 0) return Descriptor(::fcntl(slave_.get(), F_DUPFD_CLOEXEC, 20));
        [[fallthrough]];
      case Input::null:
        return out_of_the_way(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      default:
        return out_of_the_way(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
    }
  }

  void start() {
    Prepared prepared;
    prepared.arguments = {program_.string()};
    for (const auto& argument : one_.arguments) prepared.arguments.push_back(in_dir(argument));
    prepared.environment = environment();
    prepared.folder = (dir_ / one_.folder).string();
    prepared.mounted = in_dir(one_.mounted);
    prepared.terminal = slave_.get() >= 0;
    const Descriptor in = input();
    prepared.in = in.get();
    prepared.out = out_.theirs.get();
    prepared.err = err_.theirs.get();
    auto [read_end, write_end] = pipe_ends();
    prepared.report = write_end.get();
    child_ = ::fork();
    if (child_ < 0) fail("fork");
    if (child_ == 0) become_program(one_, prepared);
    report_ = std::move(read_end);
    watch_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, child_, 0)));
    for (Descriptor* each : {&out_.theirs, &err_.theirs, &slave_}) *each = {};
  }

  std::string in_dir(const std::string& text) const { return with_dir(text, dir_.string()); }

  std::vector<std::string> environment() const {
    std::vector<std::string> lines;
    for (const auto& [name, value] : environment_of(one_))
      if (value) lines.push_back(name + '=' + in_dir(*value));
    return lines;
  }

  // Whether it has, after at most `ms` of reading what it writes.
  bool ended(int ms) {
    std::array<pollfd, 3> awaited{pollfd{watch_.get(), POLLIN, 0}, pollfd{-1, POLLIN, 0}, pollfd{-1, POLLIN, 0}};
    if (out_.reads() && may_hang_up(out_)) awaited[1].fd = out_.ours.get();
    if (err_.reads() && may_hang_up(err_)) awaited[2].fd = err_.ours.get();
    ::poll(awaited.data(), awaited.size(), ms);
    if (awaited[1].revents != 0) out_.read_some();
    if (awaited[2].revents != 0) err_.read_some();
    return awaited[0].revents != 0 && ::waitpid(child_, &happened_.status, WNOHANG) == child_;
  }

  // A terminal is not closed before the program can have asked to be told.
  bool may_hang_up(const Out& out) const {
    return out.kind != Output::hung_up || out.text.size() < out.cut_after || listens(SIGHUP) || long_ago();
  }
  bool long_ago() const { return Clock::now() - started_ > std::chrono::seconds(3); }

  // What is in the pipes once everybody is gone.
  void drain() {
    for (Out* each : {&out_, &err_}) {
      if (each->ours.get() < 0) continue;
      ::fcntl(each->ours.get(), F_SETFL, O_NONBLOCK);
      if (each->kind == Output::unread) each->kind = Output::kept;
      while (each->ours.get() >= 0) each->read_some();
    }
  }

  // A signal that comes before the program can have asked for it says nothing about the program.
  bool listens(int number) const {
    std::ifstream status("/proc/" + std::to_string(child_) + "/status");
    for (std::string line; std::getline(status, line);)
      for (const char* set : {"SigCgt:", "SigIgn:"})
        if (line.starts_with(set) && (std::stoull(line.substr(7), nullptr, 16) >> (number - 1) & 1) != 0) return true;
    return false;
  }

  std::uint64_t resident_pages() const {
    std::uint64_t whole = 0, resident = 0;
    std::ifstream("/proc/" + std::to_string(child_) + "/statm") >> whole >> resident;
    return resident;
  }

  void kick() {
    if (next_ == one_.kicks.size()) return;
    const Kick& now = one_.kicks[next_];
    const auto time = Clock::now();
    if (!listening_ && (listens(now.number) || long_ago())) listening_ = time;
    if (!listening_ || time - *listening_ < milliseconds(now.after_ms)) return;
    ::kill(now.group ? -child_ : child_, now.number);
    ++next_;
  }

  const Case& one_;
  const std::filesystem::path dir_, program_;
  const std::set<std::string> before_ = litter(dir_);
  Happened happened_;
  Out out_, err_;
  Descriptor slave_, report_, watch_;
  pid_t child_ = -1;
  std::size_t next_ = 0;  // of the kicks
  const Clock::time_point started_ = Clock::now();
  std::optional<Clock::time_point> listening_;
};

}  // namespace

Happened launch(const Case& one, const std::filesystem::path& dir, const std::filesystem::path& program) {
  return Launch(one, dir, program).finish();
}

}  // namespace faultline::abuse
