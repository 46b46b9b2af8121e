// Repro files: none, of every kind that is none, and what became of good ones.
#include <string>

#include "grammar.h"
#include "mutations.h"

namespace faultline::abuse {
namespace {

constexpr const char* kFile = "{dir}/f/repro.json";

using Kind = File::Kind;

void ask_about(Case& one, Draws& draws, const std::string& path) {
  switch (path.empty() ? 7 : draws.below(8)) {  // an empty variable is none
    case 0:
      ask(one, {.arguments = {"--gtest_filter=chaos.store.memory"}});
      one.environment["FAULT_REPLAY"] = path;
      return;
    case 1:
      ask(one, {.arguments = {"run", "zoo.*"}});
      one.environment["FAULT_REPLAY"] = path;
      return;
    case 2:
      ask(one, {.arguments = {"crash-child", path}});
      one.environment["FAULT_CRASH_DIR"] = "{dir}/f";
      return;
    default:
      ask(one, file_call(draws, path));
  }
}

void mutated_copy(Case& one, Draws& draws) {
  ask_about(one, draws, kFile);
  one.files.push_back({.kind = Kind::kept_repro,
                       .path = "f/repro.json",
                       .content = "durable",
                       .mutation = one_of(draws, mutations()),
                       .size = draws.next()});
  one.expected.refused = true;
}

void no_repro(Case& one, Draws& draws) {
  struct Odd {
    const char* path;
    std::vector<File> files;
  };
  const Odd kOdd[] = {
      {"{dir}/f/none.json", {}},
      {"none.json", {}},
      {"", {}},
      {"{dir}/f", {}},
      {"{dir}/f/pipe", {{.kind = Kind::fifo, .path = "f/pipe"}}},
      {"/dev/zero", {}},
      {"/dev/full", {}},
      {"/dev/null", {}},
      {"/dev/urandom", {}},
      {"/dev/stdin", {}},
      {"/proc/self/mem", {}},
      {"/proc/self/cmdline", {}},
      {"/proc/self/fd/99", {}},
      {"{dir}/f/loop", {{.kind = Kind::link, .path = "f/loop", .content = "loop"}}},
      {"{dir}/f/gone", {{.kind = Kind::link, .path = "f/gone", .content = "none.json"}}},
      {"{dir}/f/big", {{.kind = Kind::sparse, .path = "f/big", .size = std::uint64_t{100} << 30}}},
      {"{dir}/f/large", {{.kind = Kind::sparse, .path = "f/large", .size = std::uint64_t{1} << 30}}},
      {"{dir}/f/file/x.json", {{.path = "f/file", .content = "{}"}}},
      {"{dir}/f/{}", {{.path = "f/{}", .content = "{}"}}},
  };
  const auto& [path, files] = one_of(draws, kOdd);
  ask_about(one, draws, draws.chance(1, 6) ? "{dir}/f/" + std::string(300 + draws.below(5000), 'n') : path);
  one.files = files;
  one.streams.in = draws.chance(1, 2) ? Input::endless : Input::null;
  one.expected.refused = true;
}

void unreadable(Case& one, Draws& draws) {
  ask_about(one, draws, kFile);
  one.files.push_back({.kind = Kind::unreadable, .path = "f/repro.json", .content = "durable"});
  one.nobody = true;
  one.expected.refused = true;
}

// Good ones, in odd places.
void in_order(Case& one, Draws& draws) {
  const std::string kNames[] = {"repro.json", "a b.json",  "\xe6\x95\xb0.json", "quote'.json", "new\nline.json",
                                "-x.json",    "no-suffix", "\xff.json",         "%s.json",     "$HOME.json"};
  const std::string name = one_of(draws, kNames), path = "{dir}/f/" + name;
  const bool in_memory = draws.chance(1, 3);
  Call call = file_call(draws, path);
  while (call.is({"sweep"})) call = file_call(draws, path);
  if (draws.chance(1, 4)) call = {.arguments = {"replay", path, path}};
  call.own = {1};
  call.classes = {in_memory ? "wrong_reply" : "lost_ack"};
  ask(one, call);
  if (call.command() != "shrink") one.environment["FAULT_REPORT_DIR"] = "{dir}/out";
  one.files.push_back({.kind = Kind::kept_repro, .path = "f/" + name, .content = in_memory ? "memory" : "durable"});
}

// The first is in order; what comes after it is not.
void one_of_two(Case& one, Draws& draws) {
  ask(one, {.arguments = {"replay", kFile, "{dir}/f/second.json"}, .classes = {"lost_ack"}});
  one.files.push_back({.kind = Kind::kept_repro, .path = "f/repro.json", .content = "durable"});
  one.files.push_back({.kind = Kind::kept_repro,
                       .path = "f/second.json",
                       .content = "durable",
                       .mutation = one_of(draws, mutations()),
                       .size = draws.next()});
  if (draws.chance(1, 2)) std::swap(one.arguments[1], one.arguments[2]);
  one.expected.refused = true;
}

// Another check's, where one is named.
void of_another(Case& one, Draws& draws) {
  const std::string kWhat[] = {"chaos.store.memory", "chaos.*", "zoo.store.*"};
  ask(one, {.arguments = {"run", one_of(draws, kWhat)}});
  if (draws.chance(1, 2)) {
    one.environment["FAULT_REPLAY"] = kFile;
  } else {
    add(one, {"--replay", kFile});
  }
  one.program = draws.chance(1, 3) ? "faultline-abused" : "faultline";
  one.files.push_back({.kind = Kind::kept_repro, .path = "f/repro.json", .content = "durable"});
  one.expected.refused = true;
}

}  // namespace

void abuse_files(Case& one, Draws& draws) {
  constexpr void (*kWays[])(Case&, Draws&) = {mutated_copy, mutated_copy, mutated_copy, mutated_copy, no_repro,
                                              no_repro,     unreadable,   in_order,     one_of_two,   of_another};
  one_of(draws, kWays)(one, draws);
}

}  // namespace faultline::abuse
