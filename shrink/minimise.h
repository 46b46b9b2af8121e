// The general minimiser: from a value that fails to the simplest one that still does. "Simpler" is in order.h.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "faultline/shrink/search.h"

namespace faultline::shrink {

// Limits, and what else may be said of a minimisation. All of it may be left out.
template <class T>
struct Options {
  std::uint32_t evaluations = 20000;  // calls of still_fails
  double seconds = 60;
  std::function<bool()> interrupted = nullptr;
  // What belongs to the domain besides what the type says; other candidates are not evaluated and cost nothing.
  std::function<bool(const T&)> allowed = nullptr;
  // After each evaluation.
  std::function<void(std::uint32_t evaluations, const T& best)> progress = nullptr;
};

template <class T>
struct Minimum {
  T value;
  std::uint32_t evaluations = 0;  // of different values; none is evaluated twice
  std::uint32_t accepted = 0;     // how often one of them became the simplest so far
  bool one_minimal =
      false;            // no element or optional value can go, and no number or text can be the simplest of its type
  bool capped = false;  // a limit or an interrupt came first: the simplest so far
};

// What a minimisation came to, as trees.
using TreeMinimum = Minimum<Node>;
TreeMinimum minimise_tree(Problem problem, const Limits& limits);

// What a search that is over has come to.
TreeMinimum conclude(const Search& search, bool one_minimal);

// Whether no single element or optional value can go and no single number or text can be the simplest of its type.
bool is_one_minimal(Search& search);

// Throws std::invalid_argument if `still_fails(value)` is not true, which is asked once more than `evaluations` tells.
// `still_fails(const T&)` must always give the same answer for the same value; so must
// `options.allowed`. T is a described value: integers, booleans, reals, strings, enumerations, optionals, variants,
// vectors, structs of these, the types of domain.h, and std::unique_ptr (an optional value) for types that hold
// themselves. Deterministic. Runs on the calling thread; what the callables throw passes through.
template <class T, class StillFails>
Minimum<T> minimise(T value, StillFails&& still_fails, const Options<T>& options = {}) {
  Problem problem;
  problem.start = to_tree(value);
  if (!still_fails(static_cast<const T&>(value_of<T>(problem.start))))
    throw std::invalid_argument("the value to minimise does not fail");
  problem.fails = [&](const std::vector<Node>& candidates) {
    std::vector<bool> fail;
    for (const Node& candidate : candidates) fail.push_back(still_fails(static_cast<const T&>(value_of<T>(candidate))));
    return fail;
  };
  std::uint32_t evaluations = 0;
  if (options.progress)
    problem.on_counted = [&](const Node&, const Node& best) { options.progress(++evaluations, value_of<T>(best)); };
  if (options.allowed) problem.allowed = [&](const Node& node) { return options.allowed(value_of<T>(node)); };
  TreeMinimum minimum =
      minimise_tree(std::move(problem), {options.evaluations, options.seconds, 1, options.interrupted});
  return {value_of<T>(minimum.value), minimum.evaluations, minimum.accepted, minimum.one_minimal, minimum.capped};
}

}  // namespace faultline::shrink
