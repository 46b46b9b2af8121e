#include "rapidcheck_stores.h"

#include <filesystem>
#include <rapidcheck.h>
#include <sstream>

#include <rapidcheck/shrinkable/Operations.h>

#include "bench/peers.h"
#include "challenge.h"
#include "zoo/store/lost_update.h"
#include "zoo/store/stale_etag_after_delete.h"

namespace faultline::bench {
namespace {

using models::StoreModel;

constexpr std::uint32_t kMostRuns = 100'000;  // of one shrink

// The store with its planted bug, its client, and the model that judges every reply. RapidCheck's own model cannot see
// replies, and the store mints ETags; so its model has no state, and this one goes with the system.
template <class Target>
struct StoreSut {
  Workspace workspace{std::filesystem::path("/nowhere")};  // these stores keep nothing on disk
  Run run{workspace};
  Target target{run};
  targets::StoreClient client;
  StoreModel model;

  template <class C>
  static void apply(std::monostate&, const C&) {}
  template <class C>
  bool agrees(const std::monostate&, const C& c) {
    const StoreModel::Command command = c;
    const auto outcome = target.execute(command, client);
    if (outcome.ok() == nullptr) return false;
    client.learn(command, *outcome.ok());
    return model.step(command, *outcome.ok());
  }
};

template <class Target>
using Sequence = rc::state::Commands<rc::state::Command<std::monostate, StoreSut<Target>>>;

template <class Target>
bool fails(const Sequence<Target>& sequence) {
  StoreSut<Target> sut;
  try {
    for (const auto& command : sequence) command->run({}, sut);
  } catch (const rc::detail::CaseResult&) {
    return true;
  }
  return false;
}

template <class Target>
std::string text_of(const Sequence<Target>& sequence) {
  std::ostringstream text;
  for (const auto& command : sequence) {
    command->show(text);
    text << "; ";
  }
  return text.str();
}

template <class Target>
Shrinks shrinks_of(std::uint64_t seeds, int length) {
  const auto commands = RapidGenerator<std::monostate, StoreSut<Target>, StoreModel::Command>::make();
  const auto sequences = rc::gen::resize(2 * length, rc::state::gen::commands(std::monostate(), commands));
  const Challenge<Sequence<Target>> challenge{
      .name = "the store", .generator = sequences, .allowed = anything<Sequence<Target>>, .fails = fails<Target>};
  Shrinks shrinks;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto start = failing_start(challenge, seed);
    std::uint32_t runs = 0;
    const auto still_fails = [&](const Sequence<Target>& sequence) {
      if (runs >= kMostRuns) return false;
      ++runs;
      return fails<Target>(sequence);
    };
    const auto minimum = rc::shrinkable::findLocalMin(start, still_fails).first;
    shrinks.add(text_of<Target>(minimum), runs, false);
  }
  return shrinks;
}

}  // namespace

std::vector<PeerBug> rapidcheck_bugs() {
  return {{"zoo.store.lost_update", shrinks_of<zoo::LostUpdate>},
          {"zoo.store.stale_etag_after_delete", shrinks_of<zoo::StaleEtagAfterDelete>}};
}

}  // namespace faultline::bench
