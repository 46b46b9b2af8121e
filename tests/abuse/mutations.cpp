#include "mutations.h"

#include <functional>
#include <stdexcept>
#include <utility>

#include <boost/json.hpp>

#include "faultline/engine/words/seed.h"

namespace faultline::abuse {
namespace {

namespace json = boost::json;
using Edit = std::function<void(json::object&, Draws&)>;
using TextEdit = std::function<std::string(const std::string&, Draws&)>;

json::object& step(json::object& file, Draws& draws) {
  auto& steps = file["steps"].as_array();
  return steps[draws.below(steps.size())].as_object();
}

json::object& crash(json::object& file) {
  for (auto& each : file["steps"].as_array())
    if (auto* found = each.as_object().if_contains("crash")) return found->as_object();
  throw std::logic_error("the repro has no crash");
}

json::object& verdict(json::object& file) { return file["verdict"].as_object(); }

const char* top_key(Draws& draws) {
  static constexpr const char* kKeys[] = {"version", "check",   "seed",   "revision",
                                          "steps",   "verdict", "digest", "options"};
  return kKeys[draws.below(std::size(kKeys))];
}

// A value that is of another kind than `value` and than null.
json::value of_another_kind(const json::value& value, Draws& draws) {
  const json::value kinds[] = {json::object{}, json::array{1}, "one", 1.5, true};
  for (;;)
    if (const auto& kind = kinds[draws.below(std::size(kinds))];
        kind.kind() != value.kind() && !(value.is_number() && kind.is_number()))
      return kind;
}

template <class Value>
Edit set(json::object& (*where)(json::object&), const char* key, Value value) {
  return [=](json::object& file, Draws&) { where(file)[key] = value; };
}

json::object& whole(json::object& file) { return file; }

const std::vector<std::pair<std::string, Edit>>& edits() {
  static const std::vector<std::pair<std::string, Edit>> all{
      {"unknown key", [](auto& file, auto&) { file["colour"] = 1; }},
      {"unknown key in a step", [](auto& file, auto& draws) { step(file, draws)["colour"] = nullptr; }},
      {"unknown key in the verdict", [](auto& file, auto&) { verdict(file)["clas"] = "x"; }},
      {"unknown key in the options", [](auto& file, auto&) { file["options"].as_object()["runs"] = 7; }},
      {"power_los", [](auto& file, auto&) { crash(file)["power_los"] = 1; }},
      {"key missing", [](auto& file, auto& draws) { file.erase(top_key(draws)); }},
      {"class missing", [](auto& file, auto&) { verdict(file).erase("class"); }},
      {"wrong kind",
       [](auto& file, auto& draws) {
         auto& value = file[top_key(draws)];
         value = of_another_kind(value, draws);
       }},
      {"steps null", set(whole, "steps", nullptr)},
      {"hit 0", set(crash, "hit", 0)},
      {"hit -1", set(crash, "hit", -1)},
      {"hit one", set(crash, "hit", "one")},
      {"hit 1.5", set(crash, "hit", 1.5)},
      {"hit huge", set(crash, "hit", 1e30)},
      {"point of none", set(crash, "point", "wal.nowhere")},
      {"point empty", set(crash, "point", "")},
      {"power_loss 99", set(crash, "power_loss", 99)},
      {"power_loss yes", set(crash, "power_loss", "yes")},
      {"version 0", set(whole, "version", 0)},
      {"version 2", set(whole, "version", 2)},
      {"version 1.5", set(whole, "version", 1.5)},
      {"version text", set(whole, "version", "1")},
      {"check empty", set(whole, "check", "")},
      {"check unknown", set(whole, "check", "chaos.store.nowhere")},
      {"check a glob", set(whole, "check", "zoo.*")},
      {"check of another model", set(whole, "check", "chaos.workflow.memory")},
      {"class unknown", set(verdict, "class", "lost_akc")},
      {"class capital", set(verdict, "class", "LOST_ACK")},
      {"step 0", set(verdict, "step", 0)},
      {"step far", set(verdict, "step", 4096)},
      {"step -1", set(verdict, "step", -1)},
      {"a step empty", [](auto& file, auto& draws) { step(file, draws).clear(); }},
      {"a step of two",
       [](auto& file, auto& draws) {
         auto& one = step(file, draws);
         one["heal"] = json::object{};
         one["restart"] = json::object{};
       }},
      {"a step a number",
       [](auto& file, auto& draws) {
         auto& steps = file["steps"].as_array();
         steps[draws.below(steps.size())] = 7;
       }},
      {"a step unknown",
       [](auto& file, auto&) {
         file["steps"].as_array().push_back(json::object{{"sleep", 1}});
       }},
      {"a command unknown",
       [](auto& file, auto&) {
         file["steps"].as_array().push_back(json::object{{"command", {{"frobnicate", json::object{}}}}});
       }},
      {"advance back",
       [](auto& file, auto&) {
         file["steps"].as_array().push_back(json::object{{"advance", {{"seconds", -5}}}});
       }},
  };
  return all;
}

std::string without_end(const std::string& text) { return text.substr(0, text.find_last_of('}')); }

std::string noise(std::size_t size, Draws& draws) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(draws.below(256));
  return bytes;
}

const std::vector<std::pair<std::string, TextEdit>>& text_edits() {
  static const std::vector<std::pair<std::string, TextEdit>> all{
      {"truncated", [](auto& text, auto& draws) { return text.substr(0, draws.below(without_end(text).size())); }},
      {"empty", [](auto&, auto&) { return std::string(); }},
      {"spaces", [](auto&, auto&) { return std::string(4096, ' '); }},
      {"duplicate key", [](auto& text, auto&) { return without_end(text) + ", \"seed\": null}"; }},
      {"duplicate key in a step",
       [](auto& text, auto&) {
         std::string two = text;
         return two.insert(two.find("\"hit\""), "\"hit\": 1, ");
       }},
      {"something behind it", [](auto& text, auto&) { return text + "{}"; }},
      {"zeros behind it", [](auto& text, auto&) { return text + std::string(512, '\0'); }},
      {"twice", [](auto& text, auto&) { return text + text; }},
      {"a byte lost",
       [](auto& text, auto& draws) {
         std::string less = text;  // a bracket or a quote: without one it is no JSON
         std::size_t at = draws.below(less.size());
         while (std::string("{}[]\":").find(less[at]) == std::string::npos) at = (at + 1) % less.size();
         return less.erase(at, 1);
       }},
      {"binary", [](auto&, auto& draws) { return noise(1 + draws.below(100'000), draws); }},
      {"zeros", [](auto&, auto& draws) { return std::string(1 + draws.below(100'000), '\0'); }},
      {"an array", [](auto& text, auto&) { return '[' + text + ']'; }},
      {"a number", [](auto&, auto& draws) { return std::to_string(draws.next()); }},
      {"single quotes",
       [](auto& text, auto&) {
         std::string other = text;
         for (char& c : other)
           if (c == '"') c = '\'';
         return other;
       }},
      {"deep", [](auto&, auto& draws) { return std::string(1000 + draws.below(200'000), '['); }},
      {"deep in steps",
       [](auto& text, auto& draws) {
         const std::size_t depth = 100 + draws.below(100'000);
         return without_end(text) + ", \"x\": " + std::string(depth, '[') + std::string(depth, ']') + "}";
       }},
      {"UTF-16",
       [](auto& text, auto&) {
         std::string wide = "\xff\xfe";
         for (const char c : text) wide += {c, '\0'};
         return wide;
       }},
      {"bad UTF-8",
       [](auto& text, auto&) {
         std::string bad = text;
         return bad.insert(bad.find("\"check\": \"") + 10, "\xc3\x28");
       }},
  };
  return all;
}

}  // namespace

const std::vector<std::string>& mutations() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, edit] : edits()) all.push_back(name);
    for (const auto& [name, edit] : text_edits()) all.push_back(name);
    return all;
  }();
  return names;
}

std::string mutated(const std::string& repro, const std::string& mutation, std::uint64_t salt) {
  Draws draws(salt, 0);
  for (const auto& [name, edit] : text_edits())
    if (name == mutation) return edit(repro, draws);
  for (const auto& [name, edit] : edits())
    if (name == mutation) {
      json::object file = json::parse(repro).as_object();
      edit(file, draws);
      return json::serialize(file);
    }
  throw std::logic_error("no mutation " + mutation);
}

}  // namespace faultline::abuse
