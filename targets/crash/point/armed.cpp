#include "faultline/targets/crash/point/armed.h"

#include <algorithm>
#include <stdexcept>

#include "faultline/targets/crash/point/state.h"

namespace faultline::crash {
namespace {

InjectSpec parsed_or_throw(std::string_view text) {
  auto parsed = parse_inject(text);
  if (const auto* error = std::get_if<InjectError>(&parsed))
    throw std::invalid_argument(explain("Armed", text, *error));
  return std::get<InjectSpec>(std::move(parsed));
}

std::optional<std::thread::id> owner(ArmedFor threads) {
  if (threads == ArmedFor::every_thread) return std::nullopt;
  return std::this_thread::get_id();
}

}  // namespace

Armed::Armed(std::string_view spec, ArmedFor threads, std::uint64_t seed)
    : scope_(new Scope{InjectPlan(parsed_or_throw(spec), seed), owner(threads)}) {
  State& s = state();
  const std::lock_guard hold(s.lock);
  s.scopes.push_back(scope_.get());
  publish(s);
}

Armed::~Armed() {
  State& s = state();
  const std::lock_guard hold(s.lock);
  s.scopes.erase(std::remove(s.scopes.begin(), s.scopes.end(), scope_.get()), s.scopes.end());
  publish(s);
}

}  // namespace faultline::crash
