// Handles that earlier replies returned, as arguments of later commands: `struct Finish { Ref<JobId> job; };`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/text.h"

namespace faultline {

// The latest new `T` that the client was shown in a reply, or one of the `N - 1` before it. Symbolic in a schedule (0 =
// the latest); filled in when its command is given, from what the client observed and never from the model. If the
// client has not seen that many, the command is skipped. `T` is described, comparable, and part of the model's Reply.
template <class T, std::uint64_t N = 4>
class Ref {
  static_assert(N > 0 && N <= 256);

 public:
  using Handle = T;
  static constexpr std::int64_t low = 0, high = static_cast<std::int64_t>(N) - 1;

  Ref() = default;
  explicit Ref(T handle) : handle_(std::move(handle)) {}  // for a model's audit, which knows what it read

  // What it stands for. Only in a command that was given: throws std::bad_optional_access in a schedule.
  const T& operator*() const { return handle_.value(); }
  const T* operator->() const { return &handle_.value(); }

  bool resolved() const { return handle_.has_value(); }
  void resolve(T handle) { handle_ = std::move(handle); }

  static constexpr std::uint64_t size() { return N; }
  std::uint64_t rank() const { return back_; }
  static Ref at(std::uint64_t rank) {
    Ref ref;
    ref.back_ = static_cast<std::uint8_t>(rank);
    return ref;
  }
  explicit operator std::int64_t() const { return back_; }

  std::string show() const { return handle_ ? to_text(*handle_) : "ref " + std::to_string(back_); }
  bool operator==(const Ref&) const = default;

  template <class W>
  void encode_to(W& out) const {
    out.number(back_);
    encode(out, handle_);
  }
  void decode_from(Reader& in) {
    back_ = in.number<std::uint8_t>();
    if (back_ >= N) in.fail();
    decode(in, handle_);
  }

 private:
  std::uint8_t back_ = 0;  // 0 = the latest seen
  std::optional<T> handle_;
};

namespace detail {

template <class T>
inline constexpr bool is_ref = false;
template <class T, std::uint64_t N>
inline constexpr bool is_ref<Ref<T, N>> = true;

// The types of handles that a described type refers to, each once.
template <class T>
constexpr auto handles_in() {
  using namespace boost::mp11;
  if constexpr (is_ref<T>) {
    return mp_list<typename T::Handle>{};
  } else if constexpr (Variant<T>) {
    return []<class... A>(std::type_identity<std::variant<A...>>) {
      return mp_unique<mp_append<mp_list<>, decltype(handles_in<A>())...>>{};
    }(std::type_identity<T>{});
  } else if constexpr (Optional<T> || Vector<T>) {
    return handles_in<typename T::value_type>();
  } else if constexpr (DescribedStruct<T>) {
    using Members =
        boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>;
    return []<template <class...> class L, class... D>(L<D...>) {
      return mp_unique<
          mp_append<mp_list<>, decltype(handles_in<std::decay_t<decltype(std::declval<T&>().*D::pointer)>>())...>>{};
    }(Members{});
  } else {
    return mp_list<>{};
  }
}

// Calls `visit(part)` for every part of type `Wanted` of a described value, and for every part that is a Ref when
// `Wanted` is void.
template <class Wanted, class T, class Visit>
void for_each_part(T& value, Visit&& visit) {
  using Plain = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Plain, Wanted> || (std::is_void_v<Wanted> && is_ref<Plain>)) {
    visit(value);
  } else if constexpr (Variant<Plain>) {
    std::visit([&](auto& alternative) { for_each_part<Wanted>(alternative, visit); }, value);
  } else if constexpr (Optional<Plain>) {
    if (value) for_each_part<Wanted>(*value, visit);
  } else if constexpr (Vector<Plain>) {
    for (auto& element : value) for_each_part<Wanted>(element, visit);
  } else if constexpr (DescribedStruct<Plain>) {
    for_each_member(value, [&](const char*, auto& member) { for_each_part<Wanted>(member, visit); });
  }
}

}  // namespace detail

// What a client was shown of every type of handle that `Command` refers to, in order of first appearance.
template <class Command>
class Handles {
 public:
  // False: no command refers to anything, and nothing need be kept.
  static constexpr bool kAny = boost::mp11::mp_size<decltype(detail::handles_in<Command>())>::value > 0;

  template <class Reply>
  void learn(const Reply& reply) {
    std::apply([&](auto&... kinds) { (take(reply, kinds), ...); }, seen_);
  }

  // Fills in what the command refers to; false if something it refers to was never seen.
  bool resolve(Command& command) const {
    bool complete = true;
    detail::for_each_part<void>(command, [&]<class R>(R& ref) {
      const auto& seen = std::get<std::vector<typename R::Handle>>(seen_);
      if (ref.resolved()) return;
      if (ref.rank() >= seen.size()) {
        complete = false;
      } else {
        ref.resolve(seen[seen.size() - 1 - ref.rank()]);
      }
    });
    return complete;
  }

 private:
  template <class Reply, class T>
  static void take(const Reply& reply, std::vector<T>& seen) {
    detail::for_each_part<T>(reply, [&](const T& handle) {
      if (std::find(seen.begin(), seen.end(), handle) == seen.end()) seen.push_back(handle);
    });
  }

  template <class T>
  using Seen = std::vector<T>;
  boost::mp11::mp_rename<boost::mp11::mp_transform<Seen, decltype(detail::handles_in<Command>())>, std::tuple> seen_;
};

}  // namespace faultline
