// Everything the runner asks of the world outside. Done for real it goes into the journal; what the journal holds
// already, from a process that died or a run that is over, is read back instead of done.
#pragma once

#include <algorithm>
#include <barrier>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "faultline/engine/runner/copy_folder.h"
#include "faultline/engine/runner/run.h"
#include "faultline/engine/runner/simulated_process.h"
#include "faultline/engine/runner/system.h"

namespace faultline {

// The text of every std::bad_alloc, derived ones too: by it a run is told from one that threw something else.
inline constexpr std::string_view kOutOfMemory = "std::bad_alloc";

// What came of asking. `ended`: the journal is at its end, and nothing may be done (only when not live).
enum class Asked : std::uint8_t { done, threw, crashed, ended };

template <Model M>
class Outside {
 public:
  // `system` may be null when `env.live` is false.
  Outside(System<M>* system, RunEnv& env) : system_(system), env_(env), run_(env.workspace, std::move(env.machine)) {
    if (env.live && env.simulated) process_.emplace(run_);
    if (env.live && env.watch) env.watch->begin(run_, env.journal);
  }

  // `why` is the exception's text when it threw.
  Asked open(std::string& why) {
    fired_ = 0;
    if (ask_recorded()) return read(why);
    if (process_) process_->boot();
    const Came came = attempt([&] { system_->open(run_); }, why);
    return note(came == Came::back ? Observed::opened : Observed::open_failed, why, came);
  }
  Asked close(std::string& why) {
    if (ask_recorded()) return read(why);
    const Came came = close_system(why);
    return note(came == Came::back ? Observed::closed : Observed::disturbance_threw, why, came);
  }

  // What is armed dies with a real process; it must not be met by the next simulated one.
  ~Outside() {
    if (process_) disarm();
  }
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

  // With `outcome`, how many faults fired meanwhile; that is asked only where `faults_on`.
  Asked execute(const typename M::Command& command, bool faults_on, std::optional<OutcomeOf<M>>& outcome,
                std::uint32_t& fired, std::string& why) {
    if (ask_recorded()) return read_outcome(outcome, fired, why);
    const Came came = attempt([&] { outcome.emplace(system_->execute(command)); }, why);
    if (came != Came::back) return note(Observed::threw, why, came);
    fired = faults_on ? newly_fired() : 0;
    scratch_.clear();
    outcome->encode_to(scratch_, true);
    scratch_.number(fired);
    return note(Observed::outcome, scratch_.view(), Came::back);
  }

  // All at the same moment, each from a thread of its own. `fired` counts over all of them; `threw` is the first that
  // threw, and `why` its exception's text.
  Asked together(const std::vector<typename M::Command>& commands, std::vector<OutcomeOf<M>>& outcomes,
                 std::uint32_t& fired, std::size_t& threw, std::string& why) {
    if (ask_recorded()) return read_together(commands.size(), outcomes, fired, threw, why);
    std::vector<std::optional<OutcomeOf<M>>> slots(commands.size());
    std::vector<std::string> whys(commands.size());
    at_once(commands.size(),
            [&](std::size_t i) { attempt([&] { slots[i].emplace(system_->execute(commands[i])); }, whys[i]); });
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (slots[i]) continue;
      threw = i;
      why = whys[i];
      return note(Observed::threw, static_cast<char>(i) + why, Came::threw);
    }
    fired = newly_fired();
    scratch_.clear();
    scratch_.number(fired);
    for (auto& slot : slots) {
      slot->encode_to(scratch_, true);
      outcomes.push_back(std::move(*slot));
    }
    return note(Observed::together, scratch_.view(), Came::back);
  }

  // Moves the run's clock; no observation.
  void advance(std::int64_t seconds) { run_.advance(seconds); }

  // Arms a fault. `fired`: how many acted at once.
  Asked inject(const FaultOf<M>& fault, std::uint32_t& fired, std::string& why) {
    if (ask_recorded()) return read_fired(fired, why);
    const Came came = attempt([&] { system_->inject(fault); }, why);
    if (came != Came::back) return note(Observed::disturbance_threw, why, came);
    fired = newly_fired();
    scratch_.clear();
    scratch_.number(fired);
    return note(Observed::disturbed, scratch_.view(), Came::back);
  }

  // Turns faults off.
  Asked heal(std::string& why) {
    if (ask_recorded()) return read(why);
    const Came came = attempt([&] { system_->heal(); }, why);
    return note(came == Came::back ? Observed::disturbed : Observed::disturbance_threw, why, came);
  }

  void learn(const typename M::Command& command, const typename M::Reply& reply) {
    if (!env_.live) return;
    env_.progress.in_hook(kClientLearns);
    system_->learn(command, reply);
  }
  void arm(const Crash& crash) {
    if (process_) process_->prepare(static_cast<std::uint32_t>(static_cast<std::int64_t>(crash.power_loss)));
    if (!recorded() && env_.crash.arm)
      env_.crash.arm(crash.point.c_str(), crash.hit, process_ ? SimulatedProcess::at_crash_point : env_.crash.on_hit);
  }
  void disarm() {
    if (env_.live && env_.crash.disarm) env_.crash.disarm();
  }

  // A failed run's target is destroyed too, but nothing is asked of it any more.
  void abandon() {
    disarm();
    if (!env_.live) return;
    std::string nobody_asked;
    env_.progress.asked();
    close_system(nobody_asked);
    env_.progress.answered();
  }

  // A step begins, or the schedule is over.
  void watch(std::size_t step) {
    if (env_.watch && !recorded()) env_.watch->step(step);
  }
  void watch_no_more() {
    if (env_.watch) env_.watch->pause();
  }

