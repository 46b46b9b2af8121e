// What readers of atomically published documents may see.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/domain.h"

namespace faultline::models {

namespace publication {
using Document = OneOf<"a", "b">;
using Text = OneOf<"first", "second", "third">;

struct Publish {
  Document name;
  Text text;
};
BOOST_DESCRIBE_STRUCT(Publish, (), (name, text))
struct Withdraw {
  Document name;
};
BOOST_DESCRIBE_STRUCT(Withdraw, (), (name))
struct Load {
  Document name;
};
BOOST_DESCRIBE_STRUCT(Load, (), (name))

// Fault: the next passes of a fail point fail, and the publications with them.
struct FailNext {
  OneOf<"publication.rename"> point;
  Count<1, 3> times;
};
BOOST_DESCRIBE_STRUCT(FailNext, (), (point, times))
}  // namespace publication

// A load reads the last text that was published, or "" when there is none. Nothing else is ever read: one that was on
// its way when the process died is there as a whole or not at all; one that failed is not there.
struct PublicationModel {
  using Command = std::variant<publication::Publish, publication::Withdraw, publication::Load>;
  using Reply = std::string;
  using Fault = std::variant<publication::FailNext>;

  std::map<publication::Document, std::string> documents;
  std::int64_t failures = 0;  // that are armed

  Reply apply(const publication::Publish& publish) { return documents[publish.name] = publish.text.str(); }
  Reply apply(const publication::Withdraw& withdraw) {
    documents.erase(withdraw.name);
    return "";
  }
  Reply apply(const publication::Load& load) const {
    const auto found = documents.find(load.name);
    return found == documents.end() ? "" : found->second;
  }
  std::vector<Command> audit() const { return {publication::Load{"a"}, publication::Load{"b"}}; }
  void inject(const Fault& fault) { failures = std::get<publication::FailNext>(fault).times; }
  void heal() { failures = 0; }
  void after_crash() { failures = 0; }
  bool permits(const Command& command, const Error& error) {
    return std::holds_alternative<publication::Publish>(command) && error.kind == "io" && failures-- > 0;
  }

  bool operator==(const PublicationModel&) const = default;
};

}  // namespace faultline::models
