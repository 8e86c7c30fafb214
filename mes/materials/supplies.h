#pragma once
// What there is of a material, and when more of it comes: what planning knows of stock. Plain data; the quantities are
// in the material's own unit, what is in stock is there at the moment that it was asked for.

#include <string>
#include <vector>

#include "lib/base/time.h"

namespace millwright::mes::materials {

struct SupplyAt {
  Timestamp at{};
  double quantity = 0;
};

struct Supply {
  std::string material{};
  std::vector<SupplyAt> at{};
};

}  // namespace millwright::mes::materials
