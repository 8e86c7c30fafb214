#include "mes/orders/order_records.h"

namespace millwright::mes::orders {
namespace {

constexpr std::size_t kIdMax = 64;
constexpr std::string_view kIdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

std::string free_id(store::Session& sql, const std::string& stem) {
  // "MW-" goes on from the number of orders there are, "ERP-4711-" from 2.
  const bool made_here = stem == "MW-";
  auto number =
      made_here ? query_one<std::int64_t>(sql, "select count(*) from mes_order").value_or(0) + 1 : std::int64_t{2};
  for (;; ++number) {
    auto id = made_here ? fmt::format("{}{:05}", stem, number) : fmt::format("{}{}", stem, number);
    if (!find(sql, id)) return id;
  }
}

}  // namespace

void announce(Transaction& transaction, const Order& order) {
  transaction.changed("orders", order.id);
  transaction.say(order.equipment,
                  contracts::OrderEvent{order.id, order.material, order.equipment, std::string(enum_name(order.state)),
                                        order.quantity, order.total_good(), order.total_scrap(), transaction.now,
                                        std::string(enum_name(order.standing()))});
}

void keep_state(Transaction& transaction, const Order& order) {
  execute(transaction.sql,
          "update mes_order set state = :state, started = :started, completed = :completed, reason = :reason "
          "where id = :id",
          order.state, order.started, order.completed, order.reason, order.id);
  announce(transaction, order);
}

void open_run(Transaction& transaction, const Order& order, Timestamp at) {
  execute(transaction.sql,
          "insert into mes_order_run (order_id, equipment, started, ended) values (:id, :equipment, :started, 0)",
          order.id, order.equipment, at);
}

void close_run(Transaction& transaction, const Order& order, Timestamp at) {
  execute(transaction.sql, "update mes_order_run set ended = :ended where order_id = :id and ended = 0", at, order.id);
}

bool has_open_run(store::Session& sql, const std::string& order) {
  return query_one<std::int64_t>(sql, "select count(*) from mes_order_run where order_id = :id and ended = 0", order)
             .value_or(0) > 0;
}

MesResult<Order> add(Transaction& transaction, Order order, const std::string& stem) {
  if (order.id.empty()) order.id = free_id(transaction.sql, stem);
  if (order.id.size() > kIdMax || order.id.find_first_not_of(kIdLetters) != std::string::npos)
    return fail(MesError::invalid, "id: letters, digits, '.', '_' and '-' only, {} at most", kIdMax);
  if (!insert(transaction.sql, "mes_order", order))
    return fail(MesError::illegal, "there is an order '{}' already", order.id);
  announce(transaction, order);
  return order;
}

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{
      {1, "orders, their runs and counter readings",
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
          create table mes_order_horizon (counter text primary key, pruned_to bigint not null))"},
      {2, "tolerances, requests, splits, and corrections beside the counts",
       R"(alter table mes_order rename column good to counted_good;
          alter table mes_order rename column scrap to counted_scrap;
          alter table mes_order add column corrected_good bigint not null default 0;
          alter table mes_order add column corrected_scrap bigint not null default 0;
          alter table mes_order add column request text not null default '';
          alter table mes_order add column split_of text not null default '';
          alter table mes_order add column under_percent {real} not null default 0;
          alter table mes_order add column over_percent {real} not null default 0;
          alter table mes_order add column earliest bigint not null default 0;
          create index mes_order_by_request on mes_order (request);
          create index mes_order_by_origin on mes_order (split_of);
          create table mes_order_correction (
            id text primary key, order_id text not null, "time" bigint not null, good bigint not null,
            scrap bigint not null, reason text not null, "by" text not null);
          create index mes_order_correction_by_order on mes_order_correction (order_id, "time"))"},
      {3, "orders whose pieces the line counts itself, for its job",
       "alter table mes_order add column counted_by_job bigint not null default 0"},
      {4, "runs by their end", "create index mes_order_run_by_end on mes_order_run (equipment, ended)"}};
  return kMigrations;
}

}  // namespace millwright::mes::orders
