#pragma once
// The shapes of the MES's HTTP answers, made from the modules' records. Pure reads on the caller's session.

#include <string>
#include <vector>

#include "mes/dispatch/dispatching.h"
#include "mes/genealogy/holds.h"
#include "mes/materials/receiving.h"
#include "mes/orders/orders.h"
#include "mes/quality/chain.h"
#include "mes/quality/deviations.h"
#include "mes/workflow/high_temperature.h"
#include "mes/workflow/tasks.h"

namespace millwright::mes::api {

struct OrderView : orders::Order {
  std::int64_t good = 0;  // counted, and corrected
  std::int64_t scrap = 0;
  std::int64_t fewest = 0;  // good pieces with which it may be completed without a reason
  std::int64_t most = 0;    // good pieces that its tolerance allows
  Standing standing = Standing::below;
  bool quantity_reached = false;
};
BOOST_DESCRIBE_STRUCT(OrderView, (orders::Order), (good, scrap, fewest, most, standing, quantity_reached))

/// The order's job on its line, as the line told of it last.
struct JobView : dispatch::Job {
  std::vector<contracts::JobParameter> recipe;  // with what was read back
};
BOOST_DESCRIBE_STRUCT(JobView, (), (state, substate, reason, gaps, gap, heard, recipe))

struct OrderDetail : OrderView {
  std::vector<std::string> lots;                // made for it, oldest first
  std::vector<orders::Correction> corrections;  // oldest first
  std::vector<std::string> parts;               // orders that were split off
  std::vector<std::string> actions;             // what its state allows now
  std::optional<JobView> job;                   // absent: it was not sent to a line
  std::vector<dispatch::Asked> asked;           // of the line, oldest first
};
BOOST_DESCRIBE_STRUCT(OrderDetail, (OrderView), (lots, corrections, parts, actions, job, asked))

struct SplitView {
  OrderView rest;
  OrderView part;
};
BOOST_DESCRIBE_STRUCT(SplitView, (), (rest, part))

struct LotView : genealogy::Lot {
  std::vector<std::string> parents;
};
BOOST_DESCRIBE_STRUCT(LotView, (genealogy::Lot), (parents))

/// What is known of a lot that was bought in.
struct ReceivedView : materials::Received {
  double used = 0;  // went into other lots
  double left = 0;
};
BOOST_DESCRIBE_STRUCT(ReceivedView, (), (supplier, supplier_lot, expires, location, received, by, used, left))

struct LotDetail : LotView {
  std::vector<genealogy::Hold> holds;         // that are not lifted
  std::vector<genealogy::LotAction> actions;  // who held and decided what, oldest first
  std::vector<genealogy::Link> inputs;        // what went into it, and how much
  std::vector<genealogy::Link> outputs;       // what it went into
  std::optional<ReceivedView> received;       // absent: it was made here
};
BOOST_DESCRIBE_STRUCT(LotDetail, (LotView), (holds, actions, inputs, outputs, received))

/// A lot after a change, and what changed with it.
struct AffectedView : LotView {
  std::vector<std::string> with;
  std::vector<std::string> still_held;
};
BOOST_DESCRIBE_STRUCT(AffectedView, (LotView), (with, still_held))

/// What both answers about a deviation say.
struct DeviationFields {
  std::string id;
  std::string rule;
  contracts::EquipmentPath equipment;
  contracts::TagPath tag;
  quality::DeviationState state = quality::DeviationState::open;
  std::int64_t severity = 2;
  std::string limit;
  double limit_value = 0;
  std::string unit;
  double value = 0;
  Timestamp opened_at{};
  Timestamp crossed_at{};
  std::optional<Timestamp> cleared_at;
  std::optional<Timestamp> closed_at;
  bool recovered = false;
  std::string summary;
};
BOOST_DESCRIBE_STRUCT(DeviationFields, (),
                      (id, rule, equipment, tag, state, severity, limit, limit_value, unit, value, opened_at,
                       crossed_at, cleared_at, closed_at, recovered, summary))

struct DeviationView : DeviationFields {
  std::optional<std::string> workflow;
  std::vector<std::string> lots;
};
BOOST_DESCRIBE_STRUCT(DeviationView, (DeviationFields), (workflow, lots))

struct WorkflowView : workflow::Workflow {
  std::vector<workflow::WorkflowStep> steps;
};
BOOST_DESCRIBE_STRUCT(WorkflowView, (workflow::Workflow), (steps))

/// The story of one deviation: every hop of the chain with its time, and what belongs to it.
struct DeviationDetail : DeviationFields {
  std::vector<quality::ChainLink> chain;
  std::vector<quality::ChainLink> restoration;  // the same for the command that restores the recipe's set-point
  std::vector<quality::TrendPoint> samples;
  std::vector<quality::DeviationAction> actions;
  std::vector<quality::DeviationSource> sources;
  std::vector<LotView> lots;
  std::vector<workflow::Task> tasks;
  std::optional<WorkflowView> workflow;
};
BOOST_DESCRIBE_STRUCT(DeviationDetail, (DeviationFields),
                      (chain, restoration, samples, actions, sources, lots, tasks, workflow))

[[nodiscard]] OrderView order_view(store::Session& sql, const orders::Order& order);
[[nodiscard]] OrderDetail order_detail(store::Session& sql, const orders::Order& order);
[[nodiscard]] SplitView split_view(store::Session& sql, const orders::SplitOrders& orders);
[[nodiscard]] LotView lot_view(store::Session& sql, const genealogy::Lot& lot);
[[nodiscard]] LotDetail lot_detail(store::Session& sql, const genealogy::Lot& lot);
[[nodiscard]] AffectedView affected_view(store::Session& sql, const genealogy::Affected& affected);
[[nodiscard]] DeviationView deviation_view(store::Session& sql, const quality::Deviation& deviation);
[[nodiscard]] WorkflowView workflow_view(store::Session& sql, const workflow::Workflow& workflow);
[[nodiscard]] DeviationDetail deviation_detail(store::Session& sql, const quality::Deviation& deviation, Timestamp now);

/// {"lot", "children": […]}: backward to what it was made of, or forward to what was made of it.
[[nodiscard]] json::object genealogy_tree(store::Session& sql, const genealogy::Lot& lot, bool backward);

}  // namespace millwright::mes::api
