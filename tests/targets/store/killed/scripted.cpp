#include "scripted.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/targets/crash/operations/operations.h"
#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/memory_store.h"

namespace faultline::store {
namespace {

using Tell = std::function<void(const std::string&)>;

// One call of a store: a single write, a transaction, or where there is a prefix the deletion of all its keys.
struct Call {
  std::vector<Operation> writes;
  std::string prefix = {};
};

const std::vector<Call>& script() {
  const auto large = [](char c) { return std::string(20'000, c); };
  static const std::vector<Call> all{
      {{Upsert{"a", "1"}}},
      {{Upsert{.key = "b", .value = "1", .ttl_seconds = 60}}},
      {{Upsert{"a", "2"}, Upsert{"c", "2"}, Erase{"b"}}},
      {{Upsert{"d", large('d')}}},
      {{Erase{"a"}}},
      {{Upsert{"a", "3"}, Upsert{"b", "3"}, Upsert{"e", "3"}}},
      {{}, "d"},
      {{Upsert{"e", large('e')}}},
      {{Upsert{.key = "f", .value = "4", .ttl_seconds = 5}}},
      {{Erase{"a"}, Erase{"b"}, Upsert{"c", "4"}}},
      {{Upsert{"a", "5"}}},
      {{Erase{"e"}}},
  };
  return all;
}

void make(const Call& call, Store& store) {
  if (!call.prefix.empty()) {
    store.erase_prefix(call.prefix).value();
  } else if (call.writes.size() > 1) {
    store.multi(call.writes).value();
  } else if (const auto* upsert = std::get_if<Upsert>(&call.writes[0])) {
    store.set(*upsert).value();
  } else {
    store.erase(std::get<Erase>(call.writes[0])).value();
  }
}

// Often enough for LevelDB to compact what its recoveries have left.
constexpr std::size_t kReopenEvery = 2;

void run(const Open& open, const std::filesystem::path& folder, const std::function<void(std::size_t)>& acknowledge) {
  std::unique_ptr<Store> store;
  for (std::size_t i = 0; i < script().size(); ++i) {
    if (i % kReopenEvery == 0) {
      store.reset();
      store = open(folder);
    }
    make(script()[i], *store);
    acknowledge(i);
  }
}

// Everything that can be read, in one line.
std::string content(Store& store) {
  std::string all;
  for (const std::string& key : store.list_keys("%").value().keys) {
    const std::optional<Item> item = store.get(key).value();
    if (!item) return "\"" + key + "\" is listed but not there";
    all.append(key).append("=").append(item->value.substr(0, 8)).append(std::to_string(item->value.size())) += ' ';
  }
  return all;
}

// What a store without a crash holds after the first `writes` of the script.
std::string content_after(std::size_t writes) {
  MemoryStore memory([] { return kNow; });
  for (std::size_t i = 0; i < writes; ++i) make(script()[i], memory);
  return content(memory);
}

}  // namespace

std::size_t script_size() { return script().size(); }

Child in_a_child(const std::function<void(const Tell&)>& act) {
  std::array<int, 2> pipe{-1, -1};
  if (::pipe(pipe.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(pipe[0]);
    try {
      act([&](const std::string& line) {
        const std::string whole = line + '\n';
        if (::write(pipe[1], whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) ::_exit(2);
      });
    } catch (const std::exception& error) {
      ::dprintf(STDERR_FILENO, "in a child: %s\n", error.what());
      ::_exit(3);
    }
    ::_exit(0);
  }
  ::close(pipe[1]);
  Child child;
  std::string line;
  for (char c = 0; ::read(pipe[0], &c, 1) == 1;) {
    if (c != '\n') {
      line += c;
      continue;
    }
    child.lines.push_back(std::exchange(line, {}));
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  child.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (!child.killed && status != 0) throw std::runtime_error("a child ended with status " + std::to_string(status));
  return child;
}

std::uint32_t count_operations(const Open& open, const std::filesystem::path& folder) {
  const Child child = in_a_child([&](const Tell& tell) {
    const crash::operations::Recording recording;
    run(open, folder, [](std::size_t) {});
    tell(std::to_string(recording.list().size()));
  });
  return static_cast<std::uint32_t>(std::stoul(child.lines.at(0)));
}

Child run_killed(const Open& open, const std::filesystem::path& folder, std::uint32_t k) {
  return in_a_child([&](const Tell& acknowledge) {
    crash::arm(crash::operations::kPoint, k);
    const crash::operations::Watch watch;
    run(open, folder, [&](std::size_t i) { acknowledge(std::to_string(i)); });
  });
}

Child recover_killed(const Open& open, const std::filesystem::path& folder, std::uint32_t k) {
  return in_a_child([&](const Tell&) {
    crash::arm(crash::operations::kPoint, k);
    const crash::operations::Watch watch;
    open(folder);
  });
}

std::string judge(const Open& open, const std::filesystem::path& folder, std::size_t acknowledged) {
  const Child child = in_a_child([&](const Tell& tell) {
    tell(content(*open(folder)));
    tell(content(*open(folder)));
    open(folder)->set({"z", "later"}).value();
    tell(content(*open(folder)));
  });
  const std::string& first = child.lines.at(0);
  const std::string least = content_after(acknowledged);
  const std::string most = content_after(std::min(acknowledged + 1, script_size()));
  if (first != least && first != most)
    return "after " + std::to_string(acknowledged) + " acknowledged writes: {" + first + "}, expected {" + least +
           "} or {" + most + "}";
  if (child.lines.at(1) != first) return "a second recovery reads {" + child.lines[1] + "}, the first {" + first + "}";
  if (child.lines.at(2) != first + "z=later5 ") return "a later write is lost";
  return "";
}

}  // namespace faultline::store
