#include "scada/opcua_server/job_values.h"

#include "lib/accounts/secrets.h"
#include "lib/base/json.h"

namespace millwright::scada::opcua_server {
namespace {

namespace job_control = opcua::job_control;

std::uint32_t number_of(jobs::Substate substate) {
  switch (substate) {
    case jobs::Substate::Waiting:
    case jobs::Substate::Held:
    case jobs::Substate::Completed:
      return 1;
    case jobs::Substate::Ready:
    case jobs::Substate::Suspended:
      return 2;
    case jobs::Substate::Loaded:
      return 3;
    case jobs::Substate::none:
      break;
  }
  return 0;
}

}  // namespace

jobs::JobOrder job_order_of(const job_control::Order& order) {
  jobs::JobOrder out;
  out.id = order.id;
  out.description = order.description;
  out.work_master = order.work_master;
  out.priority = order.priority;
  for (const auto& parameter : order.parameters) out.parameters.push_back({parameter.id, parameter.value});
  const auto made = job_control::produced(order.materials);
  out.material = made.definition;
  out.unit = made.unit;
  out.quantity = made.quantity;
  out.encoded = accounts::base64url(order.encoded);
  return out;
}

job_control::StateOf state_of(const jobs::Job& job) {
  job_control::StateOf state;
  state.number = static_cast<std::uint32_t>(job.state);
  state.text = enum_name(job.state);
  if (job.substate == jobs::Substate::none) return state;
  state.substate = enum_name(job.substate);
  state.sub_number = number_of(job.substate);
  state.submachine = state.text + "Substates";
  return state;
}

job_control::Response response_of(const jobs::Job& job) {
  job_control::Response response;
  response.id = job.order.id;
  response.job_order = job.order.id;
  response.description = job.reason;
  response.start = job.started_at;
  response.end = job.ended_at;
  response.state = state_of(job);
  response.data = {{job_control::data::kGood, job.counts.good},
                   {job_control::data::kScrap, job.counts.scrap},
                   {job_control::data::kGaps, job.counts.gaps},
                   {job_control::data::kGap, job.counts.gap},
                   {job_control::data::kReason, job.reason}};
  for (const auto& step : job.recipe)
    if (step.readback) response.data.push_back({step.parameter, *step.readback});
  response.materials.push_back(
      {job.order.material, std::string(job_control::kProduced), std::to_string(job.counts.good), job.order.unit});
  return response;
}

std::string encoded_order(const jobs::JobOrder& order) {
  return accounts::from_base64url(order.encoded).value_or(std::string{});
}

}  // namespace millwright::scada::opcua_server
