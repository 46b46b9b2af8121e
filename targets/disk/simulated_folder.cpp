#include "faultline/targets/disk/simulated_folder.h"

#include <algorithm>

namespace faultline::disk {

Target SimulatedFolder::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.name == name) return entry.target;
  }
  return {};
}

void SimulatedFolder::rename(std::string_view from, std::string_view to) {
  if (from == to) return;
  change(to, find(from), kAlways);
  change(from, {}, changes_.size() - 1);
}

void SimulatedFolder::change(std::string_view name, Target target, std::size_t needs) {
  changes_.push_back({std::string(name), find(name), target, needs});
  place(name, target);
}

void SimulatedFolder::place(std::string_view name, Target target) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
  if (target == Target()) {
    if (found != entries_.end()) entries_.erase(found);
  } else if (found != entries_.end()) {
    found->target = target;
  } else {
    entries_.push_back({std::string(name), target});
  }
}

bool SimulatedFolder::may_name(Target target) const {
  const auto is = [&](const Entry& e) { return e.target == target; };
  const auto was = [&](const Change& c) { return c.before == target || c.after == target; };
  return std::any_of(entries_.begin(), entries_.end(), is) || std::any_of(changes_.begin(), changes_.end(), was);
}

void SimulatedFolder::lose_power(const Pick& pick, std::uint64_t number) {
  const std::vector<bool> survives = surviving(pick, number);
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) place(change->name, change->before);
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (survives[i]) place(changes_[i].name, changes_[i].after);
  }
  changes_.clear();
}

// Of each name the changes up to some one, and what these need.
std::vector<bool> SimulatedFolder::surviving(const Pick& pick, std::uint64_t number) const {
  std::vector<bool> survives(changes_.size(), false);
  const auto keep_up_to = [&](std::size_t last) {
    for (std::size_t i = 0; i <= last; ++i) {
      if (changes_[i].name == changes_[last].name) survives[i] = true;
    }
  };
  for (std::size_t first = 0; first < changes_.size(); ++first) {
    std::vector<std::size_t> of_name;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (changes_[i].name == changes_[first].name) of_name.push_back(i);
    }
    if (of_name.front() != first) continue;
    const std::uint64_t left = pick.survivors(number, Pick::number_of(changes_[first].name), of_name.size());
    if (left > 0) keep_up_to(of_name[left - 1]);
  }
  // From the back: what a change needs stands before it.
  for (std::size_t i = changes_.size(); i-- > 0;) {
    if (survives[i] && changes_[i].needs != kAlways) keep_up_to(changes_[i].needs);
  }
  return survives;
}

}  // namespace faultline::disk
