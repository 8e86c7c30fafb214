#pragma once
// The plan in force: which order is made where and when, and why one is late. Planning itself is pure and takes
// seconds, so it runs outside a transaction: plan() on a snapshot of the orders, keep() what came out.

#include <string>
#include <vector>

#include "mes/definitions/master_data.h"
#include "mes/orders/orders.h"
#include "mes/records/writer.h"

namespace millwright::mes::scheduling {

/// One order's place in the plan.
struct Planned {
  std::string order_id{};
  contracts::EquipmentPath equipment{};
  Timestamp setup_start{};  // the changeover before it; as `start` where there is none
  Timestamp start{};
  Timestamp finish{};
  std::int64_t late_s = 0;  // beyond its due date
  std::string why{};        // how it comes to be late, in sentences; or why it is not planned, and then it has no times
  Timestamp planned_at{};
};
BOOST_DESCRIBE_STRUCT(Planned, (), (order_id, equipment, setup_start, start, finish, late_s, why, planned_at))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// The best plan that is found until `patience` is over.
[[nodiscard]] MesResult<std::vector<Planned>> plan(const MasterData& data, const std::vector<orders::Order>& orders,
                                                   const Clock& clock, Duration patience);

/// Puts it in force: orders that waited for a place become Pending. Orders that changed meanwhile keep what they have.
void keep(Transaction& transaction, const std::vector<Planned>& plan);

/// By line and time; what is not planned comes last.
[[nodiscard]] std::vector<Planned> in_force(store::Session& sql);

}  // namespace millwright::mes::scheduling
