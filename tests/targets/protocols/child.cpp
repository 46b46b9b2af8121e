// Does one operation of a protocol in the folder `data` of FAULT_CRASH_DIR and prints its answer:
//
//   publish NAME TEXT | load NAME | withdraw NAME
//   install NAME NOW | prepare NAME NOW | recover NOW | list
//   advance BY | read
//   transfer FROM TO CENTS | balance NAME
//
// Exits 0, 1 for an operation it does not know, 2 with a message when the protocol threw.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "faultline/targets/crash/harness/harness.h"
#include "faultline/targets/protocols/install.h"
#include "faultline/targets/protocols/publication.h"
#include "faultline/targets/protocols/reference.h"
#include "faultline/targets/protocols/undo.h"

namespace {

using namespace faultline::protocols;
using Words = std::vector<std::string>;

const char* name_of(Installed installed) {
  switch (installed) {
    case Installed::done:
      return "done";
    case Installed::already:
      return "already";
    case Installed::busy:
      return "busy";
  }
  return "?";
}

const char* name_of(Recovered recovered) {
  switch (recovered) {
    case Recovered::nothing:
      return "nothing";
    case Recovered::cleaned:
      return "cleaned";
    case Recovered::completed:
      return "completed";
    case Recovered::aborted:
      return "aborted";
    case Recovered::left:
      return "left";
    case Recovered::locked:
      return "locked";
    case Recovered::quarantined:
      return "quarantined";
  }
  return "?";
}

std::optional<std::string> publication(const std::string& what, const Words& words, const Path& folder) {
  Publication documents(folder);
  if (what == "publish") return documents.publish(words.at(0), words.at(1)), "";
  if (what == "withdraw") return documents.withdraw(words.at(0)), "";
  if (what == "load") return documents.load(words.at(0)).value_or("none");
  return std::nullopt;
}

std::optional<std::string> install(const std::string& what, const Words& words, const Path& folder) {
  const auto clock = [&] { return std::stoll(words.back()); };
  Installer installer(folder, clock);
  const auto package = [&] { return Package{words.at(0), "program of " + words[0], "manifest of " + words[0]}; };
  if (what == "install") return name_of(installer.install(package()));
  if (what == "prepare") return name_of(installer.prepare(package()));
  if (what == "recover") return name_of(installer.recover());
  if (what != "list") return std::nullopt;
  std::string text;
  for (const auto& name : installer.list().whole) text += name + ' ';
  for (const auto& name : installer.list().half) text += name + "? ";
  return text;
}

std::optional<std::string> reference(const std::string& what, const Words& words, const Path& folder) {
  if (what == "advance") return std::to_string(Reference(folder).advance(std::stoll(words.at(0))));
  if (what == "read") return std::to_string(Reference(folder).read());
  return std::nullopt;
}

std::optional<std::string> undo(const std::string& what, const Words& words, const Path& folder) {
  Accounts accounts(folder);
  if (what == "transfer") return accounts.transfer(words.at(0), words.at(1), std::stoll(words.at(2))) ? "yes" : "no";
  if (what == "balance") return std::to_string(accounts.balance(words.at(0)));
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const char* artefacts = std::getenv(faultline::crash::kCrashDirVariable);
  const Path folder = Path(artefacts == nullptr ? "" : artefacts) / "data";
  const std::string what = argc > 1 ? argv[1] : "";
  const Words words(argv + std::min(argc, 2), argv + argc);
  try {
    for (const auto protocol : {publication, install, reference, undo}) {
      if (const auto answer = protocol(what, words, folder)) {
        std::printf("%s\n", answer->c_str());
        return 0;
      }
    }
    std::fprintf(stderr, "unknown operation '%s'\n", what.c_str());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
