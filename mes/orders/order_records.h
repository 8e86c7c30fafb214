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

/// State, times and reason as they are in `order`, told to the bus and the pages.
void keep_state(Transaction& transaction, const Order& order);

/// The stretches of time in which an order ran: what a reading is counted for is found by its source time.
void open_run(Transaction& transaction, const Order& order, Timestamp at);
void close_run(Transaction& transaction, const Order& order, Timestamp at);
[[nodiscard]] bool has_open_run(store::Session& sql, const std::string& order);

}  // namespace millwright::mes::orders