  // Keeps what is on the disk of the process that died, as it is before recovery; where there is no room for it,
  // nothing.
  void keep_image() {
    if (env_.image == nullptr || recorded()) return;
    remove_folder(*env_.image);
    try {
      std::filesystem::create_directories(*env_.image);
      if (run_.has_machine()) {
        run_.machine().save(*env_.image);
      } else {
        copy_folder(env_.workspace.folder(), *env_.image);
      }
    } catch (const std::exception&) {
      remove_folder(*env_.image);
    }
  }

  // The history did not fit into the journal.
  bool overfull() const { return overfull_; }
  // The run stands at its front: what was asked last was not observed by an earlier process as well.
  bool fresh() const { return env_.live && env_.journal.at_end(); }
  RunEnv& env() const { return env_; }

 private:
  enum class Came : std::uint8_t { back, threw, dead };

  // What comes next was observed before.
  bool recorded() const { return !env_.live || !env_.journal.at_end(); }
  // The same, where something is asked. From here on time is the target's, unless it is recorded.
  bool ask_recorded() {
    if (env_.asking) [[unlikely]]
      env_.asking->asks(!recorded());
    if (recorded()) return true;
    env_.progress.asked();
    return false;
  }

  Asked read(std::string& text) {
    env_.progress.alive();
    if (env_.journal.at_end()) return Asked::ended;
    const auto entry = env_.journal.next();
    text = entry.payload;
    switch (entry.observed) {
      case Observed::crashed:
        // Whoever copied this machine while it was alive wants it dead now.
        if (process_ && env_.journal.at_end()) process_->die_now();
        return Asked::crashed;
      case Observed::threw:
      case Observed::open_failed:
      case Observed::disturbance_threw:
        return Asked::threw;
      default:
        return Asked::done;
    }
  }

  Asked read_outcome(std::optional<OutcomeOf<M>>& outcome, std::uint32_t& fired, std::string& text) {
    const Asked asked = read(text);
    if (asked != Asked::done) return asked;
    Reader in(text);
    outcome.emplace(OutcomeOf<M>::decode_from(in));
    fired = in.template number<std::uint32_t>();
    return asked;
  }

  Asked read_fired(std::uint32_t& fired, std::string& text) {
    const Asked asked = read(text);
    if (asked == Asked::done) {
      Reader in(text);
      fired = in.template number<std::uint32_t>();
    }
    return asked;
  }

  Asked read_together(std::size_t count, std::vector<OutcomeOf<M>>& outcomes, std::uint32_t& fired, std::size_t& threw,
                      std::string& text) {
    const Asked asked = read(text);
    if (asked == Asked::threw && !text.empty()) {
      threw = std::min<std::size_t>(static_cast<unsigned char>(text.front()), count - 1);
      text.erase(0, 1);
    }
    if (asked != Asked::done) return asked;
    Reader in(text);
    fired = in.template number<std::uint32_t>();
    for (std::size_t i = 0; i < count; ++i) outcomes.push_back(OutcomeOf<M>::decode_from(in));
    return asked;
  }

  // Calls `fn(0)` ... `fn(count - 1)` on threads that wait for each other before they start.
  template <class Fn>
  static void at_once(std::size_t count, Fn&& fn) {
    std::barrier<> start(static_cast<std::ptrdiff_t>(count));
    const auto work = [&](std::size_t i) {
      start.arrive_and_wait();
      fn(i);
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back(work, i);
    work(0);
    for (auto& thread : threads) thread.join();
  }

  Asked note(Observed observed, std::string_view payload, Came came) {
    if (came == Came::dead) return died();
    env_.progress.answered();
    if (env_.closely) [[unlikely]]
      env_.aftermath->observed();
    if (!env_.journal.append(observed, payload)) overfull_ = true;
    return came == Came::threw ? Asked::threw : Asked::done;
  }

  // The simulated process is dead. What it leaves in this one goes away.
  Asked died() {
    watch_no_more();
    std::string nobody_asked;
    close_system(nobody_asked);
    env_.progress.answered();
    if (!env_.journal.append(Observed::crashed, process_->point())) overfull_ = true;
    return Asked::crashed;
  }

  std::uint32_t newly_fired() {
    const std::uint64_t total = system_->fired();
    return static_cast<std::uint32_t>(total - std::exchange(fired_, total));
  }

  // Dead counts for more than whatever came of it: the target may have caught the exception that it died of.
  template <class Fn>
  Came attempt(Fn&& fn, std::string& why) {
    const bool was_dead = dead();
    const Came came = came_of(fn, why);
    return dead() && !was_dead ? Came::dead : came;
  }
  bool dead() const { return process_ && process_->dead(); }

  template <class Fn>
  static Came came_of(Fn&& fn, std::string& why) {
    try {
      fn();
      return Came::back;
    } catch (const SimulatedDeath&) {
      return Came::dead;
    } catch (const std::bad_alloc&) {
      why = kOutOfMemory;
    } catch (const std::exception& error) {
      why = error.what();
    } catch (...) {
      why = "not a std::exception";
    }
    return Came::threw;
  }

  Came close_system(std::string& why) {
    if (process_) process_->closing(true);
    const Came came = attempt([&] { system_->close(); }, why);
    if (process_) process_->closing(false);
    return came;
  }

  System<M>* system_;
  RunEnv& env_;
  Run run_;
  std::optional<SimulatedProcess> process_;  // where crashes are simulated
  Writer scratch_;
  std::uint64_t fired_ = 0;  // since the target was constructed
  bool overfull_ = false;
};

}  // namespace faultline
