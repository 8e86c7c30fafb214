#include "mes/api/serving.h"
#include "mes/api/views.h"

namespace millwright::mes::api {
namespace {

struct TaskOutcome {
  std::string outcome;
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(TaskOutcome, (), (outcome, comment))

HttpResult<std::vector<DeviationView>> list_deviations(const Parts& parts, const std::optional<std::string>& state) {
  if (state && !enum_from_name<quality::DeviationState>(*state))
    return http::bad_request("state: is one of " + enum_names<quality::DeviationState>());
  return read_all(parts, [&](store::Session& sql) { return quality::list(sql, state); }, deviation_view);
}

HttpResult<DeviationDetail> read_deviation(const Parts& parts, const Call& call) {
  const Timestamp now = parts.writer.clock().utc();
  return read_one(
      parts, call, "deviation", quality::find,
      [&](store::Session& sql, const quality::Deviation& deviation) { return deviation_detail(sql, deviation, now); });
}

workflow::Task as_it_is(store::Session&, const workflow::Task& task) { return task; }

HttpResult<std::vector<workflow::Task>> list_tasks(const Parts& parts, const std::optional<std::string>& state) {
  if (state && *state != "open" && *state != "done") return http::bad_request("state: is open or done");
  return read_all(parts, [&](store::Session& sql) { return workflow::list_tasks(sql, state); }, as_it_is);
}

// Whose task it is stands in its row, so the role is asked here and not by the router.
HttpResult<workflow::Task> complete_task(const Parts& parts, const Call& call, const TaskOutcome& given) {
  if (given.outcome.empty()) return http::bad_request("outcome: must be given");
  const auto& id = call.parameters.at("id");
  const auto task = read_one(parts, call, "task", workflow::find_task, as_it_is);
  if (!task) return task;
  if (!call.identity.has_any({task->role, "admin"}))
    return http::forbidden(fmt::format("this task is for the role {}", task->role));
  const Deed deed{"task.complete", id, fmt::format("{}: {}", task->title, given.outcome)};
  return changing<workflow::Task>(parts, call, deed, [&](Transaction& transaction) -> MesResult<workflow::Task> {
    auto done = workflow::complete_task(transaction, id, call.identity.user, given.outcome, given.comment);
    if (done) parts.processes.on_task(transaction, *done);
    return done;
  });
}

}  // namespace

void add_quality_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<DeviationView>>(
      {Method::get,
       "/api/v1/deviations",
       "Deviations, newest first",
       Access::signed_in(),
       {{"state", "open (all that are not closed), corrected, escalated or closed"}},
       200},
      [parts](const Call& call) { return list_deviations(parts, call.find("state")); });
  router.add<Nothing, DeviationDetail>(
      {Method::get, "/api/v1/deviations/{id}", "One deviation with its chain", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_deviation(parts, call); });
  router.add<Nothing, std::vector<WorkflowView>>(
      {Method::get, "/api/v1/workflows", "Workflows, newest first", Access::signed_in(), {}, 200},
      [parts](const Call&) { return read_all(parts, workflow::list, workflow_view); });
  router.add<Nothing, WorkflowView>(
      {Method::get, "/api/v1/workflows/{id}", "One workflow with its steps", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_one(parts, call, "workflow", workflow::find, workflow_view); });
  router.add<Nothing, std::vector<workflow::Task>>(
      {Method::get, "/api/v1/tasks", "What waits for a person", Access::signed_in(), {{"state", "open or done"}}, 200},
      [parts](const Call& call) { return list_tasks(parts, call.find("state")); });
  router.add<TaskOutcome, workflow::Task>(
      {Method::post,
       "/api/v1/tasks/{id}/complete",
       "Complete a task (its role, or admin)",
       Access::signed_in(),
       {},
       200},
      [parts](const Call& call, const TaskOutcome& given) { return complete_task(parts, call, given); });
}

}  // namespace millwright::mes::api
