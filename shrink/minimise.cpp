#include "faultline/shrink/minimise.h"

#include "faultline/shrink/edits.h"
#include "faultline/shrink/passes.h"
#include "faultline/shrink/plan.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {

bool is_one_minimal(Search& search) {
  // Attempt number i takes part i away, or makes the number or text the simplest of its type.
  const auto any = [](const Node&) { return true; };
  const bool reducible = search.run([&](Search& one) {
    return edit_each(one, any, [](Node& node, std::size_t attempt) {
      switch (node.shape->kind) {
        case Shape::Kind::number:
          if (attempt > 0 || node.rank == 0) return false;
          node.rank = 0;
          return true;
        case Shape::Kind::text:
          if (attempt > 0 || node.parts.empty()) return false;
          node.parts.clear();
          return true;
        case Shape::Kind::optional:
        case Shape::Kind::sequence:
          if (attempt >= node.parts.size()) return false;
          node = without(node, attempt, 1);
          return true;
        default:
          return false;
      }
    });
  });
  return !reducible && !search.spent();
}

TreeMinimum conclude(const Search& search, bool one_minimal) {
  return {search.best(), search.evaluations(), search.accepted(), one_minimal, search.spent()};
}

TreeMinimum minimise_tree(Problem problem, const Limits& limits) {
  Search search(std::move(problem), limits);
  std::vector<PlannedPass> cheap{join_sequences,
                                 delete_elements,
                                 sum_up,
                                 hoist,
                                 drop_optionals,
                                 lower_together,
                                 lower_singly,
                                 simplify_texts,
                                 rename_words,
                                 [](Search& s, bool) { return replace_alternatives(s); },
                                 [](Search& s, bool) { return sort_siblings(s); }};
  std::vector<PlannedPass> costly{delete_and_renumber, lower_pairs,      redistribute,   translate, fuse,
                                  lower_exactly,       exchange_numbers, enumerate_small};
  search.run(simplest_of_all);
  search.run(all_simplest);
  run_passes(search, std::move(cheap), std::move(costly));
  return conclude(search, is_one_minimal(search));
}

}  // namespace faultline::shrink
