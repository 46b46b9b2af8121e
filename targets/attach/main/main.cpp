#include <string_view>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/server.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/last_resort.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"
#include "faultline/targets/attach/session.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace {

namespace program = faultline::program;

int dispatch(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "crash-child") return program::crash_child_main(argc, argv);
  const bool serves = first == faultline::kForkServerFlag && argc > 2;
  if (!serves) program::survive_closed_streams();
  for (const auto& name : faultline::clean_environment())
    if (name == faultline::crash::kCrashAtVariable || name == faultline::crash::kInjectVariable)
      program::complain("faultline: {} is set and not used: a check's crash points are armed by its schedules\n", name);
  if (serves)
    return faultline::serve(
        argv[2], [](std::string_view name) { return faultline::Registry::instance().find(name); },
        faultline::crash_control());
  program::watch_for_interrupt();
  program::tell_of_sudden_end();
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]).starts_with("--gtest_")) return program::gtest_main(argc, argv);
  return program::cli_main(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    program::reserve_standard_descriptors();
    return program::checked_exit_code(dispatch(argc, argv));
  } catch (const faultline::BadInput& error) {
    program::complain("faultline: {}\n", program::message_of(error));
    return 2;
  } catch (const faultline::Interrupted&) {
    return program::kInterruptedCode;
  } catch (const std::exception& error) {
    program::complain("faultline: internal error: {}\n", program::message_of(error));
    return 4;
  }
}
