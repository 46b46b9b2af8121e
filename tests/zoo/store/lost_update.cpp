#include "lost_update.h"

namespace faultline::zoo {

FAULTLINE_ZOO(zoo.store.lost_update, StoreModel, LostUpdate, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"seen","first_write":false}}}
])");

}  // namespace faultline::zoo
