// A repro's schedule in a child of the crash harness: crash::run(program, "crash-child", {repro}). The child keeps
// workspace and journal in FAULT_CRASH_DIR and is killed where the schedule says; started again, it goes on from there.
#include <cstdlib>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::program {
namespace {

Journal* crash_journal = nullptr;

void die(const char* point) {
  crash_journal->append_last(Observed::crashed, point);
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

std::span<char> journal_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0 || ::ftruncate(fd, JournalMemory::kSize) != 0) throw EngineError("cannot make " + file.string());
  void* memory = ::mmap(nullptr, JournalMemory::kSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (memory == MAP_FAILED) throw EngineError("cannot map " + file.string());
  return {static_cast<char*>(memory), JournalMemory::kSize};
}

}  // namespace

int crash_child_main(int argc, char** argv) {
  const char* folder = std::getenv(crash::kCrashDirVariable);
  if (argc < 3 || folder == nullptr)
    throw BadInput(fmt::format("crash-child needs a repro file and {}", crash::kCrashDirVariable));
  const Repro repro = read_repro(argv[2]);
  Check& check = Registry::instance().check_of(repro, argv[2]);

  Workspace workspace(std::filesystem::path(folder) / "w");
  Journal journal(journal_file(std::filesystem::path(folder) / "journal"));
  crash_journal = &journal;
  crash::disarm();  // only the schedule arms
  Progress progress;
  RunEnv env{workspace, journal, progress, {crash::arm, crash::disarm, die}, true};
  const RunResult result = check.run(schedule_of(check, {repro, argv[2]}), env);
  say("{} {} {} {}\n", name_of(result.verdict.kind), name_of(result.verdict.failure), result.verdict.origin,
      print_digest(result.digest));
  return result.verdict.kind == VerdictKind::pass ? 0 : 1;
}

}  // namespace faultline::program
