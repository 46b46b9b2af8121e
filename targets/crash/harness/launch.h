// Starting a child with Boost.Process, and working around what its 1.81 launcher does wrong.
#pragma once

#include <boost/asio/io_context.hpp>
// With BOOST_PROCESS_USE_STD_FS, 1.81 forgets to include the first three, so the order matters.
// clang-format off
#include <boost/optional.hpp>
#include <boost/type_traits/decay.hpp>
#include <boost/type_traits/is_convertible.hpp>
#include <boost/process/v2/process.hpp>
// clang-format on

#include "faultline/targets/crash/harness/child.h"

namespace faultline::crash {

using Process = boost::process::v2::basic_process<boost::asio::io_context::executor_type>;

// Starts the program with an empty stdin and the given descriptors as its stdout and stderr, and returns once it
// runs. It inherits no other descriptor, leads its own process group and is killed when the calling thread dies.
// Throws boost::system::system_error; then there is no child. Thread-safe.
Process start(boost::asio::io_context& io, const Launch& launch, int out, int err);

}  // namespace faultline::crash
