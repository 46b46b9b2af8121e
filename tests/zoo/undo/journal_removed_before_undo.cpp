// The journal goes before what it says is done: one that dies while it undoes leaves half of a change for good.
#include "faultline/targets/attach/check.h"
#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::zoo {
namespace {

class JournalRemovedBeforeUndoAccounts : public protocols::Accounts {
 public:
  using Accounts::Accounts;

 protected:
  void undo(const Journal& journal) override {
    remove_journal();
    give_back(journal);
  }
};

struct JournalRemovedBeforeUndo : targets::UndoTargetOf<JournalRemovedBeforeUndoAccounts> {
  using UndoTargetOf::UndoTargetOf;
};

FAULTLINE_ZOO(zoo.durable.journal_removed_before_undo, models::UndoModel, JournalRemovedBeforeUndo, R"([
  {"crash":{"point":"undo.second-written-before-commit","hit":1}},
  {"command":{"transfer":{"from":"a","to":"b","cents":1}}},
  {"crash":{"point":"undo.one-undone","hit":1}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
