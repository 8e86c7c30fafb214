// The job orders of a line, and what an operator may do to the one that is there.
#include <algorithm>

#include "scada/api/operator_api.h"
#include "scada/api/views.h"

namespace millwright::scada::api {
namespace {

using jobs::Cause;

struct JobParameterView {
  std::string name;
  contracts::Value value{0.0};
  std::string equipment;
  std::string tag;  // shows what is in force now
  std::string unit;
  std::optional<double> readback;  // what it read back as when the job was brought in
};
BOOST_DESCRIBE_STRUCT(JobParameterView, (), (name, value, equipment, tag, unit, readback))

struct JobView {
  std::string id;
  std::string equipment;
  std::string description;
  std::string work_master;
  std::string material;
  std::int64_t quantity = 0;
  std::string unit;
  std::int32_t priority = 0;
  std::string state;  // OPC 10031-4: "Running"
  std::string substate;
  std::string reason;
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  std::int64_t gaps = 0;
  std::string gap;
  std::vector<JobParameterView> parameters;
  std::string by;
  std::string comment;
  Timestamp stored{};
  Timestamp changed{};
  std::optional<Timestamp> started;
  std::optional<Timestamp> ended;
};
BOOST_DESCRIBE_STRUCT(JobView, (),
                      (id, equipment, description, work_master, material, quantity, unit, priority, state, substate,
                       reason, good, scrap, gaps, gap, parameters, by, comment, stored, changed, started, ended))

struct JobRequest {
  std::optional<std::string> equipment;  // where several lines take jobs
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(JobRequest, (), (equipment, comment))

std::vector<JobParameterView> parameters_of(const Parts& parts, const jobs::Job& job) {
  std::vector<JobParameterView> views;
  const auto settings = std::ranges::find(parts.plant.jobs, job.equipment, &plant::JobSettings::equipment);
  for (const auto& given : job.order.parameters) {
    JobParameterView view{given.id, given.value, "", "", "", {}};
    const auto* known = settings == parts.plant.jobs.end() ? nullptr : settings->parameter(given.id);
    if (known != nullptr) {
      view.equipment = known->equipment.str();
      view.tag = known->readback.str();
      if (const auto* tag = parts.plant.find_tag(known->readback)) view.unit = tag->unit.symbol;
    }
    for (const auto& step : job.recipe)
      if (step.parameter == given.id) view.readback = step.readback;
    views.push_back(std::move(view));
  }
  return views;
}

JobView view(const Parts& parts, const jobs::Job& job) {
  const std::string substate(job.substate == jobs::Substate::none ? "" : enum_name(job.substate));
  return {job.order.id,
          job.equipment.str(),
          job.order.description,
          job.order.work_master,
          job.order.material,
          job.order.quantity,
          job.order.unit,
          job.order.priority,
          std::string(enum_name(job.state)),
          substate,
          job.reason,
          job.counts.good,
          job.counts.scrap,
          job.counts.gaps,
          job.counts.gap,
          parameters_of(parts, job),
          job.by,
          job.comment,
          job.stored_at,
          job.changed_at,
          job.started_at,
          job.ended_at};
}

http::HttpResult<std::vector<JobView>> list(const Parts& parts, const http::Call& call) {
  const auto wanted = call.find("equipment");
  const auto lines = parts.jobs.lines();
  if (wanted && parts.plant.find_equipment(plant::EquipmentPath{std::string(*wanted)}) == nullptr)
    return http::not_found(fmt::format("equipment: there is no {}", *wanted));
  std::vector<JobView> views;
  for (const auto& line : lines) {
    if (wanted && line.str() != *wanted) continue;
    for (const auto& job : parts.jobs.list(line)) views.push_back(view(parts, job));
  }
  return views;
}

http::HttpResult<JobView> ask(const Parts& parts, const http::Call& call, Cause method, const JobRequest& request) {
  const auto& id = call.parameters.at("id");
  for (const auto& line : parts.jobs.lines()) {
    if (request.equipment && line.str() != *request.equipment) continue;
    if (!parts.jobs.find(line, id)) continue;
    const auto answer = parts.jobs.ask(line, method, id, request.comment.value_or(""),
                                       {call.identity.user, call.identity.roles, false});
    namespace bits = jobs::return_status;
    if ((answer.status & bits::kUnknownJobOrderId) != 0) return http::not_found(answer.detail);
    if ((answer.status & bits::kStorage) != 0) return http::unavailable(answer.detail);
    if (!answer.ok()) return http::conflict("job_state", fmt::format("Job {}: {}", id, answer.detail));
    if (const auto now = parts.jobs.find(line, id)) return view(parts, *now);
  }
  return http::not_found(fmt::format("there is no job order {}", id));
}

void add(http::Router& router, const Parts& parts, std::string_view word, Cause method, std::string_view summary) {
  router.add<JobRequest, JobView>({.method = http::Method::post,
                                   .path = fmt::format("/api/v1/jobs/{{id}}/{}", word),
                                   .summary = std::string(summary),
                                   .access = http::Access::any_of({"operator", "engineer", "manager", "admin"})},
                                  [&parts, method](const http::Call& call, const JobRequest& request) {
                                    return ask(parts, call, method, request);
                                  });
}

}  // namespace

void add_job_routes(http::Router& router, const Parts& parts) {
  router.add<http::Nothing, std::vector<JobView>>(
      {.method = http::Method::get,
       .path = "/api/v1/jobs",
       .summary = "The job orders that the lines have, in the order in which they came",
       .access = http::Access::signed_in(),
       .query = {{"equipment", "of this line alone"}}},
      [&parts](const http::Call& call) { return list(parts, call); });
  add(router, parts, "pause", Cause::Pause, "Pause the running job and stop its line; the id is percent-encoded");
  add(router, parts, "resume", Cause::Resume, "Start the line again for a paused job");
}

}  // namespace millwright::scada::api
