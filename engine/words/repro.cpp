#include "faultline/engine/words/repro.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/words/json.h"
#include "faultline/engine/words/seed.h"
#include "faultline/engine/words/verdict.h"

namespace faultline {
namespace {

constexpr int kPatienceMs = 10'000;  // for a pipe to give its next bytes
constexpr std::int64_t kMostSteps = 1'000'000;

using detail::json_between;
using detail::json_expected;
using detail::json_field;
using detail::json_only;

std::string text_field(const boost::json::value& object, const char* name, const JsonPath& path) {
  std::string text;
  from_json(json_field(object, name, path), text, path + '.' + name);
  return text;
}

std::string hex_field(const boost::json::value& object, const char* name, std::size_t digits, const JsonPath& path) {
  const std::string text = text_field(object, name, path);
  if (text.size() != digits || text.find_first_not_of("0123456789abcdef") != std::string::npos)
    json_expected(path + '.' + name, fmt::format("{} lower-case hex digits", digits), json_field(object, name, path));
  return text;
}

// One of these words, or the first where the key is not there: it came with a later faultline.
std::string word_field(const boost::json::value& object, const char* name, const std::vector<std::string>& words,
                       const JsonPath& path) {
  const auto* field = object.as_object().if_contains(name);
  if (field == nullptr) return words.front();
  for (const std::string& word : words)
    if (field->is_string() && field->get_string() == word) return word;
  json_expected(path + '.' + name, detail::one_of(words), *field);
}

void read_seed(const boost::json::value& file, Repro& repro, const JsonPath& path) {
  const auto& seed = json_field(file, "seed", path);
  if (seed.is_null()) return;
  repro.seed = text_field(file, "seed", path);
  try {
    parse_seed(repro.seed);
  } catch (const BadInput& bad) {
    throw BadInput(fmt::format("{}.seed: {}", path, bad.what()));
  }
}

void read_verdict(const boost::json::value& verdict, Repro& repro, const JsonPath& path) {
  repro.failure = text_field(verdict, "class", path);
  repro.origin = text_field(verdict, "origin", path);
  const auto last = static_cast<std::int64_t>(repro.steps.as_array().size()) + 1;
  const bool failed = !repro.failure.empty();
  repro.step =
      static_cast<std::uint32_t>(json_between(json_field(verdict, "step", path), failed ? 1 : 0, last, path + ".step"));
  repro.flaky = word_field(verdict, "kind", {"fail", "flaky"}, path) == "flaky";
  json_only(verdict, {"kind", "class", "origin", "step"}, path);
  if (failed && !failure_named(repro.failure))
    json_expected(path + ".class", "the class of a failure, like \"wrong_reply\" or \"lost_ack\", or none (\"\")",
                  verdict.at("class"));
  if (failed == repro.origin.empty())
    json_expected(path + ".origin", failed ? "where it failed" : "none (\"\"), as there is no class",
                  verdict.at("origin"));
  if (repro.flaky && !failed) json_expected(path + ".kind", "\"fail\", as there is no class", verdict.at("kind"));
}

void read_options(const boost::json::value& options, Repro& repro, const JsonPath& path) {
  repro.seed_steps = static_cast<std::uint32_t>(
      json_between(json_field(options, "steps", path), repro.seed.empty() ? 0 : 1, kMostSteps, path + ".steps"));
  repro.isolation = word_field(options, "isolation", {"", "in-process", "forked"}, path);
  json_only(options, {"steps", "isolation"}, path);
}

// Something open for reading.
class Input {
 public:
  // A pipe's writer is waited for when it is read, not here, where it could last for ever.
  explicit Input(const std::filesystem::path& file)
      : file_(file), fd_(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  ~Input() {
    if (fd_ >= 0) ::close(fd_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  bool is_open() const { return fd_ >= 0; }

  std::string all() {
    std::string text;
    while (more(text))
      if (text.size() > kLargestRepro)
        throw BadInput(
            fmt::format("{}: larger than {} MiB, so it is no repro file", file_.string(), kLargestRepro >> 20));
    return text;
  }

 private:
  bool more(std::string& text) {
    pollfd ready{fd_, POLLIN, 0};
    const int number = ::poll(&ready, 1, kPatienceMs);
    if (number == 0)
      throw BadInput(
          fmt::format("{}: nothing came for {} s; does anybody write to it?", file_.string(), kPatienceMs / 1000));
    char block[65536];
    const ssize_t got = number < 0 ? -1 : ::read(fd_, block, sizeof block);
    if (got < 0 && errno != EINTR && errno != EAGAIN)
      throw BadInput(fmt::format("cannot read the repro file {}: {}", file_.string(), std::strerror(errno)));
    if (got > 0) text.append(block, static_cast<std::size_t>(got));
    return got != 0;
  }

  const std::filesystem::path& file_;
  const int fd_;
};

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
  boost::json::object verdict{{"class", repro.failure}, {"origin", repro.origin}, {"step", repro.step}};
  if (repro.flaky) verdict["kind"] = "flaky";
  file["verdict"] = std::move(verdict);
  file["digest"] = repro.digest;
  boost::json::object options{{"steps", repro.seed_steps}};
  if (!repro.isolation.empty()) options["isolation"] = repro.isolation;
  file["options"] = std::move(options);
  return pretty_json(file);
}

Repro parse_repro(std::string_view text, const std::string& source) {
  const boost::json::value file = parse_json(text, source);
  std::int64_t version = 0;
  from_json(detail::json_field(file, "version", source), version, source + ".version");
  if (version != kReproVersion)
    throw BadInput(fmt::format("{}: repro version {}, but this faultline reads version {}; use a matching faultline",
                               source, version, kReproVersion));
  json_only(file, {"version", "check", "seed", "revision", "steps", "verdict", "digest", "options"}, source);
  Repro repro;
  repro.check = text_field(file, "check", source);
  read_seed(file, repro, source);
  repro.revision = hex_field(file, "revision", 8, source);
  repro.steps = json_field(file, "steps", source);
  if (!repro.steps.is_array()) json_expected(source + ".steps", "an array", repro.steps);
  read_verdict(json_field(file, "verdict", source), repro, source + ".verdict");
  repro.digest = hex_field(file, "digest", 16, source);
  read_options(json_field(file, "options", source), repro, source + ".options");
  return repro;
}

Repro read_repro(const std::filesystem::path& file) {
  std::error_code unknown;  // then it cannot be opened either
  if (std::filesystem::is_directory(file, unknown))
    throw BadInput(fmt::format("{} is a folder, no repro file", file.string()));
  Input input(file);
  if (const int why = errno; !input.is_open())
    throw BadInput(fmt::format("cannot read the repro file {}: {} (ctest runs tests in the build folder)",
                               std::filesystem::absolute(file, unknown).string(), std::strerror(why)));
  return parse_repro(input.all(), file.string());
}

std::string repro_file_name(const Repro& repro) {
  return fmt::format("{}-{}-{}.json", repro.check, repro.failure, repro.digest.substr(0, 8));
}

}  // namespace faultline
