#include "ack_oracle.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace faultline::crash {
namespace {

constexpr int kWriters = 8;

// -1 for what is no number.
int number(const std::string& text) {
  int n = -1;
  const char* end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, n);
  return ec == std::errc() && rest == end ? n : -1;
}

int acknowledged(const std::vector<std::string>& acks, const std::string& writer) {
  int last = 0;
  for (const std::string& id : acks) {
    if (id.starts_with(writer + "-")) last = std::max(last, number(id.substr(writer.size() + 1)));
  }
  return last;
}

void add_expected(Items& items, const std::string& writer, int reached) {
  if (reached == 0) return;
  for (int n = 1; n <= reached; ++n) {
    const std::string id = writer + "-" + std::to_string(n);
    items[id + ".a"] = items[id + ".b"] = id;
  }
  items[writer + ".mark-" + std::to_string(reached)] = writer + "-" + std::to_string(reached);
  items[writer + ".latest"] = std::to_string(reached);
}

std::string first_difference(const Items& expected, const Items& recovered) {
  for (const auto& [key, value] : expected) {
    const auto found = recovered.find(key);
    if (found == recovered.end()) return key + " is missing";
    if (found->second != value) return key + " is " + found->second + " and not " + value;
  }
  for (const auto& [key, value] : recovered) {
    if (!expected.contains(key)) return key + " should not be there";
  }
  return "";
}

}  // namespace

std::vector<std::string> acks_in(const std::string& out) {
  std::vector<std::string> ids;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("ACK ") && !lines.eof()) ids.push_back(line.substr(4));  // whole lines only
  }
  return ids;
}

std::string complaint(const Items& recovered, const std::vector<std::string>& acks, std::size_t least) {
  if (acks.size() < least) return "only " + std::to_string(acks.size()) + " acknowledgements";
  Items expected;
  for (int w = 0; w < kWriters; ++w) {
    const std::string writer = "w" + std::to_string(w);
    const int acked = acknowledged(acks, writer);
    const auto latest = recovered.find(writer + ".latest");
    const int reached = latest == recovered.end() ? 0 : number(latest->second);
    if (reached < acked) return writer + "-" + std::to_string(acked) + " was acknowledged and is gone";
    if (reached > acked + 1) return writer + "-" + std::to_string(reached) + " cannot have been in flight";
    add_expected(expected, writer, reached);
  }
  return first_difference(expected, recovered);
}

}  // namespace faultline::crash
