#include "mes/api/serving.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::api {
namespace {

using scheduling::Planned;

constexpr double kPatience_s = 3;
constexpr double kPatienceMost_s = 60;

struct PlanRequest {
  std::optional<double> seconds{};  // how long a better plan is looked for; 3 if left out, 60 at most
};
BOOST_DESCRIBE_STRUCT(PlanRequest, (), (seconds))

HttpResult<std::vector<Planned>> plan_orders(const Parts& parts, const Call& call, const PlanRequest& request) {
  const double seconds = request.seconds.value_or(kPatience_s);
  if (!(seconds >= 0 && seconds <= kPatienceMost_s))
    return http::bad_request(fmt::format("seconds: 0 to {}", kPatienceMost_s));
  const auto orders = reading<std::vector<orders::Order>>(
      parts, [](store::Session& sql) -> MesResult<std::vector<orders::Order>> { return orders::all(sql); });
  if (!orders) return std::unexpected(orders.error());
  const auto found = scheduling::plan(parts.data(), *orders, parts.writer.clock(),
                                      std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
  if (!found) return std::unexpected(failure_of(found.error()));
  const Deed deed{"schedule.plan", "schedule", fmt::format("{} orders", found->size())};
  return changing<std::vector<Planned>>(parts, call, deed,
                                        [&](Transaction& transaction) -> MesResult<std::vector<Planned>> {
                                          scheduling::keep(transaction, *found);
                                          return scheduling::in_force(transaction.sql);
                                        });
}

}  // namespace

void add_schedule_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<Planned>>(
      {Method::get,
       "/api/v1/schedule",
       "The plan in force: each order's place on its line",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) {
        return reading<std::vector<Planned>>(
            parts, [](store::Session& sql) -> MesResult<std::vector<Planned>> { return scheduling::in_force(sql); });
      });
  router.add<PlanRequest, std::vector<Planned>>(
      {.method = Method::post,
       .path = "/api/v1/schedule/plan",
       .summary = "Plan all orders that wait, and put the plan in force",
       .access = Access::any_of({"planner", "manager", "admin"}),
       .slow = true},
      [parts](const Call& call, const PlanRequest& request) { return plan_orders(parts, call, request); });
}

}  // namespace millwright::mes::api
