// Which check this process works on, for whoever has to tell of its sudden end.
#pragma once

#include <atomic>

namespace faultline {

inline std::atomic<const char*> check_at_work{nullptr};  // its name; null: none yet

}  // namespace faultline
