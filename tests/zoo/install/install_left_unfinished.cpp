// A package that is published in part, or but for its intent, waits for the end of the lease, like one of which nothing
// is.
#include "faultline/targets/attach/check.h"
#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::zoo {
namespace {

class InstallLeftUnfinishedInstaller : public protocols::Installer {
 public:
  using Installer::Installer;

 protected:
  protocols::Recovered settle(const protocols::Intent& intent) override {
    return expired(intent) ? Installer::settle(intent) : protocols::Recovered::left;
  }
};

struct InstallLeftUnfinished : targets::InstallTargetOf<InstallLeftUnfinishedInstaller> {
  using InstallTargetOf::InstallTargetOf;
};

FAULTLINE_ZOO(zoo.durable.install_left_unfinished, models::InstallModel, InstallLeftUnfinished, R"([
  {"crash":{"point":"install.second-published","hit":1}},
  {"command":{"install":{"package":0}}}
])");

}  // namespace
}  // namespace faultline::zoo
