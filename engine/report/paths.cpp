#include "faultline/engine/report/paths.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <unistd.h>

#include "faultline/engine/isolation/executor.h"

namespace faultline {

namespace {

// A device, a pipe, a link: it stays what it is.
void write_into(const std::filesystem::path& file, std::string_view text) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush())
    throw EngineError("cannot write " + file.string() + ": " + (errno != 0 ? std::strerror(errno) : "it is closed"));
}

}  // namespace

std::filesystem::path program_path() { return std::filesystem::read_symlink("/proc/self/exe"); }

void write_file(const std::filesystem::path& file, std::string_view text) {
  std::error_code error;
  const auto there = std::filesystem::symlink_status(file, error);
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) return write_into(file, text);
  std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path partial = file.string() + "." + std::to_string(::getpid()) + ".partial";
  const auto give_up = [&](const std::string& why) {
    std::filesystem::remove(partial, error);
    throw EngineError("cannot write " + file.string() + ": " + why);
  };
  errno = 0;
  std::ofstream out(partial, std::ios::binary);
  out << text;
  out.close();
  if (!out) give_up(errno != 0 ? std::strerror(errno) : "choose another place");
  std::filesystem::rename(partial, file, error);
  if (error) give_up(error.message());
}

}  // namespace faultline
