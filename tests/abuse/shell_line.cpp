#include <csignal>
#include <cstdio>

#include <fmt/format.h>

#include "case.h"
#include "world.h"

namespace faultline::abuse {
namespace {

bool plain(unsigned char c) {
  return c > 0x20 && c < 0x7f && std::string("'\"\\$`*?[](){}<>|&;!#~^").find(c) == std::string::npos;
}

// As bash reads it: control characters by their number, long ones by their length.
std::string quoted(const std::string& text) {
  if (text.size() > 200)
    return fmt::format("\"$(printf '%{}s' | tr ' ' {})\"", text.size(), quoted(text.substr(text.size() / 2, 1)));
  std::string plainly = text, escaped = "$'";
  bool as_it_is = !text.empty();
  for (const char c : text) {
    as_it_is &= plain(static_cast<unsigned char>(c));
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      escaped += fmt::format("\\x{:02x}", byte);
    } else {
      if (c == '\'' || c == '\\') escaped += '\\';
      escaped += c;
    }
  }
  return as_it_is ? plainly : escaped + '\'';
}

std::string redirection(Output kind, int number, std::size_t cut_after) {
  switch (kind) {
    case Output::closed:
      return fmt::format(" {}>&-", number);
    case Output::full:
      return fmt::format(" {}>/dev/full", number);
    case Output::no_reader:
      return fmt::format(" {}> >(:)", number);
    case Output::cut:
      return fmt::format(" {}> >(head -c {})", number, cut_after);
    case Output::unread:
      return fmt::format(" {}> >(sleep 60)", number);
    default:
      return "";  // the terminal's, or a pipe
  }
}

std::string surroundings(const Case& one, const std::string& dir) {
  std::string line;
  if (one.mount != Mount::none)
    line += fmt::format("mount -t tmpfs -o size=4k{} tmpfs {}{}; ", one.mount == Mount::read_only ? ",ro" : "",
                        quoted(with_dir(one.mounted, dir)), one.mount == Mount::full ? " and fill it" : "");
  line += "cd " + quoted(dir + '/' + one.folder);
  if (one.folder_removed) line += " && rmdir \"$PWD\"";
  for (const Limit& limit : one.limits)
    line += fmt::format("; ulimit {} {}", limit.shell, limit.value / limit.shell_unit);
  line += "; ";
  if (one.nobody) line += "setpriv --reuid 65534 --regid 65534 --clear-groups ";
  return line;
}

}  // namespace

std::string shell_line(const Case& one, const std::string& dir) {
  std::string line = surroundings(one, dir) + "env -i";
  for (const auto& [name, value] : environment_of(one))
    if (value) line += ' ' + name + '=' + quoted(with_dir(*value, dir));
  line += " build/" + one.program;
  for (const auto& argument : one.arguments) line += ' ' + quoted(with_dir(argument, dir));
  const auto& [in, out, err, cut_after, columns] = one.streams;
  line += in == Input::closed ? " <&-" : in == Input::endless ? " </dev/zero" : in == Input::null ? " </dev/null" : "";
  line += redirection(out, 1, cut_after) + redirection(err, 2, cut_after);
  for (const Output each : {out, err}) {
    if (each == Output::terminal) line += fmt::format("  # on a terminal of {} columns", columns);
    if (each == Output::hung_up) line += fmt::format("  # on a terminal that is closed after {} bytes", cut_after);
  }
  for (const Kick& kick : one.kicks)
    line += fmt::format("  # kill -{} {}$! {} ms after it listens", sigabbrev_np(kick.number), kick.group ? "-" : "",
                        kick.after_ms);
  for (const File& file : one.files)
    if (!file.mutation.empty()) line += fmt::format("  # {}: {} ({:x})", quoted(file.path), file.mutation, file.size);
  return line;
}

}  // namespace faultline::abuse
