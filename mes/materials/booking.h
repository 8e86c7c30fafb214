#pragma once
// Lots at the line: booked in for an order by a person, checked against its bill, and what the batches and pallets made
// meanwhile took of them. What is consumed follows from the bookings and the made lots alone: the same readings, late
// or in another order, give the same links, and no lot ever gives more than it is. Functions run inside the caller's
// transaction, on the caller's thread.

#include <set>
#include <string>
#include <vector>

#include "mes/materials/receiving.h"
#include "mes/orders/orders.h"

namespace millwright::mes::materials {

struct Booking {
  std::string order_id{};
  std::string lot{};
  std::string material{};
  std::string equipment{};  // where it is put
  Timestamp since{};
  std::optional<Timestamp> until{};  // taken off
  std::string by{};
};
BOOST_DESCRIBE_STRUCT(Booking, (), (order_id, lot, material, equipment, since, until, by))

struct NewBooking {
  std::string lot{};
  std::optional<std::string> equipment{};
};
BOOST_DESCRIBE_STRUCT(NewBooking, (), (lot, equipment))

/// MesError::illegal says in a sentence why not: not in the order's bill, held, rejected, expired, empty, booked in for
/// another order, or the order is in no state for it.
MesResult<Booking> book_in(Transaction& transaction, const MasterData& data, const std::string& order,
                           const NewBooking& wanted, const std::string& by);
MesResult<Booking> take_off(Transaction& transaction, const MasterData& data, const std::string& order,
                            const std::string& lot);

/// A lot that is booked in, as it is now.
struct BookedLot {
  std::string lot{};
  double left = 0;
  std::string equipment{};
  Timestamp since{};
  std::string by{};
  std::optional<Timestamp> expires{};
  std::string disposition{};
};
BOOST_DESCRIBE_STRUCT(BookedLot, (), (lot, left, equipment, since, by, expires, disposition))

/// One bought-in material of an order: what its bill asks for, and what there is. In the material's unit.
struct OrderMaterial {
  std::string material{};
  std::string name{};
  std::string unit{};
  double needed = 0;  // for the whole order
  double used = 0;    // by what was made for it until now
  double booked = 0;  // in the lots booked in, when they were received
  double left = 0;    // of them, that may be used
  bool enough = false;
  std::vector<BookedLot> lots{};
};
BOOST_DESCRIBE_STRUCT(OrderMaterial, (), (material, name, unit, needed, used, booked, left, enough, lots))

[[nodiscard]] MesResult<std::vector<OrderMaterial>> materials_of(store::Session& sql, const MasterData& data,
                                                                 const orders::Order& order, Timestamp now);

/// What the lots that were made since that moment took of what was booked in.
void consume_since(Transaction& transaction, const MasterData& data, Timestamp since);
/// … since the earliest of these lots, which were made or found anew.
void consume_for(Transaction& transaction, const MasterData& data, const std::vector<Change>& changes);

}  // namespace millwright::mes::materials
