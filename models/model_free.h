// Checking without a model: any reply and any error will do. What is left to find are deaths, hangs, recoveries that
// fail, and a second recovery that reads differently.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"

namespace faultline {

// Every value of a described struct whose members all have small domains.
template <DescribedStruct T>
std::vector<T> every() {
  constexpr std::size_t kMost = 256;
  std::vector<T> all{T{}};
  std::size_t member_index = 0;
  T example{};
  for_each_member(example, [&]<class Member>(const char*, const Member&) {
    static_assert(Ranked<Member> && Member::size() > 0 && Member::size() <= kMost,
                  "a read of a model-free check may have members with small domains only: OneOf, Key, Ranged");
    std::vector<T> more;
    for (const T& value : all)
      for (std::uint64_t rank = 0; rank < Member::size() && more.size() < kMost; ++rank) {
        T next = value;
        std::size_t index = 0;
        for_each_member(next, [&]<class Other>(const char*, Other& member) {
          if constexpr (std::is_same_v<Other, Member>)
            if (index == member_index) member = Member::at(rank);
          ++index;
        });
        more.push_back(next);
      }
    all = std::move(more);
    ++member_index;
  });
  return all;
}

// `Commands` is the variant of all commands, `Reads` are those of them that read the system back after a recovery:
//   using Free = faultline::ModelFree<std::variant<Put, Get>, std::int64_t, Get>;
//   FAULTLINE_CHECK(chaos.kv.free, Free, KvTarget);
template <Variant Commands, class R, class... Reads>
struct ModelFree {
  using Command = Commands;
  using Reply = R;

  bool step(const Command&, const Reply&) { return true; }
  void assume(const Command&) {}
  std::string expect(const Command&) const { return "anything"; }
  bool permits(const Command&, const Error&) { return true; }
  std::vector<Command> audit() const {
    std::vector<Command> all;
    (append<Reads>(all), ...);
    return all;
  }
  bool operator==(const ModelFree&) const = default;

 private:
  template <class Read>
  static void append(std::vector<Command>& all) {
    for (const Read& read : every<Read>()) all.push_back(read);
  }
};

}  // namespace faultline
