// Text for a line that people paste into a shell.
#pragma once

#include <string>
#include <string_view>

namespace faultline {

// One word of POSIX shell that means `text`: quoted where it must be, and never with a control character in it.
std::string shell_word(std::string_view text);

}  // namespace faultline
