#include "faultline/targets/crash/point/state.h"

#include <pthread.h>

extern "C" {
unsigned int faultline_crash_state = 1;  // until the environment has been read
}

namespace faultline::crash {

namespace {

void hold() { state().lock.lock(); }
void let_go() { state().lock.unlock(); }

// A child that was forked while another thread held the lock would wait for a thread that it does not have.
State* make_state() {
  ::pthread_atfork(hold, let_go, let_go);
  return new State;
}

}  // namespace

State& state() {
  static State& s = *make_state();
  return s;
}

void publish(const State& s) {
  const bool nothing = s.environment_read && s.point.name.empty() && s.plan.empty() && s.scopes.empty() && !s.hits &&
                       s.observer.load() == nullptr;
  __atomic_store_n(&faultline_crash_state, nothing ? 0U : 1U, __ATOMIC_SEQ_CST);
}

void arm(const char* name, std::uint32_t hit, Handler handler) {
  State& s = state();
  const std::lock_guard hold(s.lock);
  read_environment(s);  // or it would be read later, and replace this
  s.point = {name, hit == 0 ? 0U : hit - 1U, handler};
  publish(s);
}

void disarm() {
  State& s = state();
  const std::lock_guard hold(s.lock);
  read_environment(s);
  s.point = {};
  s.plan = {};
  s.not_yet_noted.clear();
  publish(s);
}

void observe(Handler observer) {
  State& s = state();
  const std::lock_guard hold(s.lock);
  s.observer = observer;
  publish(s);
}

void count_hits(bool on) {
  State& s = state();
  const std::lock_guard hold(s.lock);
  s.hits.reset();
  if (on) s.hits.emplace();
  publish(s);
}

std::uint64_t hits(std::string_view name) {
  State& s = state();
  const std::lock_guard hold(s.lock);
  if (!s.hits) return 0;
  const auto counted = s.hits->find(name);
  return counted == s.hits->end() ? 0 : counted->second;
}

void detail::forget_environment() {
  State& s = state();
  const std::lock_guard hold(s.lock);
  s.environment_read = false;
  publish(s);
}

}  // namespace faultline::crash
