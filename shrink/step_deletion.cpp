#include <algorithm>
#include <array>
#include <set>

#include "faultline/shrink/step_passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

constexpr std::size_t kLong = 48;      // steps from which on kinds of command are dropped as a whole
constexpr std::size_t kFirstKept = 8;  // steps with which keep_last begins
constexpr std::size_t kTooFew = 4;     // for keep_related: they are as fast gone over one by one

template <class Goes>
bool accept_without_if(Search& search, const Goes& goes) {
  Node rest = search.best();
  std::erase_if(rest.parts, goes);
  return rest.parts.size() < search.best().parts.size() && search.accept(std::move(rest));
}

// The words and texts in a step, as text.
std::set<std::string> names_in(const Node& step) {
  std::set<std::string> names;
  visit_nodes(step, [&](const Node& node) {
    if (node.is(Shape::Kind::text)) names.insert(text_of(node.parts));
    if (node.is(Shape::Kind::number) && !node.shape->words.empty()) names.emplace(node.shape->words[node.rank]);
  });
  return names;
}

bool in_common(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& name) { return b.contains(name); });
}

bool disturbs(const Node& step) { return is_step(step, StepKind::fault) || is_step(step, StepKind::crash); }

}  // namespace

bool truncate(Search& search, std::size_t failing_step) {
  if (failing_step + 1 >= search.best().parts.size()) return false;
  return search.accept(without(search.best(), failing_step + 1, search.best().parts.size()));
}

bool drop_steps(Search& search, const std::vector<std::uint32_t>& places) {
  Node rest = search.best();
  std::size_t place = 0;
  std::erase_if(rest.parts,
                [&](const Node&) { return std::find(places.begin(), places.end(), place++) != places.end(); });
  return rest.parts.size() < search.best().parts.size() && search.accept(std::move(rest));
}

bool drop_kinds(Search& search) {
  static constexpr std::array kinds{StepKind::crash, StepKind::fault, StepKind::restart, StepKind::heal,
                                    StepKind::advance};
  bool progress = accept_without_if(search, [&](const Node& step) {
    return std::any_of(kinds.begin(), kinds.end(), [&](StepKind kind) { return is_step(step, kind); });
  });
  for (const auto kind : kinds)
    progress |= accept_without_if(search, [&](const Node& step) { return is_step(step, kind); });
  const std::size_t commands = held_by(search.best(), StepKind::command).parts.size();
  for (std::size_t i = 0; i < commands && search.best().parts.size() >= kLong; ++i)
    progress |= accept_without_if(
        search, [&](const Node& step) { return is_step(step, StepKind::command) && step.parts.front().rank == i; });
  return progress;
}

bool keep_last(Search& search) {
  const std::size_t all = search.best().parts.size();
  for (std::size_t kept = kFirstKept; kept < all; kept *= 2)
    if (search.accept(without(search.best(), 0, all - kept))) return true;
  return false;
}

bool keep_related(Search& search) {
  if (search.best().parts.size() <= kTooFew) return false;
  const auto names = names_in(search.best().parts.back());
  if (names.empty()) return false;
  return accept_without_if(
      search, [&](const Node& step) { return is_step(step, StepKind::command) && !in_common(names, names_in(step)); });
}

bool drop_pairs(Search& search) {
  bool progress = false;
  for (std::size_t second = search.best().parts.size(); second-- > 1;) {
    for (std::size_t first = std::min(second, search.best().parts.size() - 1); first-- > 0;) {
      if (second >= search.best().parts.size()) break;
      const Node &a = search.best().parts[first], &b = search.best().parts[second];
      const bool meet = disturbs(a) && second == first + 1;
      if (!meet && !in_common(names_in(a), names_in(b))) continue;
      if (search.accept(without(without(search.best(), second, 1), first, 1))) progress = true;
    }
  }
  return progress;
}

}  // namespace faultline::shrink
