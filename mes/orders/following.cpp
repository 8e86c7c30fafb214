// Orders that follow their job on the line.

#include <algorithm>
#include <deque>
#include <set>

#include "mes/orders/order_records.h"

namespace millwright::mes::orders {
namespace {

/// What a line does with its job. Planning and closing are not its; a job that did not start is only there again.
bool is_the_lines(OrderAction action) {
  using enum OrderAction;
  return action != plan && action != withdraw && action != close;
}

/// The states between `from` and `to`, both of them in it; empty where the table has no way.
std::vector<OrderState> shortest_way(OrderState from, OrderState to) {
  std::deque<std::vector<OrderState>> ways{{from}};
  std::set<OrderState> seen{from};
  while (!ways.empty()) {
    const auto way = std::move(ways.front());
    ways.pop_front();
    if (way.back() == to) return way;
    for (const auto& row : kOrderTransitions) {
      if (row.from != way.back() || !is_the_lines(row.action) || !seen.insert(row.to).second) continue;
      ways.push_back(way);
      ways.back().push_back(row.to);
    }
  }
  return {};
}

/// The line makes one order at a time, and says itself which.
void hold_what_else_runs(Transaction& transaction, const Order& order, Timestamp at) {
  auto other =
      select_one<Order>(transaction.sql, "mes_order where equipment = :equipment and state = 'Running' and id <> :id",
                        order.equipment, order.id);
  if (!other) return;
  close_run(transaction, *other, at);
  other->state = OrderState::Held;
  other->reason = fmt::format("the line began job {}", order.id);
  keep_state(transaction, *other);
}

/// The stretch of time in which the job had the line, as far as this word tells it.
void keep_run(Transaction& transaction, Order& order, const std::vector<OrderState>& way, const LineWord& word) {
  const bool runs = way.back() == OrderState::Running;
  const bool ran = runs || (word.started && std::ranges::find(way, OrderState::Running) != way.end());
  if (ran && !has_open_run(transaction.sql, order.id)) {
    const bool first = !order.started;
    const auto since = first ? word.started.value_or(word.at) : word.at;
    if (first) order.started = since;
    hold_what_else_runs(transaction, order, since);
    open_run(transaction, order, since);
  }
  if (!runs) close_run(transaction, order, word.ended.value_or(word.at));
}

}  // namespace

bool follow(Transaction& transaction, const std::string& id, const LineWord& word,
            const Objection& against_completing) {
  auto order = find(transaction.sql, id);
  if (!order) return false;
  auto next = word;
  if (next.state == OrderState::Completed && against_completing) {
    if (const auto objection = against_completing(transaction.sql, id); !objection.empty()) {
      next.state = OrderState::Held;
      next.reason = "the line has ended its job; " + objection;
    }
  }
  const auto way = shortest_way(order->state, next.state);
  if (way.empty()) return false;
  if (way.size() == 1 && order->reason == next.reason) return true;
  keep_run(transaction, *order, way, next);
  const auto& to = way.back();
  if (to == OrderState::Completed || to == OrderState::Aborted || to == OrderState::Cancelled)
    order->completed = next.ended.value_or(next.at);
  order->state = to;
  order->reason = next.reason;
  keep_state(transaction, *order);
  return true;
}

void count_by_job(Transaction& transaction, const std::string& id, std::int64_t good, std::int64_t scrap) {
  const auto moved = execute(transaction.sql,
                             "update mes_order set counted_good = :good, counted_scrap = :scrap, counted_by_job = 1 "
                             "where id = :id and (counted_by_job = 0 or counted_good <> :same_good or counted_scrap <> "
                             ":same_scrap)",
                             good, scrap, id, good, scrap);
  if (moved == 0) return;
  if (const auto order = find(transaction.sql, id)) announce(transaction, *order);
}

}  // namespace millwright::mes::orders
