// What "simpler" means, for every pass. Of two values the one with the smaller key is simpler; a key compares as
// vectors do. No two values of a type have the same key, so among those that fail there is one simplest.
//
// Any value:   how many leaves, then the ranks of all nodes in preorder.
// A schedule:  fewer crashes, then fewer faults, then fewer steps of commands given together, then fewer commands,
//              then fewer steps, then as any value.
//
// Leaves are numbers, texts, choices, optionals and sequences; a struct counts what its members count, a text one
// whatever its length. A node's rank is: of a number its position from the simplest of its type (0, 1, -1, 2, -2 ...;
// a real's grows with its magnitude; a domain's, an
// enumeration's or a list's own order), of a choice the alternative, of a sequence, text or optional
// how many it holds.
#pragma once

#include <cstdint>
#include <vector>

#include "faultline/shrink/tree.h"

namespace faultline::shrink {

using Key = std::vector<std::uint64_t>;

// How many leaves.
std::uint64_t size_of(const Node& node);

Key order_key(const Node& value);
Key schedule_key(const Node& schedule);

}  // namespace faultline::shrink
