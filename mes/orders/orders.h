#pragma once
// Job orders and what they made. Good pieces and scrap are differences of absolute counter readings, kept by their
// source time: the same readings give the same counts in whatever order and however often they arrive.
// Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/orders/transitions.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::orders {

struct Order {
  std::string id{};
  std::string material{};
  std::string description{};
  contracts::EquipmentPath equipment{};
  OrderState state = OrderState::Waiting;
  std::int64_t quantity = 0;
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  std::string unit{};
  std::optional<Timestamp> due{};
  std::int64_t priority = 3;
  Timestamp created{};
  std::optional<Timestamp> started{};
  std::optional<Timestamp> completed{};
  std::string reason{};  // given with the last change of state
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, material, description, equipment, state, quantity, good, scrap, unit, due, priority, created,
                       started, completed, reason))

struct NewOrder {
  std::optional<std::string> id{};
  std::string material{};
  std::int64_t quantity = 0;
  contracts::EquipmentPath equipment{};
  std::optional<Timestamp> due{};
  std::optional<std::int64_t> priority{};
};
BOOST_DESCRIBE_STRUCT(NewOrder, (), (id, material, quantity, equipment, due, priority))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// The master data's orders, if there has never been an order.
void preload(Transaction& transaction, const MasterData& data);

MesResult<Order> create(Transaction& transaction, const MasterData& data, const NewOrder& wanted);
/// One order runs on a line at a time. MesError::illegal names the states.
MesResult<Order> act(Transaction& transaction, const std::string& id, OrderAction action, const std::string& reason);

/// A counter's reading, if it is one that counts for a line.
void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event);

[[nodiscard]] std::vector<Order> all(store::Session& sql);
[[nodiscard]] std::optional<Order> find(store::Session& sql, const std::string& id);
/// The order that ran on the line at that moment.
[[nodiscard]] std::optional<std::string> running_at(store::Session& sql, const contracts::EquipmentPath& line,
                                                    Timestamp time);
/// The first order that ran on the line between two moments; without `to`, from then on.
[[nodiscard]] std::optional<std::string> running_during(store::Session& sql, const contracts::EquipmentPath& line,
                                                        Timestamp from, std::optional<Timestamp> to);

/// Forgets readings older than `horizon`, but never a counter's newest; later readings of that age no longer count.
void prune(Transaction& transaction, Timestamp horizon);

}  // namespace millwright::mes::orders
