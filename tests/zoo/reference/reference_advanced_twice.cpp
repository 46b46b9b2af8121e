// Publishes the value before the sequence that says which commits are in it.
#include "faultline/targets/attach/check.h"
#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::zoo {
namespace {

class AdvancedTwiceReference : public protocols::Reference {
 public:
  using Reference::Reference;

 protected:
  void publish(const Published& now, const Commit& commit) override {
    replace({now.sequence, now.value + commit.by}, "");
    crash::breakpoint(protocols::point::kBeforeReference);
    Reference::publish({now.sequence, now.value}, commit);
  }
};

struct ReferenceAdvancedTwice : targets::ReferenceTargetOf<AdvancedTwiceReference> {
  using ReferenceTargetOf::ReferenceTargetOf;
};

FAULTLINE_ZOO(zoo.durable.reference_advanced_twice, models::ReferenceModel, ReferenceAdvancedTwice, R"([
  {"crash":{"point":"reference.written-before-rename","hit":1}},
  {"command":{"advance":{"by":1}}}
])");

}  // namespace
}  // namespace faultline::zoo
