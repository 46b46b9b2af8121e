// How most passes walk: attempt after attempt at place after place.
#pragma once

#include <cstddef>

#include "faultline/shrink/search.h"

namespace faultline::shrink {

// Makes attempts at every node for which `wanted(node)` holds, parents first. `edit(node, attempt)` changes the node of
// a candidate; it gives false, and changes nothing, where there is no such attempt any more. To pass over
// attempts that do not exist it raises `attempt`. After a success the attempts at this place begin again.
template <class Wanted, class Edit>
bool edit_each(Search& search, Wanted&& wanted, Edit&& edit) {
  bool progress = false;
  for (std::size_t place = 0, attempt = 0;;) {
    Node candidate = search.best();
    const auto nodes = find_nodes(candidate, wanted);
    while (place < nodes.size() && !edit(*nodes[place], attempt)) {
      ++place;
      attempt = 0;
    }
    if (place >= nodes.size()) return progress;
    const bool accepted = search.accept(std::move(candidate));
    progress |= accepted;
    attempt = accepted ? 0 : attempt + 1;
  }
}

}  // namespace faultline::shrink
