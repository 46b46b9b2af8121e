// Boost.JSON's own document parser rounds decimals in double arithmetic and may miss by a unit in the last place, so
// that a printed number reads back as another; and of a key that an object has twice it keeps one, whichever was meant.
// This one takes over its events, reads the digits exactly, and refuses such keys.
#include <charconv>
#include <cmath>
#include <set>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

#include "faultline/engine/words/json.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

namespace json = boost::json;
using json::error_code;
using json::string_view;

// Where in the document the parser is, and which keys it has met there.
class Place {
 public:
  void open(bool array) { open_.push_back({array, 0, {}, {}}); }
  void close() { open_.pop_back(); }
  void value() {
    if (!open_.empty() && open_.back().array) ++open_.back().items;
  }
  // False where the object has it already.
  bool key(std::string name) {
    open_.back().key = name;
    return open_.back().keys.insert(std::move(name)).second;
  }
  JsonPath path() const {
    JsonPath path;
    for (const Open& one : open_) path += one.array ? '[' + std::to_string(one.items) + ']' : '.' + one.key;
    return path;
  }

 private:
  struct Open {
    bool array;
    std::size_t items;
    std::string key;
    std::set<std::string> keys;
  };
  std::vector<Open> open_;
};

class Builder {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  Builder() { stack_.reset(); }
  json::value release() { return stack_.release(); }
  // The place of the key that was refused; empty: none was.
  const JsonPath& twice() const { return twice_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return place_.value(), place_.open(false), true; }
  bool on_object_end(std::size_t n, error_code&) { return place_.close(), stack_.push_object(n), true; }
  bool on_array_begin(error_code&) { return place_.value(), place_.open(true), true; }
  bool on_array_end(std::size_t n, error_code&) { return place_.close(), stack_.push_array(n), true; }
  bool on_key_part(string_view s, std::size_t, error_code&) { return key_.append(s), stack_.push_chars(s), true; }
  bool on_key(string_view s, std::size_t, error_code& error) {
    key_.append(s);
    if (place_.key(std::exchange(key_, {}))) return stack_.push_key(s), true;
    twice_ = place_.path();
    error = json::error::syntax;
    return false;
  }
  bool on_string_part(string_view s, std::size_t, error_code&) { return stack_.push_chars(s), true; }
  bool on_string(string_view s, std::size_t, error_code&) { return place_.value(), stack_.push_string(s), true; }
  bool on_int64(std::int64_t n, string_view, error_code&) { return number(), stack_.push_int64(n), true; }
  bool on_uint64(std::uint64_t n, string_view, error_code&) { return number(), stack_.push_uint64(n), true; }
  bool on_bool(bool b, error_code&) { return place_.value(), stack_.push_bool(b), true; }
  bool on_null(error_code&) { return place_.value(), stack_.push_null(), true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  bool on_number_part(string_view s, error_code&) { return digits_.append(s), true; }
  // `rounded` stands only where the number is too small to tell from zero. One too large would become infinite, which
  // JSON cannot write.
  bool on_double(double rounded, string_view s, error_code& error) {
    digits_.append(s);
    double exact = rounded;
    std::from_chars(digits_.data(), digits_.data() + digits_.size(), exact);
    number();
    if (!std::isfinite(exact)) error = json::error::exponent_overflow;
    return !error && (stack_.push_double(exact), true);
  }

 private:
  void number() {
    digits_.clear();
    place_.value();
  }

  json::value_stack stack_;
  Place place_;
  std::string digits_, key_;
  JsonPath twice_;
};

}  // namespace

json::value parse_json(std::string_view text, std::string_view source) {
  json::basic_parser<Builder> parser{json::parse_options{}};
  error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (const JsonPath& twice = parser.handler().twice(); !twice.empty())
    throw BadInput(fmt::format("{}{}: duplicate key", source, on_one_line(twice)));
  if (error == json::error::incomplete)
    throw BadInput(fmt::format("{}: the JSON ends too early, after {} bytes: is the file truncated?", source, used));
  if (error) throw BadInput(fmt::format("{}: not JSON: {} at byte {}", source, error.message(), used));
  const std::size_t rest = text.find_first_not_of(" \t\r\n", used);
  if (rest != std::string_view::npos)
    throw BadInput(fmt::format("{}: unexpected text after the JSON, at byte {}", source, rest));
  return parser.handler().release();
}

}  // namespace faultline
