#pragma once
// What there is of the bought-in materials, for planning.

#include <string>
#include <vector>

#include "mes/materials/receiving.h"
#include "mes/materials/supplies.h"

namespace millwright::mes::materials {

/// Of every material that was ever received or announced. What has passed its date, is held or rejected does not count.
[[nodiscard]] std::vector<Supply> supply(store::Session& sql, Timestamp now);

/// The stock of a bought-in material, in its unit.
struct Stock {
  std::string material{};
  std::string name{};
  std::string kind{};  // raw, packaging
  std::string unit{};
  double left = 0;  // that may be used
  double held = 0;
  double expired = 0;
  std::int64_t lots = 0;  // that are not empty
  std::vector<Arrival> arrivals{};
};
BOOST_DESCRIBE_STRUCT(Stock, (), (material, name, kind, unit, left, held, expired, lots, arrivals))

/// Of all raw and packaging materials, in the order of the definitions.
[[nodiscard]] std::vector<Stock> stock(store::Session& sql, const MasterData& data, Timestamp now);

}  // namespace millwright::mes::materials
