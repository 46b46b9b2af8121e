// Small wrong systems for what shrinking must get right: several bugs, little time, luck.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "faultline/targets/attach/check.h"

namespace faultline::shrinking_targets {

struct Put {
  Key key;
  Ranged<0, 9> value;
};
BOOST_DESCRIBE_STRUCT(Put, (), (key, value))
struct Get {
  Key key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))
struct Freeze {};
BOOST_DESCRIBE_STRUCT(Freeze, (), ())

// A map; to freeze it answers how many keys there are.
struct MapModel {
  using Command = std::variant<Put, Get, Freeze>;
  using Reply = std::int64_t;

  std::map<Key, std::int64_t> items;

  Reply apply(const Put& put) {
    items[put.key] = put.value;
    return 0;
  }
  Reply apply(const Get& get) {
    const auto found = items.find(get.key);
    return found == items.end() ? -1 : found->second;
  }
  Reply apply(const Freeze&) { return static_cast<Reply>(items.size()); }
  bool operator==(const MapModel&) const = default;
};

// Right.
class Map {
 public:
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false;
  static constexpr std::uint32_t runs = 200, steps = 40;

  explicit Map(Run&) {}
  virtual ~Map() = default;
  Outcome<std::int64_t> execute(const MapModel::Command& command) {
    return std::visit([this](const auto& c) { return run(c); }, command);
  }

 protected:
  virtual std::int64_t run(const Put& put) { return model_.apply(put); }
  virtual std::int64_t run(const Get& get) { return model_.apply(get); }
  virtual std::int64_t run(const Freeze& freeze) { return model_.apply(freeze); }

  MapModel model_;
};

// Deep: once frozen, a key keeps its value. Shallow: it cannot be frozen with fewer than two keys. What is left of the
// deep one without one of its puts is the shallow one.
class TwoBugs : public Map {
 public:
  using Map::Map;

 private:
  std::int64_t run(const Put& put) override { return frozen_ && model_.items.contains(put.key) ? 0 : Map::run(put); }
  std::int64_t run(const Freeze& freeze) override {
    frozen_ = true;
    return model_.items.size() < 2 ? -1 : Map::run(freeze);
  }
  using Map::run;

  bool frozen_ = false;
};

// Each run takes 20 ms: it is slow, nobody waits for anything. So many puts are one too many.
template <std::size_t kMany, Isolation kIsolation>
class Slow : public Map {
 public:
  static constexpr Isolation isolation = kIsolation;
  static constexpr std::uint32_t steps = 200;

  explicit Slow(Run& run) : Map(run) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

 private:
  std::int64_t run(const Put& put) override { return ++puts_ >= kMany ? -7 : Map::run(put); }
  using Map::run;

  std::size_t puts_ = 0;
};

inline constexpr const char* kLuckVariable = "SHRINKING_TEST_LUCK";

// Every run draws a number; in 3 of 10 the first get is wrong. How often it was run is the size of a file, so that
// the same schedule passes and fails, in whatever process.
class Lucky : public Map {
 public:
  static constexpr Isolation isolation = Isolation::forked;

  explicit Lucky(Run& run) : Map(run) {
    const char* file = std::getenv(kLuckVariable);
    std::ofstream(file, std::ios::app) << '.' << std::flush;
    std::uint64_t x = std::filesystem::file_size(file) * 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    wrong_ = (x ^ (x >> 31)) % 10 < 3;
  }

 private:
  std::int64_t run(const Get& get) override { return wrong_ ? -7 : Map::run(get); }
  using Map::run;

  bool wrong_ = false;
};

}  // namespace faultline::shrinking_targets
