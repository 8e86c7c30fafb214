// The plan in force, planning all anew, and a search for a better plan behind it.

#include "mes/api/schedule_serving.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::api {
namespace {

using scheduling::Planned;

constexpr double kPatience_s = 3;
constexpr double kPatienceMost_s = 60;
constexpr double kSearch_s = 60;
constexpr double kSearchMost_s = 3600;

struct PlanRequest {
  std::optional<double> seconds{};  // how long a better plan is looked for; 3 if left out, 60 at most
};
BOOST_DESCRIBE_STRUCT(PlanRequest, (), (seconds))

struct SearchStarted {
  std::string id{};
};
BOOST_DESCRIBE_STRUCT(SearchStarted, (), (id))

HttpResult<std::vector<Planned>> plan_orders(const Parts& parts, const Call& call, const PlanRequest& request) {
  const double seconds = request.seconds.value_or(kPatience_s);
  if (!(seconds >= 0 && seconds <= kPatienceMost_s))
    return http::bad_request(fmt::format("seconds: 0 to {}", kPatienceMost_s));
  const auto situation = situation_now(parts);
  if (!situation) return std::unexpected(situation.error());
  const auto found = scheduling::plan(parts.data(), *situation, parts.writer.clock(), seconds_of(seconds));
  if (!found) return std::unexpected(failure_of(found.error()));
  const Deed deed{"schedule.plan", "schedule", fmt::format("{} orders", found->size())};
  return changing<std::vector<Planned>>(parts, call, deed,
                                        [&](Transaction& transaction) -> MesResult<std::vector<Planned>> {
                                          scheduling::keep(transaction, *found);
                                          return scheduling::in_force(transaction.sql);
                                        });
}

HttpResult<SearchStarted> start_search(const Parts& parts, const Call& call, const PlanRequest& request) {
  const double seconds = request.seconds.value_or(kSearch_s);
  if (!(seconds > 0 && seconds <= kSearchMost_s))
    return http::bad_request(fmt::format("seconds: more than 0, {} at most", kSearchMost_s));
  const auto situation = situation_now(parts);
  if (!situation) return std::unexpected(situation.error());
  const Deed deed{"schedule.search", "schedule", fmt::format("for {} s", seconds)};
  return changing<SearchStarted>(parts, call, deed, [&](Transaction& transaction) -> MesResult<SearchStarted> {
    auto started = parts.search.start(scheduling::problem_to_plan(parts.data(), *situation), seconds_of(seconds));
    if (!started) return std::unexpected(std::move(started.error()));
    transaction.changed("schedule", "search");
    return SearchStarted{std::move(*started)};
  });
}

HttpResult<scheduling::SearchView> search_now(const Parts& parts) {
  auto found = parts.search.view();
  if (!found) return http::not_found("no search for a better plan was started");
  return std::move(*found);
}

HttpResult<scheduling::SearchView> stop_search(const Parts& parts, const Call& call) {
  const auto before = search_now(parts);
  if (!before) return std::unexpected(before.error());
  parts.search.stop();
  const Deed deed{"schedule.search.stop", "schedule", before->id};
  const auto told = changing<bool>(parts, call, deed, [](Transaction&) -> MesResult<bool> { return true; });
  if (!told) return std::unexpected(told.error());
  return search_now(parts);
}

HttpResult<std::vector<Planned>> keep_found(const Parts& parts, const Call& call) {
  parts.search.stop();
  const auto found = search_now(parts);
  if (!found) return std::unexpected(found.error());
  if (found->plan.empty())
    return http::conflict("illegal_state", found->failure.empty() ? "the search found no plan" : found->failure);
  const Deed deed{"schedule.search.keep", "schedule", fmt::format("{}, {} orders", found->id, found->plan.size())};
  return changing<std::vector<Planned>>(
      parts, call, deed, [&](Transaction& transaction) -> MesResult<std::vector<Planned>> {
        const auto situation = scheduling::read_situation(transaction.sql, transaction.now);
        scheduling::keep(transaction, scheduling::laid_out_again(parts.data(), situation, found->plan));
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
       .access = Access::any_of(kPlanners),
       .slow = true},
      [parts](const Call& call, const PlanRequest& request) { return plan_orders(parts, call, request); });
}

void add_search_routes(http::Router& router, const Parts& parts) {
  router.add<PlanRequest, SearchStarted>(
      {.method = Method::post,
       .path = "/api/v1/schedule/search",
       .summary = "Search for a better plan in the background, for so many seconds (60 if left out, 3600 at most); one "
                  "search at a time",
       .access = Access::any_of(kPlanners)},
      [parts](const Call& call, const PlanRequest& request) { return start_search(parts, call, request); });
  router.add<Nothing, scheduling::SearchView>(
      {Method::get,
       "/api/v1/schedule/search",
       "The newest search and the best plan that it has found; nothing of it is in force",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) { return search_now(parts); });
  router.add<Nothing, scheduling::SearchView>({.method = Method::post,
                                               .path = "/api/v1/schedule/search/stop",
                                               .summary = "End the search; what it found can still be kept",
                                               .access = Access::any_of(kPlanners),
                                               .slow = true},
                                              [parts](const Call& call) { return stop_search(parts, call); });
  router.add<Nothing, std::vector<Planned>>({.method = Method::post,
                                             .path = "/api/v1/schedule/search/keep",
                                             .summary = "Put the best plan that the search found in force, and end it",
                                             .access = Access::any_of(kPlanners),
                                             .slow = true},
                                            [parts](const Call& call) { return keep_found(parts, call); });
}

}  // namespace millwright::mes::api
