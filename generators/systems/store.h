// How often each store command is drawn: writes and reads alike, transactions often enough to meet armed faults, bulk
// calls, listings and deletes by prefix (which leave little to find) now and then.
#pragma once

#include "faultline/generators/weights.h"
#include "faultline/models/store/simulated_store_model.h"
#include "faultline/models/store/store_model.h"

namespace faultline::generators {

template <>
inline constexpr std::array<std::uint32_t, 10> weights_of<models::StoreModel::Command>{8, 6, 3, 8, 2, 2, 3, 1, 2, 1};
template <>
inline constexpr std::array<std::uint32_t, 11> weights_of<models::DurableModel::Command>{6, 8, 3, 6, 2, 2,
                                                                                         3, 1, 2, 1, 1};
template <>
inline constexpr std::array<std::uint32_t, 10> weights_of<models::SimulatedStoreModel::Command>{6, 8, 3, 6, 2,
                                                                                                2, 3, 1, 2, 1};
// Most writes name no version, or most would be refused.
template <>
inline constexpr std::array<std::uint32_t, 4> weights_of<models::EtagUse>{5, 2, 1, 1};

}  // namespace faultline::generators
