#include "mes/orders/orders.h"

namespace millwright::mes::orders {
namespace {

void announce(Transaction& transaction, const Order& order) {
  transaction.changed("orders", order.id);
  transaction.say(order.equipment,
                  contracts::OrderEvent{order.id, order.material, order.equipment, std::string(enum_name(order.state)),
                                        order.quantity, order.good, order.scrap, transaction.now});
}

// The stretches of time in which an order ran: what a reading is counted for is found by its source time.
void open_run(Transaction& transaction, const Order& order) {
  execute(transaction.sql,
          "insert into mes_order_run (order_id, equipment, started, ended) values (:id, :equipment, :started, 0)",
          order.id, order.equipment, transaction.now);
}
void close_run(Transaction& transaction, const Order& order) {
  execute(transaction.sql, "update mes_order_run set ended = :ended where order_id = :id and ended = 0",
          transaction.now, order.id);
}

}  // namespace

std::string possible_actions(OrderState from) {
  std::string list;
  for (const auto& row : kOrderTransitions)
    if (row.from == from) list += fmt::format("{}{}", list.empty() ? "" : ", ", enum_name(row.action));
  const auto name = enum_name(from);
  return list.empty() ? fmt::format("{} is final", name) : fmt::format("from {} one can: {}", name, list);
}

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "orders, their runs and counter readings",
                                                          R"(create table mes_order (
            id text primary key, material text not null, description text not null, equipment text not null,
            state text not null, quantity bigint not null, good bigint not null, scrap bigint not null,
            unit text not null, due bigint not null, priority bigint not null, created bigint not null,
            started bigint not null, completed bigint not null, reason text not null);
          create unique index mes_order_one_runs on mes_order (equipment) where state = 'Running';
          create table mes_order_run (
            order_id text not null, equipment text not null, started bigint not null, ended bigint not null);
          create index mes_order_run_by_time on mes_order_run (equipment, started);
          create table mes_order_reading (
            counter text not null, "time" bigint not null, reading bigint not null, primary key (counter, "time"));
          create table mes_order_horizon (counter text primary key, pruned_to bigint not null))"}};
  return kMigrations;
}

void preload(Transaction& transaction, const MasterData& data) {
  if (query_one<std::int64_t>(transaction.sql, "select count(*) from mes_order").value_or(0) > 0) return;
  for (const auto& wanted : data.orders) {
    const Timestamp due = transaction.now + wanted.due_in;
    auto order = create(transaction, data,
                        {wanted.id, wanted.material, wanted.quantity, wanted.equipment, due, wanted.priority});
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
  Order order{.id = wanted.id.value_or(""),
              .material = material->id,
              .description = material->name,
              .equipment = wanted.equipment,
              .quantity = wanted.quantity,
              .unit = material->unit,
              .due = wanted.due,
              .priority = wanted.priority.value_or(3),
              .created = transaction.now};
  if (order.id.empty()) {
    const auto orders = query_one<std::int64_t>(transaction.sql, "select count(*) from mes_order").value_or(0);
    for (auto number = orders + 1; order.id.empty() || find(transaction.sql, order.id); ++number)
      order.id = fmt::format("MW-{:05}", number);
  }
  if (order.id.size() > 64 || order.id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                         "0123456789._-") != std::string::npos)
    return fail(MesError::invalid, "id: letters, digits, '.', '_' and '-' only, 64 at most");
  if (!insert(transaction.sql, "mes_order", order))
    return fail(MesError::illegal, "there is an order '{}' already", order.id);
  announce(transaction, order);
  return order;
}

MesResult<Order> act(Transaction& transaction, const std::string& id, OrderAction action, const std::string& reason) {
  auto order = find(transaction.sql, id);
  if (!order) return fail(MesError::not_found, "there is no order '{}'", id);
  const auto next = after(order->state, action);
  if (!next)
    return fail(MesError::illegal, "order {} cannot {}: {}", id, enum_name(action), possible_actions(order->state));
  if (*next == OrderState::Running) {
    const auto other = query_one<std::string>(
        transaction.sql, "select id from mes_order where equipment = :equipment and state = 'Running'",
        order->equipment);
    if (other)
      return fail(MesError::illegal, "order {} cannot start: order {} is Running on {}", id, *other,
                  order->equipment.str());
    open_run(transaction, *order);
    if (!order->started) order->started = transaction.now;
  }
  if (order->state == OrderState::Running) close_run(transaction, *order);
  if (*next == OrderState::Completed || *next == OrderState::Aborted) order->completed = transaction.now;
  order->state = *next;
  order->reason = reason;
  execute(transaction.sql,
          "update mes_order set state = :state, started = :started, completed = :completed, reason = :reason "
          "where id = :id",
          order->state, order->started, order->completed, order->reason, id);
  announce(transaction, *order);
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

}  // namespace millwright::mes::orders
