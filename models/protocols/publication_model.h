// What readers of atomically published documents may see.
#pragma once

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
}  // namespace publication

// A load reads the last text that was published, or "" when there is none. Nothing else is ever read: one that was on
// its way when the process died is there as a whole or not at all.
struct PublicationModel {
  using Command = std::variant<publication::Publish, publication::Withdraw, publication::Load>;
  using Reply = std::string;

  std::map<publication::Document, std::string> documents;

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
  bool operator==(const PublicationModel&) const = default;
};

}  // namespace faultline::models
