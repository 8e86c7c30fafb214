#pragma once
// The rows of orders, for its own files.

#include <string>

#include "mes/orders/orders.h"

namespace millwright::mes::orders {

/// Tells the bus and the pages what an order is now.
void announce(Transaction& transaction, const Order& order);
/// Writes a new order under its id, or under a free one made from `stem` where it has none. MesError::invalid for an id
/// that no order can have, MesError::illegal for one that an order has.
MesResult<Order> add(Transaction& transaction, Order order, const std::string& stem);

}  // namespace millwright::mes::orders
