#include "faultline/targets/attach/registry.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fnmatch.h>
#include <numeric>

#include <fmt/format.h>

#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

// Levenshtein's edit distance, by rows.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substitute}));
    }
  }
  return row[b.size()];
}

constexpr std::size_t kShown = 200;  // characters of a name that is none

}  // namespace

Registry& Registry::instance() {
  static Registry registry;
  return registry;
}

void Registry::add(std::unique_ptr<Check> check) {
  const std::string& name = check->info().name;
  const auto reject = [&](const char* why) {
    std::fputs(fmt::format("faultline: the check name {} {}\n", name, why).c_str(), stderr);  // does not throw
    std::exit(4);
  };
  if (find(name) != nullptr) reject("is taken twice");
  if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") != std::string::npos ||
      name.find('.') == std::string::npos)
    reject("is not of the form chaos.<system>.<target>, in lower case");
  const auto before = [](const auto& a, const auto& b) { return a->info().name < b->info().name; };
  checks_.insert(std::upper_bound(checks_.begin(), checks_.end(), check, before), std::move(check));
}

void Registry::add_unlisted(std::unique_ptr<Check> check) { unlisted_.push_back(std::move(check)); }

Check* Registry::find(std::string_view name) const {
  for (const auto* all : {&checks_, &unlisted_})
    for (const auto& check : *all)
      if (check->info().name == name) return check.get();
  return nullptr;
}

std::vector<Check*> Registry::all(bool zoo) const {
  std::vector<Check*> some;
  for (const auto& check : checks_)
    if (check->info().planted() == zoo) some.push_back(check.get());
  return some;
}

std::vector<Check*> Registry::matching(std::string_view glob) const {
  std::vector<Check*> some;
  for (Check* check : all(glob.starts_with("zoo")))
    if (::fnmatch(std::string(glob).c_str(), check->info().name.c_str(), 0) == 0) some.push_back(check);
  return some;
}

Check& Registry::check_of(const Repro& repro, const std::string& file) const {
  if (Check* check = find(repro.check)) return *check;
  throw BadInput(
      fmt::format("{} is a repro of {}, and this program has no such check: call the program that wrote it{}", file,
                  repro.check, nearest_to(repro.check)));
}

void Registry::reject_unknown(std::string_view name) const {
  throw BadInput(
      fmt::format("no check matches '{}'{}; see `list` and `list --zoo`", shortened(name, kShown), nearest_to(name)));
}

std::string Registry::nearest_to(std::string_view name) const {
  if (name.size() > kShown) return "";  // near to none
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& check : checks_) near.emplace_back(edit_distance(name, check->info().name), check->info().name);
  std::sort(near.begin(), near.end());
  std::string text = near.empty() ? "" : "; nearest names:";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, near.size()); ++i) text += ' ' + near[i].second;
  return text;
}

}  // namespace faultline
