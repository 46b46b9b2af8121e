// A case's folder and environment.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "case.h"

namespace faultline::abuse {

using Variables = std::map<std::string, std::optional<std::string>>;

// What every case starts from, with the case's own over it.
Variables environment_of(const Case& one);

// {dir} replaced.
std::string with_dir(std::string text, const std::string& dir);

// Makes the case's folder and everything in it.
void make_world(const Case& one, const std::filesystem::path& dir);

}  // namespace faultline::abuse
