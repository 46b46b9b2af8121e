#include "faultline/engine/runner/simulated_process.h"

#include <exception>
#include <utility>

#include "faultline/engine/runner/run.h"

namespace faultline {
namespace {

thread_local SimulatedProcess* here = nullptr;

}  // namespace

SimulatedProcess::SimulatedProcess(Run& run) : run_(run) { here = this; }

SimulatedProcess::~SimulatedProcess() { here = nullptr; }

void SimulatedProcess::boot() {
  if (std::exchange(dead_, false) && run_.has_machine()) run_.machine().boot();
}

void SimulatedProcess::at_crash_point(const char* point) {
  if (here != nullptr) here->die(point, !here->closing_ && std::uncaught_exceptions() == 0);
}

void SimulatedProcess::die(const char* point, bool by_exception) {
  point_ = point;
  dead_ = true;
  if (run_.has_machine()) run_.machine().die(power_loss_);
  if (by_exception) throw SimulatedDeath{};
}

}  // namespace faultline
