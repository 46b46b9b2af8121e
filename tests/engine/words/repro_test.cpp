#include "faultline/engine/words/repro.h"

#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "faultline/engine/words/json.h"

namespace faultline {
namespace {

Repro example() {
  Repro repro{"chaos.durable.posix", "g1a2b3c4d:0x51a7", 60, "1a2b3c4d", nullptr, "lost_ack", "audit.get", 3,
              "9f2c61d07be8a415"};
  repro.steps = boost::json::parse(R"([{"command":{"put":{"key":"a","value":0}}},{"restart":{}}])");
  return repro;
}

std::string rejection(std::string_view text) {
  try {
    parse_repro(text, "f.json");
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

void expect_same(const Repro& a, const Repro& b) {
  EXPECT_EQ(a.check, b.check);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_EQ(a.seed_steps, b.seed_steps);
  EXPECT_EQ(a.revision, b.revision);
  EXPECT_EQ(a.steps, b.steps);
  EXPECT_EQ(a.failure, b.failure);
  EXPECT_EQ(a.origin, b.origin);
  EXPECT_EQ(a.step, b.step);
  EXPECT_EQ(a.digest, b.digest);
}

TEST(Repro, ReadsBackWhatItWrote) {
  const Repro repro = example();
  expect_same(parse_repro(print_repro(repro), "f.json"), repro);

  Repro without_seed = example();
  without_seed.seed.clear();
  without_seed.failure.clear();
  expect_same(parse_repro(print_repro(without_seed), "f.json"), without_seed);
}

TEST(Repro, HasTheDocumentedKeys) {
  const auto file = boost::json::parse(print_repro(example())).as_object();
  EXPECT_EQ(file.at("version"), 1);
  EXPECT_EQ(file.at("check"), "chaos.durable.posix");
  EXPECT_EQ(file.at("seed"), "g1a2b3c4d:0x51a7");
  EXPECT_EQ(file.at("verdict"), boost::json::parse(R"({"class":"lost_ack","origin":"audit.get","step":3})"));
  EXPECT_EQ(file.at("digest"), "9f2c61d07be8a415");
  EXPECT_EQ(file.at("options"), boost::json::parse(R"({"steps":60})"));
  EXPECT_TRUE(file.at("steps").is_array());
  EXPECT_EQ(repro_file_name(example()), "chaos.durable.posix-lost_ack-9f2c61d0.json");
}

// A half-written file must never pass for a whole one.
TEST(Repro, EveryTruncationIsRejected) {
  const std::string text = print_repro(example());
  ASSERT_TRUE(text.ends_with("}\n"));
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    const std::string why = rejection(text.substr(0, length));
    EXPECT_TRUE(why.starts_with("f.json: the JSON ends too early")) << length << ": " << why;
  }
  EXPECT_EQ(rejection(text.substr(0, text.size() - 1)), "accepted");  // all of it but the last line's end
}

TEST(Repro, EveryKeyIsNeeded) {
  const auto whole = boost::json::parse(print_repro(example())).as_object();
  for (const auto& entry : whole) {
    auto part = whole;
    part.erase(entry.key());
    EXPECT_EQ(rejection(pretty_json(part)), "f.json: the key \"" + std::string(entry.key()) + "\" is missing");
  }
  for (const char* key : {"class", "origin", "step"}) {
    auto part = whole;
    part["verdict"].as_object().erase(key);
    EXPECT_EQ(rejection(pretty_json(part)), "f.json.verdict: the key \"" + std::string(key) + "\" is missing");
  }
}

TEST(Repro, MalformedKeysAreNamed) {
  const auto with = [](const char* key, boost::json::value value) {
    auto file = boost::json::parse(print_repro(example())).as_object();
    file[key] = std::move(value);
    return rejection(pretty_json(file));
  };
  EXPECT_EQ(with("check", 7), "f.json.check: expected a string, found 7");
  EXPECT_EQ(with("seed", 7), "f.json.seed: expected a string, found 7");
  EXPECT_EQ(with("verdict", "lost_ack"), "f.json.verdict: expected an object, found \"lost_ack\"");
  EXPECT_EQ(with("options", nullptr), "f.json.options: expected an object, found null");
  EXPECT_EQ(with("version", "1").substr(0, 37), "f.json.version: expected an integer f");
}

TEST(Repro, AnotherVersionIsRefused) {
  auto file = boost::json::parse(print_repro(example())).as_object();
  for (const int version : {0, 2, 99}) {
    file["version"] = version;
    EXPECT_EQ(rejection(pretty_json(file)), "f.json: repro version " + std::to_string(version) +
                                                ", but this faultline reads version 1; use a matching faultline");
  }
  // A newer version may look quite different: its number is what matters.
  EXPECT_TRUE(rejection(R"({"version":2,"everything":"else"})").starts_with("f.json: repro version 2"));
}

TEST(Repro, NotARepro) {
  EXPECT_EQ(rejection("[]"), "f.json: expected an object, found []");
  EXPECT_EQ(rejection("{}"), "f.json: the key \"version\" is missing");
  EXPECT_TRUE(rejection("PK\x03\x04").starts_with("f.json: not JSON: "));
}

TEST(ReadRepro, ReadsAFileOrSaysWhichOneItCannot) {
  const auto file = std::filesystem::temp_directory_path() / ("fl-repro-" + std::to_string(::getpid()) + ".json");
  std::ofstream(file) << print_repro(example());
  expect_same(read_repro(file), example());
  std::filesystem::resize_file(file, 50);
  EXPECT_THROW(read_repro(file), BadInput);
  std::filesystem::resize_file(file, 0);
  EXPECT_THROW(read_repro(file), BadInput);
  std::filesystem::remove(file);
  try {
    read_repro(file);
    FAIL() << "no exception";
  } catch (const BadInput& error) {
    EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos) << error.what();
  }
}

TEST(ReadRepro, AFolderIsNoRepro) { EXPECT_THROW(read_repro(std::filesystem::temp_directory_path()), BadInput); }

}  // namespace
}  // namespace faultline
