#pragma once

#include <filesystem>
#include <string_view>

namespace faultline {

// This program's file and the folder it lies in, absolute.
std::filesystem::path program_path();

// Writes a whole file under another name first, so that nobody ever reads half of it; makes the folder. Throws
// EngineError naming the path.
void write_file(const std::filesystem::path& file, std::string_view text);

}  // namespace faultline
