#include "faultline/engine/isolation/limits.h"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace faultline {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

}  // namespace

MemoryUse memory_use(int statm) {
  std::array<char, 256> text;
  const auto size = ::pread(statm, text.data(), text.size() - 1, 0);
  if (size <= 0) return {};
  text[static_cast<std::size_t>(size)] = '\0';
  std::array<unsigned long, 6> pages{};
  if (std::sscanf(text.data(), "%lu %lu %lu %lu %lu %lu", &pages[0], &pages[1], &pages[2], &pages[3], &pages[4],
                  &pages[5]) != 6)
    return {};
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {pages[1] * page, pages[5] * page};
}

std::uint64_t data_bytes() {
  const int statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (statm < 0) return 0;
  const std::uint64_t bytes = memory_use(statm).data;
  ::close(statm);
  return bytes;
}

void limit_memory(std::uint64_t base, std::uint64_t limit_mb) {
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = 0;
  ::setrlimit(RLIMIT_CORE, &core);
  if (kSanitized) return;
  rlimit data{};
  ::getrlimit(RLIMIT_DATA, &data);
  const rlim_t wanted = base + limit_mb * kMiB;
  if (data.rlim_max != RLIM_INFINITY && data.rlim_max < wanted) return;  // whoever started the engine allows less
  data.rlim_cur = wanted;
  ::setrlimit(RLIMIT_DATA, &data);
}

std::uint64_t resident_limit(std::uint64_t limit_mb) {
  return (kSanitized ? 2 * limit_mb + 512 : limit_mb + 96) * kMiB;
}

std::uint64_t used_mb(std::uint64_t base, std::uint64_t bytes) { return bytes > base ? (bytes - base) / kMiB : 0; }

}  // namespace faultline
