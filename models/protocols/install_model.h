// What an installer of two-file packages answers, when others may have died half-way.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/domain.h"

namespace faultline::models {

namespace install {
using Name = Ranged<0, 15>;

struct Install {
  Name package;
};
BOOST_DESCRIBE_STRUCT(Install, (), (package))
// An installer that comes as far as its intent, and no further.
struct Prepare {
  Name package;
};
BOOST_DESCRIBE_STRUCT(Prepare, (), (package))
// Answers "left" where an intent had to be left alone, else "clean".
struct Recover {};
BOOST_DESCRIBE_STRUCT(Recover, (), ())
// The names of what is there: "0 7"; one of which only half is there has a "?" after it.
struct List {};
BOOST_DESCRIBE_STRUCT(List, (), ())

// Fault: the next passes of a fail point fail, and the installations with them.
struct FailNext {
  OneOf<"install.publish-first", "install.publish-second"> point;
  Count<1, 3> times;
};
BOOST_DESCRIBE_STRUCT(FailNext, (), (point, times))
}  // namespace install

// A package is there with both its files or not at all. An intent is respected for 30 seconds, then it is in nobody's
// way. An installation on whose way the process died was made, or was not, or came as far as its intent; one that
// failed left nothing.
struct InstallModel {
  using Command = std::variant<install::Install, install::Prepare, install::Recover, install::List>;
  using Reply = std::string;
  using Fault = std::variant<install::FailNext>;
  static constexpr std::int64_t kLeaseSeconds = 30;

  std::set<install::Name> packages;
  std::int64_t failures = 0;  // that are armed
  std::int64_t now = 0;
  std::optional<std::int64_t> intent_until;

  Reply apply(const install::Install& install) {
    if (respected()) return "busy";
    return packages.insert(install.package).second ? "done" : "already";
  }
  Reply apply(const install::Prepare& prepare) {
    if (respected()) return "busy";
    if (packages.contains(prepare.package)) return "already";
    intent_until = now + kLeaseSeconds;
    return "done";
  }
  Reply apply(const install::Recover&) { return respected() ? "left" : "clean"; }
  Reply apply(const install::List&) const {
    return fmt::format("{}", fmt::join(std::vector<std::int64_t>(packages.begin(), packages.end()), " "));
  }

  void inject(const Fault& fault) { failures = std::get<install::FailNext>(fault).times; }
  void heal() { failures = 0; }
  void after_crash() { failures = 0; }
  // Only where it would have been made.
  bool permits(const Command& command, const Error& error) {
    const auto* install = std::get_if<install::Install>(&command);
    return install != nullptr && error.kind == "io" && !respected() && !packages.contains(install->package) &&
           failures-- > 0;
  }
  void advance(std::int64_t seconds) { now += seconds; }
  std::vector<Command> parts(const Command& command) const {
    const auto* whole = std::get_if<install::Install>(&command);
    if (whole == nullptr) return {command};
    return {install::Prepare{whole->package}, *whole};
  }
  std::vector<Command> audit() const { return {install::Recover{}, install::List{}}; }
  bool operator==(const InstallModel&) const = default;

 private:
  bool respected() {
    if (intent_until && now >= *intent_until) intent_until.reset();
    return intent_until.has_value();
  }
};

}  // namespace faultline::models
