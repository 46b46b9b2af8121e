#include "faultline/models/store/store_words.h"

namespace faultline::models {
namespace {

std::string flags(EtagUse etag, bool first_write) {
  std::string out;
  if (etag != EtagUse::none) out += ", etag=" + to_text(etag);
  if (first_write) out += ", first_write";
  return out;
}

template <class T>
std::string list(const char* name, const std::vector<T>& items) {
  return fmt::format("{}({})", name, detail::joined(items, [](const T& item) { return to_text(item); }));
}

}  // namespace

std::string Set::show() const {
  const std::string lifetime = ttl == 0 ? "" : ", ttl=" + to_text(ttl);
  return fmt::format("set(key={}, value={}{}{})", to_text(key), to_text(value), lifetime, flags(etag, first_write));
}
std::string Delete::show() const { return fmt::format("delete(key={}{})", to_text(key), flags(etag, first_write)); }
std::string Multi::show() const { return list("multi", writes); }
std::string BulkGet::show() const { return list("bulk_get", keys); }
std::string BulkSet::show() const { return list("bulk_set", sets); }
std::string BulkDelete::show() const { return list("bulk_delete", deletes); }

}  // namespace faultline::models
