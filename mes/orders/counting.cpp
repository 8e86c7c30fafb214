// What counter readings mean for orders.
//
// An order's count is a sum over neighbouring readings of one counter, each pair counted for the order that ran at the
// source time of the later one. A new reading between two known ones replaces their pair by two pairs: so the sum
// depends on the set of readings alone, not on the order in which they came.

#include <algorithm>

#include "mes/orders/order_records.h"

namespace millwright::mes::orders {
namespace {

struct Reading {
  Timestamp time{};
  std::int64_t reading = 0;
};
BOOST_DESCRIBE_STRUCT(Reading, (), (time, reading))

/// Pieces made between two readings; a reading below the one before opens a new epoch that began at zero.
std::int64_t made_between(const Reading& before, const Reading& later) {
  return later.reading >= before.reading ? later.reading - before.reading : later.reading;
}

struct Counted {
  const Line* line;
  bool good;
};

std::optional<Counted> counted_for(const MasterData& data, const contracts::CountEvent& event) {
  const CounterName name{event.equipment, event.counter};
  for (const auto& line : data.lines) {
    if (line.good == name) return Counted{&line, true};
    if (std::ranges::find(line.scrap, name) != line.scrap.end()) return Counted{&line, false};
  }
  return std::nullopt;
}

std::optional<std::string> add_to_running(Transaction& transaction, const Counted& counted, Timestamp time,
                                          std::int64_t pieces) {
  if (pieces == 0) return std::nullopt;
  const auto order = running_at(transaction.sql, counted.line->equipment, time);
  if (!order) return std::nullopt;
  // Where the line counts for a job, its count is the order's.
  execute(transaction.sql,
          fmt::format("update mes_order set {0} = {0} + :pieces where id = :id and counted_by_job = 0",
                      counted.good ? "counted_good" : "counted_scrap"),
          pieces, *order);
  return order;
}

// An order that cannot complete yet, because a lot of it is held, tries again with the next piece.
void tell_count(Transaction& transaction, const Line& line, const std::string& id, const Objection& against) {
  const auto order = find(transaction.sql, id);
  if (!order) return;
  const bool reached = order->state == OrderState::Running && order->total_good() >= order->quantity;
  if (line.complete_at_quantity && reached && act(transaction, id, OrderAction::complete, "quantity reached", against))
    return;
  announce(transaction, *order);
}

}  // namespace

void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event,
           const Objection& against_completing) {
  const auto counted = counted_for(data, event);
  if (!counted || !event.quality.is_good()) return;
  auto& sql = transaction.sql;
  const std::string key = CounterName{event.equipment, event.counter}.key();
  const auto horizon = query_one<Timestamp>(sql, "select pruned_to from mes_order_horizon where counter = :key", key);
  if (horizon && event.time < *horizon) return;
  const auto before = select_one<Reading>(
      sql, "mes_order_reading where counter = :key and \"time\" < :moment order by \"time\" desc limit 1", key,
      event.time);
  const auto later = select_one<Reading>(
      sql, "mes_order_reading where counter = :key and \"time\" > :moment order by \"time\" limit 1", key, event.time);
  const Reading now{event.time, event.count};
  const auto added = execute(sql,
                             "insert into mes_order_reading (counter, \"time\", reading) values (:key, :moment, "
                             ":reading) on conflict do nothing",
                             key, event.time, event.count);
  if (added == 0) return;
  std::vector<std::string> moved;
  const auto add = [&](Timestamp time, std::int64_t pieces) {
    if (auto order = add_to_running(transaction, *counted, time, pieces);
        order && std::ranges::find(moved, *order) == moved.end())
      moved.push_back(*order);
  };
  if (before) add(now.time, made_between(*before, now));
  if (later) add(later->time, made_between(now, *later) - (before ? made_between(*before, *later) : 0));
  for (const auto& id : moved) tell_count(transaction, *counted->line, id, against_completing);
}

void prune(Transaction& transaction, Timestamp horizon) {
  for (const auto& [counter, newest] : query<std::string, Timestamp>(
           transaction.sql, "select counter, max(\"time\") from mes_order_reading group by counter")) {
    const Timestamp to = std::min(horizon, newest);
    const auto removed = execute(
        transaction.sql, "delete from mes_order_reading where counter = :counter and \"time\" < :moment", counter, to);
    if (removed == 0) continue;
    execute(transaction.sql,
            "insert into mes_order_horizon (counter, pruned_to) values (:counter, :pruned_to) "
            "on conflict (counter) do update set pruned_to = excluded.pruned_to",
            counter, to);
  }
}

}  // namespace millwright::mes::orders
