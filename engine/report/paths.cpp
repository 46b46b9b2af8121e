#include "faultline/engine/report/paths.h"

#include <fstream>
#include <string>
#include <unistd.h>

#include "faultline/engine/isolation/executor.h"

namespace faultline {

std::filesystem::path program_path() { return std::filesystem::read_symlink("/proc/self/exe"); }

void write_file(const std::filesystem::path& file, std::string_view text) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path partial = file.string() + "." + std::to_string(::getpid()) + ".partial";
  {
    std::ofstream out(partial, std::ios::binary);
    out << text;
    if (!out.flush()) throw EngineError("cannot write " + partial.string() + "; choose a folder with --report-dir");
  }
  std::filesystem::rename(partial, file, error);
  if (error) throw EngineError("cannot write " + file.string() + ": " + error.message());
}

}  // namespace faultline
