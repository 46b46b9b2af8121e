// A failure that is slow to show costs its full time when it is found and when its minimum is confirmed; all else is
// quick.
#include "slow_failures.h"

#include <gtest/gtest.h>

#include "faultline/targets/attach/session.h"

namespace faultline::slow_failures {
namespace {

FAULTLINE_CHECK(zoo.slow.loop, WorkModel, Tires<loop>);
FAULTLINE_CHECK(zoo.slow.wait, WorkModel, Tires<wait>);
FAULTLINE_CHECK(zoo.slow.grow, WorkModel, Tires<grow>);

}  // namespace
}  // namespace faultline::slow_failures
