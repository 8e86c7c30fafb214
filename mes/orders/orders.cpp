#include "mes/orders/order_records.h"

namespace millwright::mes::orders {

MesResult<void> check_completing(store::Session& sql, const Order& order, const std::string& reason,
                                 const Objection& against) {
  if (const auto objection = against ? against(sql, order.id) : std::string{}; !objection.empty())
    return fail(MesError::illegal, "order {} cannot complete: {}", order.id, objection);
  if (order.standing() == Standing::below && reason.empty())
    return fail(MesError::illegal, "order {} cannot complete without a reason: {} good of {}, and {} is the least",
                order.id, order.total_good(), order.quantity, fewest(order.quantity, order.tolerance()));
  return {};
}

std::string possible_actions(OrderState from) {
  std::string list;
  for (const auto& row : kOrderTransitions)
    if (row.from == from) list += fmt::format("{}{}", list.empty() ? "" : ", ", enum_name(row.action));
  const auto name = enum_name(from);
  return list.empty() ? fmt::format("{} is final", name) : fmt::format("from {} one can: {}", name, list);
}

void preload(Transaction& transaction, const MasterData& data) {
  if (query_one<std::int64_t>(transaction.sql, "select count(*) from mes_order").value_or(0) > 0) return;
  for (const auto& wanted : data.orders) {
    const Timestamp due = transaction.now + wanted.due_in;
    const auto order = create(transaction, data,
                              {.id = wanted.id,
                               .material = wanted.material,
                               .quantity = wanted.quantity,
                               .equipment = wanted.equipment,
                               .due = due,
                               .priority = wanted.priority});
    if (!order || wanted.state == "Waiting") continue;
    (void)act(transaction, wanted.id, OrderAction::release, "preloaded");
    if (wanted.state == "Running") (void)act(transaction, wanted.id, OrderAction::start, "preloaded");
  }
}

MesResult<Order> create(Transaction& transaction, const MasterData& data, const NewOrder& wanted) {
  const auto* material = data.find_material(wanted.material);
  if (material == nullptr) return fail(MesError::invalid, "material: there is no material '{}'", wanted.material);
  if (data.find_line(wanted.equipment.str()) == nullptr)
    return fail(MesError::invalid, "equipment: there is no line '{}'", wanted.equipment.str());
  if (wanted.quantity <= 0) return fail(MesError::invalid, "quantity: must be above zero");
  if (wanted.priority && (*wanted.priority < 1 || *wanted.priority > 9))
    return fail(MesError::invalid, "priority: is 1 (first) to 9");
  const auto under = wanted.under_percent.value_or(material->tolerance.under_percent);
  const auto over = wanted.over_percent.value_or(material->tolerance.over_percent);
  if (!is_percentage(under) || !is_percentage(over))
    return fail(MesError::invalid, "under_percent, over_percent: are 0 to 100");
  return add(transaction,
             {.id = wanted.id.value_or(""),
              .material = material->id,
              .description = material->name,
              .equipment = wanted.equipment,
              .quantity = wanted.quantity,
              .unit = material->unit_name,
              .due = wanted.due,
              .priority = wanted.priority.value_or(3),
              .created = transaction.now,
              .request = wanted.request,
              .under_percent = under,
              .over_percent = over,
              .earliest = wanted.earliest},
             "MW-");
}

MesResult<Order> act(Transaction& transaction, const std::string& id, OrderAction action, const std::string& reason,
                     const Objection& against_completing) {
  auto order = find(transaction.sql, id);
  if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
  const auto next = after(order->state, action);
  if (!next)
    return fail(MesError::illegal, "order {} cannot {}: {}", id, enum_name(action), possible_actions(order->state));
  if (action == OrderAction::complete)
    if (auto may = check_completing(transaction.sql, *order, reason, against_completing); !may)
      return std::unexpected(std::move(may.error()));
  if (*next == OrderState::Running) {
    const auto other = query_one<std::string>(
        transaction.sql, "select id from mes_order where equipment = :equipment and state = 'Running'",
        order->equipment);
    if (other)
      return fail(MesError::illegal, "order {} cannot start: order {} is Running on {}", id, *other,
                  order->equipment.str());
    open_run(transaction, *order, transaction.now);
    if (!order->started) order->started = transaction.now;
  }
  if (order->state == OrderState::Running) close_run(transaction, *order, transaction.now);
  if (*next == OrderState::Completed || *next == OrderState::Aborted || *next == OrderState::Cancelled)
    order->completed = transaction.now;
  order->state = *next;
  order->reason = reason;
  keep_state(transaction, *order);
  return *order;
}

std::vector<Order> all(store::Session& sql) { return select<Order>(sql, "mes_order order by priority, created, id"); }

std::optional<Order> find(store::Session& sql, const std::string& id) {
  return select_one<Order>(sql, "mes_order where id = :id", id);
}

std::optional<std::string> running_at(store::Session& sql, const contracts::EquipmentPath& line, Timestamp time) {
  return query_one<std::string>(sql,
                                "select order_id from mes_order_run where equipment = :line and started <= :from_time "
                                "and (ended = 0 or ended > :to_time) order by started desc limit 1",
                                line, time, time);
}

std::optional<std::string> running_during(store::Session& sql, const contracts::EquipmentPath& line, Timestamp from,
                                          std::optional<Timestamp> to) {
  const Timestamp last = to.value_or(Timestamp::max());
  return query_one<std::string>(sql,
                                "select order_id from mes_order_run where equipment = :line and started <= :to_time "
                                "and (ended = 0 or ended > :from_time) order by started limit 1",
                                line, last, from);
}

std::vector<Run> runs_ended_since(store::Session& sql, const contracts::EquipmentPath& line, Timestamp since) {
  return select<Run>(sql, "mes_order_run where equipment = :line and (ended = 0 or ended > :since)", line, since);
}

}  // namespace millwright::mes::orders
