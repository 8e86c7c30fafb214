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
      parts, call, deed, [&](Transaction& transaction) { return orders::create(transaction, parts.data, wanted); },
      order_view);
}

HttpResult<OrderView> act_on_order(const Parts& parts, const Call& call, orders::OrderAction action,
                                   const std::string& reason) {
  const auto& id = call.parameters.at("id");
  const Deed deed{fmt::format("order.{}", enum_name(action)), id, reason};
  return changing_one(
      parts, call, deed, [&](Transaction& transaction) { return orders::act(transaction, id, action, reason); },
      order_view);
}

}  // namespace

void add_order_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<OrderView>>(
      {Method::get, "/api/v1/orders", "Orders, by priority", Access::signed_in(), {}, 200},
      [parts](const Call&) { return read_all(parts, orders::all, order_view); });
  router.add<Nothing, OrderView>(
      {Method::get, "/api/v1/orders/{id}", "One order", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_one(parts, call, "order", orders::find, order_view); });
  router.add<orders::NewOrder, OrderView>(
      {Method::post, "/api/v1/orders", "Create an order", Access::any_of({"planner", "manager", "admin"}), {}, 201},
      [parts](const Call& call, const orders::NewOrder& wanted) { return create_order(parts, call, wanted); });
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<orders::OrderAction>>([&](auto action) {
    std::set<std::string> roles{"planner", "manager", "admin"};
    if (action.value == orders::OrderAction::start || action.value == orders::OrderAction::complete)
      roles.insert("operator");
    router.add<Reason, OrderView>({Method::post,
                                   fmt::format("/api/v1/orders/{{id}}/{}", action.name),
                                   fmt::format("Change an order's state: {}", action.name),
                                   Access::any_of(roles),
                                   {},
                                   200},
                                  [parts, what = action.value](const Call& call, const Reason& given) {
                                    return act_on_order(parts, call, what, given.reason.value_or(""));
                                  });
  });
}

}  // namespace millwright::mes::api
