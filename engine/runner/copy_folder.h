// Copies of what a target keeps on its disk, from which a death is recovered.
#pragma once

#include <filesystem>
#include <functional>

namespace faultline {

// A copy of all that is in a folder, as far as a program can tell: files with their holes, links (also those that
// dangle) as links, names of one file as names of one file, modes and times. What a thread of the target removes
// meanwhile may be left out; sockets and devices are. `alive` is called again and again, because it may take long.
// `to` is made; what is there already is replaced. Throws std::filesystem::filesystem_error.
void copy_folder(
    const std::filesystem::path& from, const std::filesystem::path& to, const std::function<void()>& alive = [] {});

}  // namespace faultline
