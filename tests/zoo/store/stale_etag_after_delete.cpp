#include "stale_etag_after_delete.h"

namespace faultline::zoo {

FAULTLINE_ZOO(zoo.store.stale_etag_after_delete, StoreModel, StaleEtagAfterDelete, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"command":{"get":{"key":"a"}}},
  {"command":{"delete":{"key":"a","etag":"none","first_write":false}}},
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"seen","first_write":false}}}
])");

}  // namespace faultline::zoo
