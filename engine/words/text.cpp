#include "faultline/engine/words/text.h"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace faultline {

std::string quoted(std::string_view text) { return boost::json::serialize(boost::json::string(text)); }

}  // namespace faultline
