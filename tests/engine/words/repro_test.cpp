#include "faultline/engine/words/repro.h"

#include <fstream>
#include <functional>
#include <sstream>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "faultline/engine/words/json.h"

namespace faultline {
namespace {

Repro example() {
  Repro repro{"chaos.durable.posix",
              "g1a2b3c4d:0x51a7",
              60,
              "1a2b3c4d",
              nullptr,
              "lost_ack",
              "audit.get",
              3,
              "9f2c61d07be8a415",
              false,
              ""};
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
  EXPECT_EQ(a.flaky, b.flaky);
  EXPECT_EQ(a.isolation, b.isolation);
}

TEST(Repro, ReadsBackWhatItWrote) {
  const Repro repro = example();
  expect_same(parse_repro(print_repro(repro), "f.json"), repro);

  Repro without_seed = example();
  without_seed.seed.clear();
  without_seed.failure.clear();
  without_seed.origin.clear();
  expect_same(parse_repro(print_repro(without_seed), "f.json"), without_seed);

  Repro flaky = example();
  flaky.flaky = true;
  flaky.isolation = "forked";
  expect_same(parse_repro(print_repro(flaky), "f.json"), flaky);
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
  EXPECT_TRUE(with("seed", "hello").starts_with("f.json.seed: bad seed 'hello'")) << with("seed", "hello");
  for (const char* digest : {"", "9f2c61d07be8a41", "9f2c61d07be8a4155", "9F2C61D07BE8A415", "9f2c61d07be8a41g"})
    EXPECT_EQ(with("digest", digest),
              "f.json.digest: expected 16 lower-case hex digits, found \"" + std::string(digest) + '"');
  EXPECT_EQ(with("revision", "1a2b3c4"), "f.json.revision: expected 8 lower-case hex digits, found \"1a2b3c4\"");
  EXPECT_EQ(with("steps", boost::json::object{}), "f.json.steps: expected an array, found {}");
  EXPECT_EQ(with("verdict", "lost_ack"), "f.json.verdict: expected an object, found \"lost_ack\"");
  EXPECT_EQ(with("options", nullptr), "f.json.options: expected an object, found null");
  EXPECT_EQ(with("version", "1").substr(0, 37), "f.json.version: expected an integer f");
}

// `change` is done to a good file.
std::string changed(const std::function<void(boost::json::object&)>& change) {
  auto file = boost::json::parse(print_repro(example())).as_object();
  change(file);
  return rejection(pretty_json(file));
}

TEST(Repro, UnknownKeysAreNamed) {
  EXPECT_EQ(
      changed([](auto& file) { file["diggest"] = 1; }),
      R"(f.json.diggest: unknown key; expected one of "version", "check", "seed", "revision", "steps", "verdict", )"
      R"("digest", "options")");
  EXPECT_EQ(changed([](auto& file) { file["verdict"].as_object()["at"] = 1; }),
            R"(f.json.verdict.at: unknown key; expected one of "kind", "class", "origin", "step")");
  EXPECT_EQ(changed([](auto& file) { file["options"].as_object()["runs"] = 1; }),
            R"(f.json.options.runs: unknown key; expected one of "steps", "isolation")");
  EXPECT_EQ(changed([](auto& file) { file["a\x1b"] = 1; }).substr(0, 22), "f.json.a\\x1b: unknown ");
}

TEST(Repro, ImpossibleVerdictsAreNamed) {
  const auto verdict = [](const char* key, boost::json::value value) {
    return changed([&](auto& file) { file["verdict"].as_object()[key] = value; });
  };
  EXPECT_EQ(verdict("step", 0), "f.json.verdict.step: expected an integer from 1 to 3, found 0");
  EXPECT_EQ(verdict("step", 4), "f.json.verdict.step: expected an integer from 1 to 3, found 4");
  EXPECT_EQ(verdict("step", -1), "f.json.verdict.step: expected an integer from 1 to 3, found -1");
  EXPECT_EQ(verdict("step", 1.5), "f.json.verdict.step: expected an integer from 1 to 3, found 1.5E0");
  EXPECT_EQ(verdict("step", "1"), "f.json.verdict.step: expected an integer from 1 to 3, found \"1\"");
  EXPECT_EQ(verdict("class", "lost_akc"),
            "f.json.verdict.class: expected the class of a failure, like \"wrong_reply\" or \"lost_ack\", or none "
            "(\"\"), found \"lost_akc\"");
  EXPECT_EQ(verdict("class", ""),
            "f.json.verdict.origin: expected none (\"\"), as there is no class, found \"audit.get\"");
  EXPECT_EQ(verdict("origin", ""), "f.json.verdict.origin: expected where it failed, found \"\"");
  EXPECT_EQ(verdict("kind", "pass"), R"(f.json.verdict.kind: expected one of "fail", "flaky", found "pass")");
  EXPECT_EQ(changed([](auto& file) {
              file["verdict"] = boost::json::parse(R"({"class":"","origin":"","step":0,"kind":"flaky"})");
            }),
            R"(f.json.verdict.kind: expected "fail", as there is no class, found "flaky")");
}

TEST(Repro, ImpossibleOptionsAreNamed) {
  const auto steps = [](boost::json::value value) {
    return changed([&](auto& file) { file["options"].as_object()["steps"] = value; });
  };
  EXPECT_EQ(steps(0), "f.json.options.steps: expected an integer from 1 to 1000000, found 0");
  EXPECT_EQ(steps(1000001), "f.json.options.steps: expected an integer from 1 to 1000000, found 1000001");
  EXPECT_EQ(changed([](auto& file) { file["options"].as_object()["isolation"] = "jail"; }),
            R"(f.json.options.isolation: expected one of "", "in-process", "forked", found "jail")");
}

TEST(Repro, DuplicateKeysAreNamed) {
  const std::string good = print_repro(example());
  const auto twice = [&](const std::string& key, const std::string& again) {
    std::string text = good;
    return rejection(text.insert(text.find(key), again));
  };
  EXPECT_EQ(twice("\"check\"", R"("check":"chaos.x.y",)"), "f.json.check: duplicate key");
  EXPECT_EQ(twice("\"origin\"", R"("origin":"get",)"), "f.json.verdict.origin: duplicate key");
  EXPECT_EQ(twice("\"key\"", R"("key":"b",)"), "f.json.steps[1].command.put.key: duplicate key");
  EXPECT_EQ(twice("\"restart\"", R"("restart":{},)"), "f.json.steps[2].restart: duplicate key");
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

std::string why_not(const std::filesystem::path& file) {
  try {
    read_repro(file);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ReadRepro, AFolderIsNoRepro) { EXPECT_EQ(why_not("/tmp"), "/tmp is a folder, no repro file"); }

TEST(ReadRepro, WhatHasNoEndIsRefused) {
  EXPECT_EQ(why_not("/dev/zero"), "/dev/zero: larger than 16 MiB, so it is no repro file");
  const auto file = std::filesystem::temp_directory_path() / ("fl-repro-" + std::to_string(::getpid()) + ".large");
  std::ofstream(file) << print_repro(example());
  std::filesystem::resize_file(file, kLargestRepro + 1);  // a hole
  EXPECT_EQ(why_not(file), file.string() + ": larger than 16 MiB, so it is no repro file");
  std::filesystem::remove(file);
}

TEST(ReadRepro, ComesThroughAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string text = print_repro(example());
  std::thread writer([&] {
    for (const char c : text) EXPECT_EQ(::write(ends[1], &c, 1), 1);
    ::close(ends[1]);
  });
  expect_same(read_repro("/proc/self/fd/" + std::to_string(ends[0])), example());
  writer.join();
  ::close(ends[0]);
}

}  // namespace
}  // namespace faultline
