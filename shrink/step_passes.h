// The passes for schedules alone, as passes.h has those for any value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faultline/shrink/search.h"

namespace faultline::shrink {

// Everything behind the failing step taken out.
bool truncate(Search& search, std::size_t failing_step);
// The steps at these places taken out all at once: faults and crashes that never took effect.
bool drop_steps(Search& search, const std::vector<std::uint32_t>& places);
// All steps but those that give commands at once, else all crashes, all faults and so on; of a long schedule each kind
// of command too.
bool drop_kinds(Search& search);
// The last steps alone: few, then ever more.
bool keep_last(Search& search);
// Of the commands, those alone that have a word or text in common with the last step.
bool keep_related(Search& search);
// Two steps taken out at once that are of use only together: what makes a thing and what takes it away, what arms a
// fault and what meets it. Pairs that have a word or text in common, and a fault or crash with the step behind it.
bool drop_pairs(Search& search);

// Commands given together taken apart, in either order; of three, one taken out.
bool split_togethers(Search& search);
// A fault or advance added to another one of its kind, a command to the next or last one of its kind: integers added,
// texts joined.
bool merge_steps(Search& search);
// A clean restart instead: in the place of a command, or at the end for a crash.
bool replace_by_restarts(Search& search);
// A step or an element of a sequence taken out that only served to pass a crash point, and the hit lowered with it.
bool drop_hits(Search& search);
// A crash armed later, behind a step that passes its point too, and its hit lowered.
bool postpone_crashes(Search& search);
// A power loss in the recovery of a clean restart instead, at whatever point, in the place of the command that it was
// in.
bool crash_in_recovery(Search& search, const std::vector<std::string>& points);
// Crashes at the first hit of the simplest point that will do, else at the earliest hit of their own.
bool simplify_crashes(Search& search, const std::vector<std::string>& points);

// What two commands hold put into one, and what one holds into another that may hold it: a bulk write for two writes,
// a write for a transaction of one. Not over a restart or advance.
bool regroup(Search& search);

// A command taken out, and what is equal in later ones, which need it only for what they are or say, replaced by
// another alternative or given another one of few values.
bool drop_for_replacement(Search& search);
bool drop_for_change(Search& search);

}  // namespace faultline::shrink
