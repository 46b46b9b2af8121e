// What the crash helper's store must hold after recovery, given what was acknowledged. Knows the helper's transactions
// from its description only, and nothing of the store.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace faultline::crash {

using Items = std::map<std::string, std::string>;  // key to value

// The ids of the `ACK <id>` lines of a helper's output, in order. Other text is passed over.
std::vector<std::string> acks_in(const std::string& out);

// Every acknowledged transaction is whole; a writer may have got one further, whole too (the one in flight); there is
// nothing else; and there are at least `least` acknowledgements. Gives "" or the first thing that is wrong.
std::string complaint(const Items& recovered, const std::vector<std::string>& acks, std::size_t least);

}  // namespace faultline::crash
