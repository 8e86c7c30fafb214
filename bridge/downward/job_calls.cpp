#include "bridge/downward/job_calls.h"

#include <algorithm>
#include <array>

#include "lib/base/assert.h"
#include "lib/opcua/job_control/job_control.h"

namespace millwright::bridge::downward {
namespace {

namespace job_control = opcua::job_control;
using contracts::Command;
using contracts::CommandResult;
using contracts::CommandState;

struct Call {
  std::string_view command;
  std::string_view method;
  bool takes_order;
  /// States of a job that is where the command leads; empty: no state tells.
  std::array<std::string_view, 2> leads_to;
};
constexpr std::array kCalls{
    Call{"store_job", "Store", true, {}},
    Call{"store_and_start_job", "StoreAndStart", true, {}},
    Call{"update_job", "Update", true, {}},
    Call{"start_job", "Start", false, {"AllowedToStart", "Running"}},
    Call{"revoke_job_start", "RevokeStart", false, {"NotAllowedToStart"}},
    Call{"pause_job", "Pause", false, {"Interrupted"}},
    Call{"resume_job", "Resume", false, {"Running"}},
    Call{"stop_job", "Stop", false, {"Ended"}},
    Call{"abort_job", "Abort", false, {"Aborted"}},
    Call{"cancel_job", "Cancel", false, {"Absent"}},
    Call{"clear_job", "Clear", false, {"Absent"}},
};

const Call& call_of(const Command& command) {
  const auto* it = std::ranges::find(kCalls, command.command, &Call::command);
  MW_ASSERT(it != kCalls.end());  // contracts::is_job_command
  return *it;
}

/// Bits of ReturnStatus, the telling ones first.
struct Bit {
  int position;
  std::string_view reason;
  std::string_view detail;
};
constexpr std::array kBits{
    Bit{33, "id_in_use", "Another job order has this id."},
    Bit{34, "bad_quantity", "The order names no whole number of pieces to be produced."},
    Bit{35, "unknown_parameter", "The plant file lets no job set one of the parameters."},
    Bit{36, "out_of_range", "A parameter is outside its command's range."},
    Bit{37, "list_full", "The line keeps no more job orders."},
    Bit{38, "not_remote", "The line is not under remote control."},
    Bit{39, "storage", "SCADA could not keep it; nothing was done."},
    Bit{1, "unknown_job", "The line has no such job order."},
    Bit{3, "job_state", "The job order is in a state that this cannot be asked in."},
    Bit{4, "not_accepted", "The line cannot take the job order."},
    Bit{32, "bad_parameter", "The job order is not one that the line takes."},
};

job_control::Order order_of(const contracts::JobRequest& job) {
  job_control::Order order;
  order.id = job.id;
  order.description = job.description.value_or("");
  order.work_master = job.work_master.value_or("");
  order.priority = job.priority.value_or(0);
  if (job.parameters)
    for (const auto& [name, value] : *job.parameters) order.parameters.push_back({name, value});
  order.materials.push_back({job.material.value_or(""), std::string(job_control::kProduced),
                             std::to_string(job.quantity.value_or(0)), job.unit.value_or("")});
  return order;
}

}  // namespace

std::optional<std::string> job_fault(const plant::Plant& plant, const Command& command) {
  const bool takes_jobs =
      std::ranges::any_of(plant.jobs, [&](const auto& jobs) { return jobs.equipment == command.equipment; });
  if (!takes_jobs) return fmt::format("{} takes no job orders.", command.equipment.str());
  if (!command.job || command.job->id.empty()) return "A job command names its job.";
  return std::nullopt;
}

std::string job_method(const Command& command) {
  return command.equipment.str() + "/JobOrderReceiver/" + std::string(call_of(command).method);
}

std::vector<opcua::Client::Argument> job_arguments(const Command& command) {
  const opcua::Texts comment{command.reason};
  if (!call_of(command).takes_order) return {contracts::Value{command.job->id}, comment};
  return {opcua::Structure{std::string(job_control::kNamespace), job_control::id::kJobOrderEncoding,
                           job_control::encode(order_of(*command.job))},
          comment};
}

CommandResult job_result(const Command& command, std::optional<std::int64_t> status, const std::string& detail) {
  CommandResult result{command.id,          command.equipment,
                       command.command,     CommandState::rejected,
                       "not_accepted",      detail,
                       command.correlation, {}};
  if (!status) return result;
  const auto bits = static_cast<std::uint64_t>(*status);
  if (bits == 1) {
    result.state = CommandState::completed;
    result.reason.clear();
    return result;
  }
  for (const auto& bit : kBits) {
    if ((bits >> bit.position & 1) == 0) continue;
    result.reason = bit.reason;
    result.detail = bit.detail;
    return result;
  }
  result.detail = fmt::format("ReturnStatus {}", bits);
  return result;
}

bool job_is_there(const Command& command, std::string_view state) {
  const auto& leads_to = call_of(command).leads_to;
  return !state.empty() && std::ranges::find(leads_to, state) != leads_to.end();
}

}  // namespace millwright::bridge::downward
