#include "world.h"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "mutations.h"

namespace faultline::abuse {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

void make(const File& file, const fs::path& dir) {
  const fs::path path = dir / file.path;
  fs::create_directories(path.parent_path());
  switch (file.kind) {
    case File::Kind::text:
      return write(path, file.content);
    case File::Kind::folder:
      fs::create_directories(path);
      return;
    case File::Kind::fifo:
      ::mkfifo(path.c_str(), 0666);
      return;
    case File::Kind::link:
      return fs::create_symlink(file.content, path);
    case File::Kind::sparse:
      write(path, "{");
      return fs::resize_file(path, file.size);
    case File::Kind::kept_repro:
    case File::Kind::unreadable: {
      const std::string text = read(fs::path(FAULTLINE_ABUSE_REPROS) / (file.content + ".json"));
      return write(path, file.mutation.empty() ? text : mutated(text, file.mutation, file.size));
    }
  }
}

// Nobody's, but for what is closed to him.
void give_away(const fs::path& dir) {
  (void)!::chown(dir.c_str(), kNobody, kNobody);
  for (const auto& entry : fs::recursive_directory_iterator(dir))
    (void)!::lchown(entry.path().c_str(), kNobody, kNobody);
}

void close_to_others(const fs::path& path) {
  ::chmod(path.c_str(), 0700);
  (void)!::chown(path.c_str(), 0, 0);
}

}  // namespace

Variables environment_of(const Case& one) {
  Variables all{{"HOME", kDir},
                {"LANG", "C.UTF-8"},
                {"PATH", "/usr/bin:/bin"},
                {"TERM", "xterm-256color"},
                {"TMPDIR", std::string(kDir) + "/t"}};
  for (const auto& [name, value] : one.environment) all[name] = value;
  return all;
}

std::string with_dir(std::string text, const std::string& dir) {
  const std::string pattern = kDir;
  for (std::size_t at = 0; (at = text.find(pattern, at)) != std::string::npos; at += dir.size())
    text.replace(at, pattern.size(), dir);
  return text;
}

void make_world(const Case& one, const fs::path& dir) {
  for (const char* folder : {"t", "out", "cwd", "f"}) fs::create_directories(dir / folder);
  for (const File& file : one.files) make(file, dir);
  if (!one.nobody) return;
  give_away(dir);
  for (const File& file : one.files)
    if (file.kind == File::Kind::unreadable || file.path == "f/closed") close_to_others(dir / file.path);
}

}  // namespace faultline::abuse
