#include "faultline/engine/words/repro.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "faultline/engine/words/json.h"

namespace faultline {
namespace {

std::string text_field(const boost::json::value& object, const char* name, const JsonPath& path) {
  std::string text;
  from_json(detail::json_field(object, name, path), text, path + '.' + name);
  return text;
}

}  // namespace

std::string print_repro(const Repro& repro) {
  boost::json::object file;
  file["version"] = kReproVersion;
  file["check"] = repro.check;
  if (repro.seed.empty()) {
    file["seed"] = nullptr;
  } else {
    file["seed"] = repro.seed;
  }
  file["revision"] = repro.revision;
  file["steps"] = repro.steps;
  file["verdict"] = {{"class", repro.failure}, {"origin", repro.origin}, {"step", repro.step}};
  file["digest"] = repro.digest;
  file["options"] = {{"steps", repro.seed_steps}};
  return pretty_json(file);
}

Repro parse_repro(std::string_view text, const std::string& source) {
  const boost::json::value file = parse_json(text, source);
  std::int64_t version = 0;
  from_json(detail::json_field(file, "version", source), version, source + ".version");
  if (version != kReproVersion)
    throw BadInput(fmt::format("{}: repro version {}, but this faultline reads version {}; use a matching faultline",
                               source, version, kReproVersion));
  Repro repro;
  repro.check = text_field(file, "check", source);
  const auto& seed = detail::json_field(file, "seed", source);
  if (!seed.is_null()) repro.seed = text_field(file, "seed", source);
  repro.revision = text_field(file, "revision", source);
  repro.steps = detail::json_field(file, "steps", source);
  const auto& verdict = detail::json_field(file, "verdict", source);
  repro.failure = text_field(verdict, "class", source + ".verdict");
  repro.origin = text_field(verdict, "origin", source + ".verdict");
  from_json(detail::json_field(verdict, "step", source + ".verdict"), repro.step, source + ".verdict.step");
  repro.digest = text_field(file, "digest", source);
  const auto& options = detail::json_field(file, "options", source);
  from_json(detail::json_field(options, "steps", source + ".options"), repro.seed_steps, source + ".options.steps");
  return repro;
}

Repro read_repro(const std::filesystem::path& file) {
  std::ifstream in;
  if (!std::filesystem::is_directory(file)) in.open(file);
  if (!in.is_open())
    throw BadInput(
        fmt::format("cannot read the repro file {}: is the path right? (ctest runs tests in the build folder)",
                    std::filesystem::absolute(file).string()));
  return parse_repro(std::string(std::istreambuf_iterator<char>(in), {}), file.string());
}

std::string repro_file_name(const Repro& repro) {
  return fmt::format("{}-{}-{}.json", repro.check, repro.failure, repro.digest.substr(0, 8));
}

}  // namespace faultline
