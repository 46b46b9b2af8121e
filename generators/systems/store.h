// How often each store command is drawn: writes and reads alike, transactions often enough to meet armed faults.
#pragma once

#include "faultline/generators/weights.h"
#include "faultline/models/store/store_model.h"

namespace faultline::generators {

template <>
inline constexpr std::array<std::uint32_t, 5> weights_of<models::StoreModel::Command>{4, 3, 2, 4, 1};
template <>
inline constexpr std::array<std::uint32_t, 5> weights_of<models::DurableModel::Command>{3, 4, 2, 3, 1};

}  // namespace faultline::generators
