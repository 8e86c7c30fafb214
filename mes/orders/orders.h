#pragma once
// Job orders and what they made. Good pieces and scrap are differences of absolute counter readings, kept by their
// source time: the same readings give the same counts in whatever order and however often they arrive. People correct
// by rows beside the counts, never over them. What a tolerance means stands in mes/definitions/tolerance.h.
// Functions run inside the caller's transaction, on the caller's thread.

#include <functional>
#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/definitions/tolerance.h"
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
  std::int64_t counted_good = 0;  // by the line; nobody writes over it
  std::int64_t counted_scrap = 0;
  std::int64_t corrected_good = 0;  // the sum of what people added or took off
  std::int64_t corrected_scrap = 0;
  std::string unit{};
  std::optional<Timestamp> due{};
  std::int64_t priority = 3;
  Timestamp created{};
  std::optional<Timestamp> started{};
  std::optional<Timestamp> completed{};
  std::string reason{};                   // given with the last change of state
  std::optional<std::string> request{};   // the operations request that it came with
  std::optional<std::string> split_of{};  // the order that it was a part of
  double under_percent = 0;               // tolerance: the material's, unless the order says otherwise
  double over_percent = 0;
  std::optional<Timestamp> earliest{};  // it may not start before

  [[nodiscard]] std::int64_t total_good() const { return counted_good + corrected_good; }
  [[nodiscard]] std::int64_t total_scrap() const { return counted_scrap + corrected_scrap; }
  [[nodiscard]] Tolerance tolerance() const { return {under_percent, over_percent}; }
  [[nodiscard]] Standing standing() const { return standing_of(quantity, total_good(), tolerance()); }
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, material, description, equipment, state, quantity, counted_good, counted_scrap,
                       corrected_good, corrected_scrap, unit, due, priority, created, started, completed, reason,
                       request, split_of, under_percent, over_percent, earliest))

struct NewOrder {
  std::optional<std::string> id{};
  std::string material{};
  std::int64_t quantity = 0;
  contracts::EquipmentPath equipment{};
  std::optional<Timestamp> due{};
  std::optional<std::int64_t> priority{};
  std::optional<double> under_percent{};  // tolerance; the material's where it is not given
  std::optional<double> over_percent{};
  std::optional<std::string> request{};
  std::optional<Timestamp> earliest{};
};
BOOST_DESCRIBE_STRUCT(NewOrder, (),
                      (id, material, quantity, equipment, due, priority, under_percent, over_percent, request,
                       earliest))

/// What stands against completing an order, in a sentence; empty: nothing. Asked of those who know the lots.
using Objection = std::function<std::string(store::Session&, const std::string& order)>;

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// The master data's orders, if there has never been an order.
void preload(Transaction& transaction, const MasterData& data);

MesResult<Order> create(Transaction& transaction, const MasterData& data, const NewOrder& wanted);
/// One order runs on a line at a time. MesError::illegal names the states. An order with fewer good pieces than its
/// tolerance allows is completed with a reason only; one against which something stands is not.
MesResult<Order> act(Transaction& transaction, const std::string& id, OrderAction action, const std::string& reason,
                     const Objection& against_completing = {});

/// What would stand against completing it now: too few pieces without a reason, or `against`.
[[nodiscard]] MesResult<void> check_completing(store::Session& sql, const Order& order, const std::string& reason,
                                               const Objection& against);

/// Where the line says that an order's job is.
struct LineWord {
  OrderState state = OrderState::Dispatched;
  Timestamp at{};
  std::optional<Timestamp> started{};  // when the job began: what came to pass before this word was heard
  std::optional<Timestamp> ended{};
  std::string reason{};
};
/// The order follows its job on the line, by the table's shortest way; false where there is none: it is settled. What
/// ran there without a job is held. An order against whose completing something stands is held with that reason.
bool follow(Transaction& transaction, const std::string& id, const LineWord& word, const Objection& against_completing);
/// What the line counted for the order's job, from its beginning. From the first time on the line's counters are not
/// counted for it here any more.
void count_by_job(Transaction& transaction, const std::string& id, std::int64_t good, std::int64_t scrap);

/// A part of an order that becomes an order of its own, on the same line and for the same request.
struct Split {
  std::int64_t quantity = 0;  // of the new order; taken off the old one
  std::optional<std::string> id{};
  std::optional<Timestamp> due{};
};
BOOST_DESCRIBE_STRUCT(Split, (), (quantity, id, due))
struct SplitOrders {
  Order rest;
  Order part;
};
/// What is left keeps at least what is made of it already.
MesResult<SplitOrders> split(Transaction& transaction, const std::string& id, const Split& wanted);

/// The order can begin then and no earlier. It must be there.
void set_earliest(Transaction& transaction, const std::string& id, Timestamp earliest);

/// What a person says about the counts: a row of its own beside them.
struct Correction {
  std::string id{};
  std::string order_id{};
  Timestamp time{};
  std::int64_t good = 0;  // pieces to add; below zero to take off
  std::int64_t scrap = 0;
  std::string reason{};
  std::string by{};
};
BOOST_DESCRIBE_STRUCT(Correction, (), (id, order_id, time, good, scrap, reason, by))

struct NewCorrection {
  std::optional<std::string> id{};  // the same id again changes nothing
  std::optional<std::int64_t> good{};
  std::optional<std::int64_t> scrap{};
  std::string reason{};
};
BOOST_DESCRIBE_STRUCT(NewCorrection, (), (id, good, scrap, reason))
MesResult<Order> correct(Transaction& transaction, const std::string& id, const NewCorrection& wanted,
                         const std::string& by);
/// Oldest first.
[[nodiscard]] std::vector<Correction> corrections_of(store::Session& sql, const std::string& order);

/// A counter's reading, if it is one that counts for a line.
void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event,
           const Objection& against_completing = {});

[[nodiscard]] std::vector<Order> all(store::Session& sql);
[[nodiscard]] std::optional<Order> find(store::Session& sql, const std::string& id);
/// The order that ran on the line at that moment.
[[nodiscard]] std::optional<std::string> running_at(store::Session& sql, const contracts::EquipmentPath& line,
                                                    Timestamp time);
/// The first order that ran on the line between two moments; without `to`, from then on.
[[nodiscard]] std::optional<std::string> running_during(store::Session& sql, const contracts::EquipmentPath& line,
                                                        Timestamp from, std::optional<Timestamp> to);

/// A stretch of source time in which an order had its line.
struct Run {
  std::string order_id{};
  contracts::EquipmentPath equipment{};
  Timestamp started{};
  std::optional<Timestamp> ended{};

  bool operator==(const Run&) const = default;
};
BOOST_DESCRIBE_STRUCT(Run, (), (order_id, equipment, started, ended))
/// Those that have not ended, or ended after that.
[[nodiscard]] std::vector<Run> runs_ended_since(store::Session& sql, const contracts::EquipmentPath& line,
                                                Timestamp since);

/// Forgets readings older than `horizon`, but never a counter's newest; later readings of that age no longer count.
void prune(Transaction& transaction, Timestamp horizon);

}  // namespace millwright::mes::orders
