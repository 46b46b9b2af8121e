// The 500 abuses. All of them follow from one seed, which is fixed: the n-th is the n-th whatever runs beside it. For
// 500 others: ABUSE_SEED=7 build/tests/abuse/faultline_abuse_tests
//
//   abuse   = call topic [topic]
//   call    = run | replay | shrink | explain | sweep | self-test | list | a GoogleTest filter ...      calls.h
//   topic   = flags | variables | files | streams | limits | signals | folders
//
// Each production says what its abuse may come to; how a case may end follows from these, and is written down nowhere.
#pragma once

#include <vector>

#include "calls.h"
#include "case.h"

namespace faultline::abuse {

inline constexpr int kCases = 500;

// None is there twice.
std::vector<Case> all_cases();

// The productions. Each makes of a case another.
void abuse_flags(Case& one, Draws& draws);
void abuse_variables(Case& one, Draws& draws);
void abuse_files(Case& one, Draws& draws);
void abuse_streams(Case& one, Draws& draws);
void abuse_limits(Case& one, Draws& draws);
void abuse_signals(Case& one, Draws& draws);
void abuse_folders(Case& one, Draws& draws);

// Begins a case with what is asked of the program. `amount`: also how much of it.
void ask(Case& one, const Call& call, bool amount = true);
inline void add(Case& one, std::initializer_list<std::string> words) {
  one.arguments.insert(one.arguments.end(), words);
}

// Words in which no one would write: long ones, other scripts, control characters.
std::string odd_word(Draws& draws);

}  // namespace faultline::abuse
