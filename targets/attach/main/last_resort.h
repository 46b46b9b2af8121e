// The end of the engine's own process in the middle of its work: of what a model does while the engine judges by it, or
// of a target that runs in this very process.
#pragma once

namespace faultline::program {

// From now on a fatal signal, and exit(), while there is something to save (Interruptible) are told with the check that
// was worked on, and become exit code 4. Not under sanitizers, which have a report of their own.
void tell_of_sudden_end();

}  // namespace faultline::program
