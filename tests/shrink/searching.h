// Searches and single passes over values, for tests.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "faultline/shrink/passes.h"

namespace faultline::shrink::testing {

template <class T>
using Fails = std::function<bool(const T&)>;

template <class T>
Problem problem_of(const T& start, Fails<std::type_identity_t<T>> fails) {
  Problem problem;
  problem.start = to_tree(start);
  problem.fails = [fails = std::move(fails)](const std::vector<Node>& candidates) {
    std::vector<bool> answers;
    for (const Node& candidate : candidates) answers.push_back(fails(value_of<T>(candidate)));
    return answers;
  };
  return problem;
}

// What a pass makes of a value, run again while it gets on.
template <class T, class Pass>
T after(const Pass& pass, const T& start, const Fails<std::type_identity_t<T>>& fails) {
  Search search(problem_of(start, fails), {});
  while (search.run(pass)) continue;
  return value_of<T>(search.best());
}

// The same, run once.
template <class T, class Pass>
T after_once(const Pass& pass, const T& start, const Fails<std::type_identity_t<T>>& fails) {
  Search search(problem_of(start, fails), {});
  search.run(pass);
  return value_of<T>(search.best());
}

}  // namespace faultline::shrink::testing
