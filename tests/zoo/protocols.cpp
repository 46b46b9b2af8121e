// Planted bugs in the recovery protocols. Each shows when the process is killed; none needs the disk to lose anything.
#include "faultline/targets/attach/check.h"
#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::zoo {
namespace {

namespace point = protocols::point;

// Whatever lies in a temp is promoted, whole or not.
class BarePublication : public protocols::Publication {
 public:
  using Publication::Publication;

 protected:
  std::string to_bytes(const std::string& text) const override { return text; }
  std::optional<std::string> from_bytes(const std::string& bytes) const override { return bytes; }
};
struct PromotesHalf : targets::PublicationTargetOf<BarePublication> {
  using PublicationTargetOf::PublicationTargetOf;
};
FAULTLINE_ZOO(zoo.durable.half_temp_promoted, models::PublicationModel, PromotesHalf, "1 command, 1 crash");

// A package that is published in part, or but for its intent, waits for the end of the lease, like one of which nothing
// is.
class PatientInstaller : public protocols::Installer {
 public:
  using Installer::Installer;

 protected:
  protocols::Recovered settle(const protocols::Intent& intent) override {
    return expired(intent) ? Installer::settle(intent) : protocols::Recovered::left;
  }
};
struct LeavesUnfinished : targets::InstallTargetOf<PatientInstaller> {
  using InstallTargetOf::InstallTargetOf;
};
FAULTLINE_ZOO(zoo.durable.install_left_unfinished, models::InstallModel, LeavesUnfinished, "1 command, 1 crash");

// Publishes the value before the sequence that says which commits are in it.
class TwoStepReference : public protocols::Reference {
 public:
  using Reference::Reference;

 protected:
  void publish(const Published& now, const Commit& commit) override {
    replace({now.sequence, now.value + commit.by}, "");
    crash::breakpoint(point::kBeforeReference);
    Reference::publish({now.sequence, now.value}, commit);
  }
};
struct AdvancesTwice : targets::ReferenceTargetOf<TwoStepReference> {
  using ReferenceTargetOf::ReferenceTargetOf;
};
FAULTLINE_ZOO(zoo.durable.reference_advanced_twice, models::ReferenceModel, AdvancesTwice, "1 command, 1 crash");

// The journal goes before what it says is done: one that dies while it undoes leaves half of a change for good.
class HastyAccounts : public protocols::Accounts {
 public:
  using Accounts::Accounts;

 protected:
  void undo(const Journal& journal) override {
    remove_journal();
    give_back(journal);
  }
};
struct ForgetsJournal : targets::UndoTargetOf<HastyAccounts> {
  using UndoTargetOf::UndoTargetOf;
};
FAULTLINE_ZOO(zoo.durable.journal_removed_before_undo, models::UndoModel, ForgetsJournal, "1 command, 2 crashes");

}  // namespace
}  // namespace faultline::zoo
