// Every value of a described type, the simplest first, for proving by exhaustion which is the simplest of all.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "faultline/engine/words/described.h"

namespace faultline::shrink {

template <class T>
inline constexpr bool owns = false;
template <class T>
inline constexpr bool owns<std::unique_ptr<T>> = true;

// Walks values by the order of order.h, written a second time and in the other direction: fewest leaves first, then
// each leaf by its rank. Integers are only those given, in the order of their ranks.
class EveryValue {
 public:
  // Called with how many leaves may still come; true ends the walk.
  using Next = std::function<bool(int left)>;

  explicit EveryValue(std::vector<std::int64_t> integers) : integers_(std::move(integers)) {}

  // Sets `value` to each in turn until `wanted` says true. False if none of up to `most` leaves is.
  template <class T>
  bool first(T& value, int most, const std::function<bool(const T&)>& wanted) const {
    for (int leaves = 1; leaves <= most; ++leaves)
      if (walk(value, leaves, [&](int left) { return left == 0 && wanted(value); })) return true;
    return false;
  }

 private:
  template <class T>
  bool walk(T& value, int left, const Next& next) const {
    if constexpr (DescribedStruct<T>) {
      return members<0>(value, left, next);
    } else if (left == 0) {
      return false;
    } else if constexpr (Integer<T>) {
      for (const std::int64_t integer : integers_) {
        value = static_cast<T>(integer);
        if (next(left - 1)) return true;
      }
      return false;
    } else if constexpr (Vector<T>) {
      for (int length = 0; length < left; ++length) {
        value.assign(static_cast<std::size_t>(length), {});
        if (elements(value, 0, left - 1, next)) return true;
      }
      return false;
    } else if constexpr (owns<T>) {
      value.reset();
      if (next(left - 1)) return true;
      if (left == 1) return false;
      value = std::make_unique<typename T::element_type>();
      auto& pointee = *value;  // the walk within sets what it holds, and nothing else sets `value`
      return walk(pointee, left - 1, next);
    } else {
      static_assert(Variant<T>);
      for (std::size_t index = 0; index < std::variant_size_v<T>; ++index) {
        emplace_alternative(value, index);
        if (std::visit([&](auto& alternative) { return walk(alternative, left - 1, next); }, value)) return true;
      }
      return false;
    }
  }

  template <std::size_t I, class T>
  bool members(T& value, int left, const Next& next) const {
    if constexpr (I == boost::mp11::mp_size<MembersOf<T>>::value) {
      return next(left);
    } else {
      auto& member = value.*boost::mp11::mp_at_c<MembersOf<T>, I>::pointer;
      return walk(member, left, [&](int rest) { return members<I + 1>(value, rest, next); });
    }
  }

  template <class T>
  bool elements(T& vector, std::size_t index, int left, const Next& next) const {
    if (index == vector.size()) return next(left);
    return walk(vector[index], left, [&](int rest) { return elements(vector, index + 1, rest, next); });
  }

  std::vector<std::int64_t> integers_;
};

}  // namespace faultline::shrink
