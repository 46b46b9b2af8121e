// What a seed's meaning depends on, as text: described types, their domains, weights. Its hash is the revision in a
// printed seed, so that a seed from another build is refused instead of quietly meaning another schedule.
#pragma once

#include <string>

#include <fmt/format.h>

#include "faultline/generators/interleave.h"

namespace faultline::attach {

// Raise it when the generators draw differently for the same types.
inline constexpr int kGeneratorVersion = 2;

template <class T>
std::string signature() {
  if constexpr (Ranked<T> && requires { T::at(0).view(); }) {
    std::string words;
    for (std::uint64_t i = 0; i < T::size(); ++i) words += std::string(T::at(i).view()) + '|';
    return words;
  } else if constexpr (Ranked<T>) {
    return fmt::format("{}..{}", T::low, T::high);
  } else if constexpr (DescribedEnum<T>) {
    std::string names;
    std::size_t index = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { names += fmt::format("{}*{}|", enumerator.name, generators::weights_of<T>[index++]); });
    return names;
  } else if constexpr (Variant<T>) {
    std::string names;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, T>>(
        [&](auto type) { names += signature<typename decltype(type)::type>() + ';'; });
    return names;
  } else if constexpr (Optional<T> || Vector<T>) {
    return fmt::format("{}<{}>", Optional<T> ? "optional" : "vector", signature<typename T::value_type>());
  } else if constexpr (DescribedStruct<T>) {
    std::string members;
    T value{};
    for_each_member(value, [&]<class Member>(const char* name, const Member&) {
      members += fmt::format("{}:{},", name, signature<Member>());
    });
    return fmt::format("{}({})", type_name<T>(), members);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return fmt::format("{}{}", std::is_signed_v<T> ? "i" : "u", sizeof(T));
  } else {
    return type_name<T>();
  }
}

// 32 bits of XXH3 over everything a seed of this model and target depends on.
template <class M>
std::uint32_t revision(const generators::Disturbances& disturbances, std::uint32_t steps) {
  std::string all = fmt::format("v{} {} / {} recovers={} concurrent={} power={} time={} own={} steps={}",
                                kGeneratorVersion, signature<typename M::Command>(), signature<FaultOf<M>>(),
                                disturbances.recovers, disturbances.concurrent, disturbances.power_loss, KeepsTime<M>,
                                generators::GeneratesCommands<M>, steps);
  for (const auto weight : generators::weights_of<typename M::Command>) all += fmt::format(" {}", weight);
  if constexpr (!std::is_same_v<FaultOf<M>, NoFault>)
    for (const auto weight : generators::weights_of<FaultOf<M>>) all += fmt::format(" {}", weight);
  for (const auto& point : disturbances.crash_points) all += ' ' + point;
  return static_cast<std::uint32_t>(hash_text(all));
}

}  // namespace faultline::attach
