#pragma once
// The shapes of the MES's HTTP answers, made from the modules' records. Pure reads on the caller's session.

#include <string>
#include <vector>

#include "mes/genealogy/genealogy.h"
#include "mes/orders/orders.h"
#include "mes/quality/chain.h"
#include "mes/quality/deviations.h"
#include "mes/workflow/high_temperature.h"
#include "mes/workflow/tasks.h"

namespace millwright::mes::api {

struct OrderView : orders::Order {
  bool quantity_reached = false;
  std::vector<std::string> lots;
};
BOOST_DESCRIBE_STRUCT(OrderView, (orders::Order), (quantity_reached, lots))

struct LotView : genealogy::Lot {
  std::vector<std::string> parents;
};
BOOST_DESCRIBE_STRUCT(LotView, (genealogy::Lot), (parents))

struct DeviationView {
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
  std::optional<std::string> workflow;
  std::vector<std::string> lots;
  std::string summary;
};
BOOST_DESCRIBE_STRUCT(DeviationView, (),
                      (id, rule, equipment, tag, state, severity, limit, limit_value, unit, value, opened_at,
                       crossed_at, cleared_at, closed_at, recovered, workflow, lots, summary))

struct WorkflowView : workflow::Workflow {
  std::vector<workflow::WorkflowStep> steps;
};
BOOST_DESCRIBE_STRUCT(WorkflowView, (workflow::Workflow), (steps))

/// The story of one deviation: every hop of the chain with its time, and what belongs to it.
struct DeviationDetail {
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
  std::vector<quality::ChainLink> chain;
  std::vector<quality::ChainLink> restoration;  // the same for the command that restores the recipe's set-point
  std::vector<quality::TrendPoint> samples;
  std::vector<quality::DeviationAction> actions;
  std::vector<LotView> lots;
  std::vector<workflow::Task> tasks;
  std::optional<WorkflowView> workflow;
};
BOOST_DESCRIBE_STRUCT(DeviationDetail, (),
                      (id, rule, equipment, tag, state, severity, limit, limit_value, unit, value, opened_at,
                       crossed_at, cleared_at, closed_at, recovered, summary, chain, restoration, samples, actions,
                       lots, tasks, workflow))

[[nodiscard]] OrderView order_view(store::Session& sql, const orders::Order& order);
[[nodiscard]] LotView lot_view(store::Session& sql, const genealogy::Lot& lot);
[[nodiscard]] DeviationView deviation_view(store::Session& sql, const quality::Deviation& deviation);
[[nodiscard]] WorkflowView workflow_view(store::Session& sql, const workflow::Workflow& workflow);
[[nodiscard]] DeviationDetail deviation_detail(store::Session& sql, const quality::Deviation& deviation, Timestamp now);

/// {"lot", "children": […]}: backward to what it was made of, or forward to what was made of it.
[[nodiscard]] json::object genealogy_tree(store::Session& sql, const genealogy::Lot& lot, bool backward);

}  // namespace millwright::mes::api
