// The passes for any value. A pass proposes candidates and gives whether one was accepted; what it proposes depends
// only on the simplest value so far and on the answers. Each says here what it tries.
#pragma once

#include "faultline/shrink/search.h"

namespace faultline::shrink {

// The simplest value of the type.
bool simplest_of_all(Search& search);

// Elements taken out of sequences, outer ones first, from the right: whole sequences, then ever smaller runs, growing
// again where they can go.
bool delete_elements(Search& search);
// The same for the outermost sequence alone, beginning with single elements, and for all others alone.
bool delete_outermost(Search& search);
bool delete_inner(Search& search);
// Optional values taken away.
bool drop_optionals(Search& search);
// The same, and integers that number a later place are lowered with it.
bool delete_and_renumber(Search& search);
// A sequence of sequences joined into one, all or two neighbours.
bool join_sequences(Search& search);

// A value put in the place of one of the same type that holds it, the smallest first.
bool hoist(Search& search);
// Another alternative of a choice: with the members kept that both have, then with their numbers the simplest, then at
// its simplest. In a schedule, whose steps have the shape `step`: not of steps, and no groups with nothing in them,
// which `regroup` tries filled.
bool replace_alternatives(Search& search, const Shape* step = nullptr);

// Every number the simplest.
bool all_simplest(Search& search);
// Numbers lowered, equal ones together: all to their simplest, halves and quarters of them, then each: a few small
// ones, its sign, its bit length, and itself where that leaves little. `again`: only where one gives way a little.
bool lower_together(Search& search, bool again);
// The same for each number alone.
bool lower_singly(Search& search, bool again);
// Numbers lowered as far as they go, equal ones together.
bool lower_exactly(Search& search);
// Two different numbers of one type exchanged wherever they stand, where the higher comes first: names in the order in
// which they appear.
bool exchange_numbers(Search& search);
// Texts made shorter and of simpler letters, equal ones together, then each alone.
bool simplify_texts(Search& search);
// A word replaced by a simpler one wherever it stands, or from some place on, whatever list it is from.
bool rename_words(Search& search);

// Elements and members of one type put in order: all, then neighbours exchanged. Not the elements of sequences of the
// shape `steps`.
bool sort_siblings(Search& search, const Shape* steps = nullptr);
// Neighbours of the outermost sequence exchanged.
bool swap_outermost(Search& search);

// Two integers lowered by the same amount.
bool lower_pairs(Search& search);
// One integer lowered, and another one of its type raised, by the same amount.
bool redistribute(Search& search);
// All integers of a type moved by the same amount, so that one of them becomes the simplest.
bool translate(Search& search);
// All elements of a sequence made one that has the sum of their integers and their texts joined, as `fuse` does for
// two.
bool sum_up(Search& search);
// Two elements made one that has the sum of their integers, which wraps where it leaves the type, and their texts
// joined.
bool fuse(Search& search);
// Adds the integers of `from` to those of `to`, and appends its texts, where the two are alike but for these; else
// false, and `to` is spoilt. Texts that are equal are left as they are, unless `join_equal`.
bool add_up(Node& to, const Node& from, bool join_equal);

// Values of types that hold themselves: every simpler one of small numbers, the simplest first, as far as a small
// budget goes.
bool enumerate_small(Search& search);

}  // namespace faultline::shrink
