#pragma once
// Does an order add up: what was taken of the lots that were booked in for it is in what is good, in what was scrapped,
// was lost as its bill allows, or is on the line still. All by the bill in effect when the order began.

#include <string>
#include <vector>

#include "mes/materials/booking.h"

namespace millwright::mes::materials {

/// One bought-in material of an order, in its own unit: in = out + scrapped + lost + difference.
struct MaterialBalance {
  std::string material{};
  std::string name{};
  std::string unit{};
  double in = 0;          // taken of lots by what was made for the order
  double out = 0;         // in the good pieces
  double scrapped = 0;    // in the scrap
  double lost = 0;        // on the way, as much as the bill allows for these pieces
  double difference = 0;  // still in tanks and on the line; below zero: not taken of any lot as yet
  double pending = 0;     // of what is not taken yet: taken once the pallet being filled is full
  double left = 0;        // in the lots that are booked in
};
BOOST_DESCRIBE_STRUCT(MaterialBalance, (), (material, name, unit, in, out, scrapped, lost, difference, pending, left))

/// Pieces: good = on_pallets + not_on_pallets, as people corrected it.
struct Balance {
  std::string order{};
  std::string unit{};
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  std::int64_t pallets = 0;
  std::int64_t on_pallets = 0;
  std::int64_t not_on_pallets = 0;  // on the pallet that is being filled; below zero: its first one was begun before
  std::vector<MaterialBalance> materials{};
};
BOOST_DESCRIBE_STRUCT(Balance, (), (order, unit, good, scrap, pallets, on_pallets, not_on_pallets, materials))

/// MesError::illegal where no bill tells what goes in.
[[nodiscard]] MesResult<Balance> balance_of(store::Session& sql, const MasterData& data, const orders::Order& order,
                                            Timestamp now);

/// What an order took of one lot, in the material's unit.
struct Consumed {
  std::string lot{};
  std::string material{};
  double quantity = 0;
  std::string unit{};
};
BOOST_DESCRIBE_STRUCT(Consumed, (), (lot, material, quantity, unit))

/// By material and lot.
[[nodiscard]] std::vector<Consumed> consumed_for(store::Session& sql, const std::string& order);

}  // namespace millwright::mes::materials
