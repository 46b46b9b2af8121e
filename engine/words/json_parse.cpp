// Boost.JSON's own document parser rounds decimals in double arithmetic and may miss by a unit in the last place, so
// that a printed number reads back as another. This one takes over its events and reads the digits exactly.
#include <charconv>
#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

#include "faultline/engine/words/json.h"

namespace faultline {
namespace {

namespace json = boost::json;
using json::error_code;
using json::string_view;

class Builder {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  Builder() { stack_.reset(); }
  json::value release() { return stack_.release(); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t n, error_code&) { return stack_.push_object(n), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t n, error_code&) { return stack_.push_array(n), true; }
  bool on_key_part(string_view s, std::size_t, error_code&) { return stack_.push_chars(s), true; }
  bool on_key(string_view s, std::size_t, error_code&) { return stack_.push_key(s), true; }
  bool on_string_part(string_view s, std::size_t, error_code&) { return stack_.push_chars(s), true; }
  bool on_string(string_view s, std::size_t, error_code&) { return stack_.push_string(s), true; }
  bool on_int64(std::int64_t n, string_view, error_code&) { return digits_.clear(), stack_.push_int64(n), true; }
  bool on_uint64(std::uint64_t n, string_view, error_code&) { return digits_.clear(), stack_.push_uint64(n), true; }
  bool on_bool(bool b, error_code&) { return stack_.push_bool(b), true; }
  bool on_null(error_code&) { return stack_.push_null(), true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  bool on_number_part(string_view s, error_code&) { return digits_.append(s), true; }
  // `rounded` stands only where the number is too small to tell from zero. One too large would become infinite, which
  // JSON cannot write.
  bool on_double(double rounded, string_view s, error_code& error) {
    digits_.append(s);
    double exact = rounded;
    std::from_chars(digits_.data(), digits_.data() + digits_.size(), exact);
    digits_.clear();
    if (!std::isfinite(exact)) error = json::error::exponent_overflow;
    return !error && (stack_.push_double(exact), true);
  }

 private:
  json::value_stack stack_;
  std::string digits_;
};

}  // namespace

json::value parse_json(std::string_view text, std::string_view source) {
  json::basic_parser<Builder> parser{json::parse_options{}};
  error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error == json::error::incomplete)
    throw BadInput(fmt::format("{}: the JSON ends too early, after {} bytes: is the file truncated?", source, used));
  if (error) throw BadInput(fmt::format("{}: not JSON: {} at byte {}", source, error.message(), used));
  const std::size_t rest = text.find_first_not_of(" \t\r\n", used);
  if (rest != std::string_view::npos)
    throw BadInput(fmt::format("{}: unexpected text after the JSON, at byte {}", source, rest));
  return parser.handler().release();
}

}  // namespace faultline
