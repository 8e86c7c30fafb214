#include "mes/api/serving.h"
#include "mes/api/views.h"

namespace millwright::mes::api {
namespace {

using http::Access;
using http::Call;
using http::HttpResult;
using http::Method;
using http::Nothing;

struct TaskOutcome {
  std::string outcome;
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(TaskOutcome, (), (outcome, comment))

HttpResult<std::vector<DeviationView>> list_deviations(const Parts& parts, const std::optional<std::string>& state) {
  if (state && !enum_from_name<quality::DeviationState>(*state))
    return http::bad_request("state: is one of " + enum_names<quality::DeviationState>());
  return reading<std::vector<DeviationView>>(parts, [&](store::Session& sql) -> MesResult<std::vector<DeviationView>> {
    std::vector<DeviationView> views;
    for (const auto& deviation : quality::list(sql, state)) views.push_back(deviation_view(sql, deviation));
    return views;
  });
}

HttpResult<DeviationDetail> read_deviation(const Parts& parts, const std::string& id) {
  const Timestamp now = parts.writer.clock().utc();
  return reading<DeviationDetail>(parts, [&](store::Session& sql) -> MesResult<DeviationDetail> {
    const auto deviation = quality::find(sql, id);
    if (!deviation) return fail(MesError::not_found, "there is no deviation '{}'", id);
    return deviation_detail(sql, *deviation, now);
  });
}

HttpResult<std::vector<WorkflowView>> list_workflows(const Parts& parts) {
  return reading<std::vector<WorkflowView>>(parts, [](store::Session& sql) -> MesResult<std::vector<WorkflowView>> {
    std::vector<WorkflowView> views;
    for (const auto& workflow : workflow::list(sql)) views.push_back(workflow_view(sql, workflow));
    return views;
  });
}

HttpResult<WorkflowView> read_workflow(const Parts& parts, const std::string& id) {
  return reading<WorkflowView>(parts, [&](store::Session& sql) -> MesResult<WorkflowView> {
    const auto workflow = workflow::find(sql, id);
    if (!workflow) return fail(MesError::not_found, "there is no workflow '{}'", id);
    return workflow_view(sql, *workflow);
  });
}

HttpResult<std::vector<workflow::Task>> list_tasks(const Parts& parts, const std::optional<std::string>& state) {
  if (state && *state != "open" && *state != "done") return http::bad_request("state: is open or done");
  return reading<std::vector<workflow::Task>>(
      parts,
      [&](store::Session& sql) -> MesResult<std::vector<workflow::Task>> { return workflow::list_tasks(sql, state); });
}

// Whose task it is stands in its row, so the role is asked here and not by the router.
HttpResult<workflow::Task> complete_task(const Parts& parts, const Call& call, const TaskOutcome& given) {
  if (given.outcome.empty()) return http::bad_request("outcome: must be given");
  const auto& id = call.parameters.at("id");
  const auto task = reading<workflow::Task>(parts, [&](store::Session& sql) -> MesResult<workflow::Task> {
    const auto found = workflow::find_task(sql, id);
    if (!found) return fail(MesError::not_found, "there is no task '{}'", id);
    return *found;
  });
  if (!task) return task;
  if (!call.identity.has_any({task->role, "admin"}))
    return http::forbidden(fmt::format("this task is for the role {}", task->role));
  const Deed deed{"task.complete", id, fmt::format("{}: {}", task->title, given.outcome)};
  return changing<workflow::Task>(parts, call, deed, [&](Transaction& transaction) -> MesResult<workflow::Task> {
    return workflow::complete_task(transaction, id, call.identity.user, given.outcome, given.comment);
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
      [parts](const Call& call) { return read_deviation(parts, call.parameters.at("id")); });
  router.add<Nothing, std::vector<WorkflowView>>(
      {Method::get, "/api/v1/workflows", "Workflows, newest first", Access::signed_in(), {}, 200},
      [parts](const Call&) { return list_workflows(parts); });
  router.add<Nothing, WorkflowView>(
      {Method::get, "/api/v1/workflows/{id}", "One workflow with its steps", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_workflow(parts, call.parameters.at("id")); });
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
