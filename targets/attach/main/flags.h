// The flags that several commands share, and the variables that stand in for them.
#pragma once

#include <string>

#include "faultline/targets/attach/main/settings.h"

namespace CLI {
class App;
}

namespace faultline::program {

// The flags of `run`, which are also read, from the environment alone, when GoogleTest runs the checks.
void add_campaign_flags(CLI::App& command, Settings& settings);
// `--runs`, with this help, and `--steps`.
void add_amount_flags(CLI::App& command, Settings& settings, const std::string& runs);
void add_campaign_seed_flag(CLI::App& command, Settings& settings);
void add_isolate_flag(CLI::App& command, Settings& settings);
// Those that say how to shrink and where repros go, for commands that shrink what is there already.
void add_shrink_flags(CLI::App& command, Settings& settings);
void add_json_flag(CLI::App& command, Settings& settings, const std::string& what);

// Why this is no number of something, for CLI11; empty: it is one.
std::string no_plain_number(const std::string& text);

// Says in the help which flags of the command have a variable.
void name_variables(CLI::App& command);

// Takes over what variables say that no flag of this command does, after its flags were parsed: a flag wins over its
// variable, and over variables that contradict it. An empty variable is none. Throws BadInput where two flags or two
// variables contradict each other, or where a variable's value cannot be used.
void take_variables(CLI::App& command);

}  // namespace faultline::program
