#include "mes/api/views.h"

#include <set>

namespace millwright::mes::api {
namespace {

// Copies what two described structs have under the same name.
template <class To, class From>
void copy_members(To& to, const From& from) {
  boost::mp11::mp_for_each<detail::MembersOf<To>>([&](auto wanted) {
    boost::mp11::mp_for_each<detail::MembersOf<From>>([&](auto given) {
      using Wanted = std::remove_cvref_t<decltype(to.*wanted.pointer)>;
      using Given = std::remove_cvref_t<decltype(from.*given.pointer)>;
      if constexpr (std::is_same_v<Wanted, Given>)
        if (std::string_view(wanted.name) == given.name) to.*wanted.pointer = from.*given.pointer;
    });
  });
}

json::object branch(store::Session& sql, const genealogy::Lot& lot, bool backward, std::set<std::string>& seen) {
  json::array children;
  for (const auto& id : backward ? genealogy::parents_of(sql, lot.id) : genealogy::children_of(sql, lot.id)) {
    if (!seen.insert(id).second) continue;
    if (const auto next = genealogy::find(sql, id)) children.push_back(branch(sql, *next, backward, seen));
  }
  return {{"lot", to_json(lot_view(sql, lot))}, {"children", std::move(children)}};
}

}  // namespace

OrderView order_view(store::Session&, const orders::Order& order) {
  OrderView view;
  copy_members(view, order);
  view.good = order.total_good();
  view.scrap = order.total_scrap();
  view.fewest = fewest(order.quantity, order.tolerance());
  view.most = most(order.quantity, order.tolerance());
  view.standing = order.standing();
  view.quantity_reached = view.good >= order.quantity;
  return view;
}

OrderDetail order_detail(store::Session& sql, const orders::Order& order) {
  OrderDetail detail;
  copy_members(detail, order_view(sql, order));
  for (auto& [id] :
       query<std::string>(sql, "select id from mes_lot where \"order\" = :order_id order by created, id", order.id))
    detail.lots.push_back(std::move(id));
  detail.corrections = orders::corrections_of(sql, order.id);
  for (auto& [id] : query<std::string>(sql, "select id from mes_order where split_of = :id order by id", order.id))
    detail.parts.push_back(std::move(id));
  for (const auto& row : orders::kOrderTransitions)
    if (row.from == order.state) detail.actions.emplace_back(enum_name(row.action));
  if (orders::rights_in(order.state).split) detail.actions.emplace_back("split");
  if (orders::rights_in(order.state).correct) detail.actions.emplace_back("correct");
  if (auto job = dispatch::find_job(sql, order.id)) {
    JobView view{std::move(*job), {}};
    if (auto recipe = from_json_text<std::vector<contracts::JobParameter>>(view.parameters)) view.recipe = *recipe;
    detail.job = std::move(view);
  }
  detail.asked = dispatch::asked_of(sql, order.id);
  return detail;
}

SplitView split_view(store::Session& sql, const orders::SplitOrders& orders) {
  return {order_view(sql, orders.rest), order_view(sql, orders.part)};
}

LotView lot_view(store::Session& sql, const genealogy::Lot& lot) {
  LotView view;
  copy_members(view, lot);
  view.parents = genealogy::parents_of(sql, lot.id);
  return view;
}

LotDetail lot_detail(store::Session& sql, const genealogy::Lot& lot) {
  LotDetail detail;
  copy_members(detail, lot_view(sql, lot));
  detail.holds = genealogy::holds_of(sql, lot.id);
  detail.actions = genealogy::actions_of(sql, lot.id);
  detail.inputs = genealogy::inputs_of(sql, lot.id);
  detail.outputs = genealogy::outputs_of(sql, lot.id);
  if (auto as = materials::received(sql, lot.id)) {
    ReceivedView view{std::move(*as), materials::used_of(sql, lot.id), 0};
    view.left = std::max(0.0, lot.quantity - view.used);
    detail.received = std::move(view);
  }
  return detail;
}

AffectedView affected_view(store::Session& sql, const genealogy::Affected& affected) {
  AffectedView view;
  copy_members(view, lot_view(sql, affected.lot));
  view.with = affected.with;
  view.still_held = affected.still_held;
  return view;
}

DeviationView deviation_view(store::Session& sql, const quality::Deviation& deviation) {
  DeviationView view;
  copy_members(view, deviation);
  view.lots = quality::lots_of(sql, deviation.id);
  return view;
}

WorkflowView workflow_view(store::Session& sql, const workflow::Workflow& workflow) {
  WorkflowView view;
  copy_members(view, workflow);
  view.steps = workflow::steps_of(sql, workflow.id);
  return view;
}

DeviationDetail deviation_detail(store::Session& sql, const quality::Deviation& deviation, Timestamp now) {
  DeviationDetail detail;
  copy_members(detail, deviation);
  detail.chain = quality::make_chain(quality::hops_of(sql, deviation.id, quality::Leg::reaction));
  detail.restoration = quality::make_chain(quality::hops_of(sql, deviation.id, quality::Leg::restoration));
  detail.samples = quality::samples_around(sql, deviation, now);
  detail.actions = quality::actions_of(sql, deviation, now);
  detail.sources = quality::sources_of(sql, deviation);
  for (const auto& id : quality::lots_of(sql, deviation.id))
    if (const auto lot = genealogy::find(sql, id)) detail.lots.push_back(lot_view(sql, *lot));
  detail.tasks = workflow::tasks_of(sql, deviation.id);
  if (deviation.workflow)
    if (const auto workflow = workflow::find(sql, *deviation.workflow)) detail.workflow = workflow_view(sql, *workflow);
  return detail;
}

json::object genealogy_tree(store::Session& sql, const genealogy::Lot& lot, bool backward) {
  std::set<std::string> seen{lot.id};
  return branch(sql, lot, backward, seen);
}

}  // namespace millwright::mes::api
