#pragma once

#include <string>
#include <vector>

#include "mes/definitions/needs.h"

namespace millwright::mes::materials {

/// What is bought in of what a quantity is made of, by the bill in effect then, in each material's own unit; not what
/// its intermediates are made of, which took that themselves. Nothing where no bill tells.
[[nodiscard]] std::vector<Amount> bought_for(const MasterData& data, const std::string& product, double quantity,
                                             Timestamp at);

}  // namespace millwright::mes::materials
