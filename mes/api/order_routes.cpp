#include "mes/api/serving.h"
#include "mes/api/views.h"

namespace millwright::mes::api {
namespace {

struct Reason {
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (reason))

HttpResult<OrderView> create_order(const Parts& parts, const Call& call, const orders::NewOrder& wanted) {
  const Deed deed{"order.create", wanted.id.value_or("(new)"),
                  fmt::format("{} {} on {}", wanted.quantity, wanted.material, wanted.equipment.str())};
  return changing_one(
      parts, call, deed, [&](Transaction& transaction) { return orders::create(transaction, parts.data(), wanted); },
      order_view);
}

HttpResult<OrderView> act_on_order(const Parts& parts, const Call& call, orders::OrderAction action,
                                   const std::string& reason) {
  const auto& id = call.parameters.at("id");
  const Deed deed{fmt::format("order.{}", enum_name(action)), id, reason};
  return changing_one(
      parts, call, deed,
      [&](Transaction& transaction) {
        return dispatch::act(transaction, parts.data(), id, action, reason, call.identity.user,
                             genealogy::against_completing);
      },
      order_view);
}

HttpResult<SplitView> split_order(const Parts& parts, const Call& call, const orders::Split& wanted) {
  const auto& id = call.parameters.at("id");
  const Deed deed{"order.split", id,
                  fmt::format("{} to {}", wanted.quantity, wanted.id.value_or("an order of its own"))};
  return changing_one(
      parts, call, deed, [&](Transaction& transaction) { return orders::split(transaction, id, wanted); }, split_view);
}

HttpResult<OrderView> correct_order(const Parts& parts, const Call& call, const orders::NewCorrection& wanted) {
  const auto& id = call.parameters.at("id");
  const Deed deed{
      "order.correct", id,
      fmt::format("good {:+}, scrap {:+}: {}", wanted.good.value_or(0), wanted.scrap.value_or(0), wanted.reason)};
  return changing_one(
      parts, call, deed,
      [&](Transaction& transaction) { return orders::correct(transaction, id, wanted, call.identity.user); },
      order_view);
}

// What the line's people do themselves; all else is the planner's.
bool is_operators(orders::OrderAction action) {
  using enum orders::OrderAction;
  return action == dispatch || action == start || action == suspend || action == resume || action == complete;
}

const std::set<std::string> kPlanners{"planner", "manager", "admin"};
const std::set<std::string> kLinePeople{"planner", "manager", "admin", "operator"};

}  // namespace

void add_order_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<OrderView>>(
      {Method::get, "/api/v1/orders", "Orders, by priority", Access::signed_in(), {}, 200},
      [parts](const Call&) { return read_all(parts, orders::all, order_view); });
  router.add<Nothing, OrderDetail>(
      {Method::get, "/api/v1/orders/{id}", "One order with its corrections", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_one(parts, call, "order", orders::find, order_detail); });
  router.add<orders::NewOrder, OrderView>(
      {Method::post, "/api/v1/orders", "Create an order", Access::any_of(kPlanners), {}, 201},
      [parts](const Call& call, const orders::NewOrder& wanted) { return create_order(parts, call, wanted); });
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<orders::OrderAction>>([&](auto action) {
    router.add<Reason, OrderView>({Method::post,
                                   fmt::format("/api/v1/orders/{{id}}/{}", action.name),
                                   fmt::format("Change an order's state: {}", action.name),
                                   Access::any_of(is_operators(action.value) ? kLinePeople : kPlanners),
                                   {},
                                   200},
                                  [parts, what = action.value](const Call& call, const Reason& given) {
                                    return act_on_order(parts, call, what, given.reason.value_or(""));
                                  });
  });
  router.add<orders::Split, SplitView>(
      {Method::post,
       "/api/v1/orders/{id}/split",
       "Make a part of it an order of its own",
       Access::any_of(kPlanners),
       {},
       200},
      [parts](const Call& call, const orders::Split& wanted) { return split_order(parts, call, wanted); });
  router.add<orders::NewCorrection, OrderView>(
      {Method::post,
       "/api/v1/orders/{id}/correct",
       "Correct what was counted, with a reason",
       Access::any_of(kLinePeople),
       {},
       200},
      [parts](const Call& call, const orders::NewCorrection& wanted) { return correct_order(parts, call, wanted); });
}

}  // namespace millwright::mes::api
