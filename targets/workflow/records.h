// How a workflow lies in a store: one metadata record, and a key of its own for each inbox and history entry.
//
//   wf||ID||metadata        "running 3 2 1": status, generation, entries of the history, entries of the inbox
//   wf||ID||inbox-000001    an event that was raised and not yet consumed
//   wf||ID||history-000001  an event that was consumed
//   wf||index               the ids of all workflows
//
// Every save writes the metadata, so its ETag guards the entries too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::workflow {

inline constexpr const char* kIndexKey = "wf||index";

// The event that completes its workflow.
inline constexpr int kComplete = 0;

enum class Status { running, completed };

// What is known of one workflow. A value type.
struct State {
  Status status = Status::running;
  std::uint64_t generation = 0;  // saves so far; 0 = there is no such workflow
  std::vector<int> history, inbox;
  std::string etag;  // of the metadata record that this was read from

  bool exists() const { return generation > 0; }
  bool operator==(const State&) const = default;
};

std::string metadata_key(const std::string& id);
// The keys of all entries that the metadata speaks of, history first; the metadata's own key comes last.
std::vector<std::string> keys_of(const std::string& id, const State& state);

// A metadata record, its entries still 0. Error: corrupt.
store::Result<State> parse_metadata(const store::Item& item);
// Fills in the entries: `items` are the answers to `keys_of`. Error: corrupt, when one is missing or no number.
store::Result<State> fill_entries(State state, const std::string& id,
                                  const std::vector<std::optional<store::Item>>& items);

// The transaction that makes `after` of `before`. The first metadata write carries no ETag and must find no item;
// every later one carries the ETag of `before`.
std::vector<store::Operation> changes(const std::string& id, const State& before, const State& after);

// The ids in an index record, which are separated by spaces.
std::vector<std::string> words_of(const std::string& text);

}  // namespace faultline::workflow
