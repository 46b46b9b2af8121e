// A process that exists in simulation only: it runs in this one and dies by an exception.
#pragma once

#include <cstdint>
#include <string>

namespace faultline {

class Run;

// Thrown where it dies. No std::exception, so that a target's own handlers let it pass.
struct SimulatedDeath {};

// One at a time on a thread; a target that is run so has no threads of its own.
class SimulatedProcess {
 public:
  explicit SimulatedProcess(Run& run);
  ~SimulatedProcess();
  SimulatedProcess(const SimulatedProcess&) = delete;
  SimulatedProcess& operator=(const SimulatedProcess&) = delete;

  // How it dies next (Crash::power_loss).
  void prepare(std::uint32_t power_loss) { power_loss_ = power_loss; }
  // A destructor runs, which may not throw: a death only stops the machine, and the code runs to its end.
  void closing(bool now) { closing_ = now; }

  bool dead() const { return dead_; }
  const std::string& point() const { return point_; }  // where it died
  void die_now() { die("", false); }
  // A new one starts, where the last has died.
  void boot();

  // The handler of an armed crash point. Throws SimulatedDeath, but not where an exception is under way or a destructor
  // runs that `closing` tells of: then the code runs on, on a machine that is dead.
  static void at_crash_point(const char* point);

 private:
  void die(const char* point, bool by_exception);

  Run& run_;
  std::uint32_t power_loss_ = 0;
  std::string point_;
  bool closing_ = false, dead_ = false;
};

}  // namespace faultline
