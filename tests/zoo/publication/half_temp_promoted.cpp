// Whatever lies in a temp is promoted, whole or not.
#include <optional>
#include <string>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::zoo {
namespace {

class HalfTempPromotedPublication : public protocols::Publication {
 public:
  using Publication::Publication;

 protected:
  std::string to_bytes(const std::string& text) const override { return text; }
  std::optional<std::string> from_bytes(const std::string& bytes) const override { return bytes; }
};

struct HalfTempPromoted : targets::PublicationTargetOf<HalfTempPromotedPublication> {
  using PublicationTargetOf::PublicationTargetOf;
};

FAULTLINE_ZOO(zoo.durable.half_temp_promoted, models::PublicationModel, HalfTempPromoted, R"([
  {"crash":{"point":"publication.temp-half-written","hit":1}},
  {"command":{"publish":{"name":"a","text":"first"}}}
])");

}  // namespace
}  // namespace faultline::zoo
