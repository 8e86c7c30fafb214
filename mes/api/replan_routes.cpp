// Planning anew when something happened, moving an order by hand, and what the plan does not know yet.

#include "mes/api/schedule_serving.h"
#include "mes/equipment/equipment.h"
#include "mes/scheduling/disruptions.h"
#include "mes/scheduling/moving.h"
#include "mes/scheduling/replanning.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::api {
namespace {

using scheduling::Planned;

constexpr Duration kReplanPatience = 1s;

struct ReplanView {
  std::vector<Planned> plan{};
  std::vector<std::string> disturbed{};
  std::vector<scheduling::Moved> moved{};
  bool kept = false;
  double seconds = 0;
};
BOOST_DESCRIBE_STRUCT(ReplanView, (), (plan, disturbed, moved, kept, seconds))

struct MoveRequest {
  std::string order{};
  Timestamp start{};
  std::optional<contracts::EquipmentPath> equipment{};  // the order's own line; there is no other
  std::optional<bool> keep{};
};
BOOST_DESCRIBE_STRUCT(MoveRequest, (), (order, start, equipment, keep))

struct MoveView {
  std::vector<scheduling::Conflict> conflicts{};
  std::vector<Planned> plan{};
  std::vector<scheduling::Moved> moved{};
  bool kept = false;
};
BOOST_DESCRIBE_STRUCT(MoveView, (), (conflicts, plan, moved, kept))

std::string words_of(const scheduling::Event& event) {
  std::string out = std::string(enum_name(event.event));
  for (const auto& word : {event.order, event.material, event.why})
    if (word && !word->empty()) out += " " + *word;
  if (event.equipment) out += " " + event.equipment->str();
  if (event.earliest) out += " not before " + to_rfc3339(*event.earliest);
  return out;
}

HttpResult<ReplanView> replan(const Parts& parts, const Call& call, const scheduling::Event& event) {
  const auto& clock = parts.writer.clock();
  const auto began = clock.monotonic();
  const bool keep = event.keep.value_or(false);
  const Deed deed{"schedule.replan", "schedule", words_of(event)};
  const auto refused = [&](const Failure<MesError>& failure) {
    if (keep) audit_refusal(parts, call, deed, failure);
    return std::unexpected(failure_of(failure));
  };
  const auto situation = situation_now(parts);
  if (!situation) return std::unexpected(situation.error());
  const auto changed = scheduling::after(parts.data(), *situation, event);
  if (!changed) return refused(changed.error());
  const auto found = scheduling::replan(parts.data(), *changed, clock, kReplanPatience);
  if (!found) return refused(found.error());
  ReplanView view{found->plan, found->disturbed, found->moved, false, 0};
  if (keep) {
    const auto kept = changing<bool>(parts, call, deed, [&](Transaction& transaction) -> MesResult<bool> {
      if (auto done = scheduling::remember(transaction, event, call.identity.user); !done)
        return std::unexpected(std::move(done.error()));
      scheduling::keep(transaction, found->plan);
      return true;
    });
    if (!kept) return std::unexpected(kept.error());
    view.kept = true;
  }
  view.seconds = std::chrono::duration<double>(clock.monotonic() - began).count();
  return view;
}

MesResult<MoveView> moved(const Parts& parts, const MoveRequest& request, const scheduling::Situation& situation) {
  const auto order = std::ranges::find(situation.orders, request.order, &orders::Order::id);
  if (order != situation.orders.end() && request.equipment && *request.equipment != order->equipment)
    return fail(MesError::invalid, "equipment: order '{}' is made on {}", order->id, order->equipment.str());
  auto move = scheduling::move(parts.data(), situation, request.order, request.start);
  if (!move) return std::unexpected(std::move(move.error()));
  if (request.keep.value_or(false) && move->is_impossible())
    return fail(MesError::illegal, "{}", move->conflicts.front().text);
  return MoveView{std::move(move->conflicts), std::move(move->plan), std::move(move->moved), false};
}

HttpResult<MoveView> move_order(const Parts& parts, const Call& call, const MoveRequest& request) {
  if (!request.keep.value_or(false))
    return reading<MoveView>(parts, [&](store::Session& sql) {
      return moved(parts, request, scheduling::read_situation(sql, parts.writer.clock().utc()));
    });
  const Deed deed{"schedule.move", request.order, "to " + to_rfc3339(request.start)};
  return changing<MoveView>(parts, call, deed, [&](Transaction& transaction) -> MesResult<MoveView> {
    auto view = moved(parts, request, scheduling::read_situation(transaction.sql, transaction.now));
    if (!view) return view;
    scheduling::keep(transaction, view->plan);
    view->kept = true;
    return view;
  });
}

HttpResult<scheduling::Unavailable> end_unavailable(const Parts& parts, const Call& call) {
  const auto& id = call.parameters.at("id");
  return changing<scheduling::Unavailable>(parts, call, {"schedule.unavailable.end", id, ""},
                                           [&](Transaction& transaction) { return scheduling::end(transaction, id); });
}

void add_closed_times(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<scheduling::Unavailable>>(
      {Method::get,
       "/api/v1/schedule/unavailable",
       "Equipment that is down beside its calendar, now or later; without an end nobody knows when it is back",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) {
        return reading<std::vector<scheduling::Unavailable>>(
            parts, [&](store::Session& sql) -> MesResult<std::vector<scheduling::Unavailable>> {
              return scheduling::unavailable(sql, parts.writer.clock().utc());
            });
      });
  router.add<Nothing, scheduling::Unavailable>({.method = Method::post,
                                                .path = "/api/v1/schedule/unavailable/{id}/end",
                                                .summary = "The equipment is back now",
                                                .access = Access::any_of({"planner", "manager", "admin", "operator"})},
                                               [parts](const Call& call) { return end_unavailable(parts, call); });
}

}  // namespace

void add_replan_routes(http::Router& router, const Parts& parts) {
  router.add<scheduling::Event, ReplanView>(
      {.method = Method::post,
       .path = "/api/v1/schedule/replan",
       .summary =
           "Plan anew after an event with as few orders moved as can be: a unit is down from `from` (now) to `to`, "
           "an order can begin at `earliest` only, or a material comes otherwise; `keep` puts it in force",
       .access = Access::any_of(kPlanners),
       .slow = true},
      [parts](const Call& call, const scheduling::Event& event) { return replan(parts, call, event); });
  router.add<MoveRequest, MoveView>(
      {.method = Method::post,
       .path = "/api/v1/schedule/move",
       .summary =
           "Begin an order at another time; the others make room. What stands against it is told; `keep` puts it "
           "in force unless the line is closed or taken then or it is too early",
       .access = Access::any_of(kPlanners)},
      [parts](const Call& call, const MoveRequest& request) { return move_order(parts, call, request); });
  router.add<Nothing, std::vector<scheduling::Disruption>>(
      {Method::get,
       "/api/v1/schedule/disruptions",
       "What happened that the plan in force does not know",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) {
        return reading<std::vector<scheduling::Disruption>>(
            parts, [&](store::Session& sql) -> MesResult<std::vector<scheduling::Disruption>> {
              const auto now = parts.writer.clock().utc();
              return scheduling::disruptions(parts.data(), scheduling::read_situation(sql, now),
                                             equipment::all(sql, parts.data()));
            });
      });
  add_closed_times(router, parts);
}

}  // namespace millwright::mes::api
