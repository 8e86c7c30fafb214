#include "bridge/downward/opcua_target.h"

#include <algorithm>

#include "bridge/downward/job_calls.h"
#include "lib/base/assert.h"
#include "lib/opcua/job_control/job_control.h"

namespace millwright::bridge::downward {

using contracts::Command;
using contracts::CommandResult;
using contracts::CommandState;
using opcua::ClientError;
using Argument = opcua::Client::Argument;

std::string condition_text(const std::optional<contracts::Condition>& condition) {
  if (!condition) return "";
  return fmt::format("{};{};{}", condition->tag.str(), condition->limit, condition->violated ? "violated" : "clear");
}

bool OpcuaTarget::ready() {
  if (client_) return true;
  if (clock_.monotonic() < connect_after_) return false;
  auto client = opcua::Client::connect(options_);
  if (!client) {
    // SCADA checks a password at each try: one that is busy must not be kept so.
    connect_backoff_ =
        std::min<Duration>(std::max<Duration>(connect_backoff_ * 2, kConnectBackoffMin), kConnectBackoffMax);
    connect_after_ = clock_.monotonic() + connect_backoff_;
    // When all start together the bridge may simply be the first.
    if (connect_backoff_ > kConnectBackoffMin) log_.warning("no session for commands: {}", client.error().message);
    return false;
  }
  client_ = std::move(*client);
  connect_backoff_ = 0s;
  offset_.reset();
  measure_offset();
  return client_ != nullptr;
}

template <class T>
Result<T, ClientError> OpcuaTarget::kept(Result<T, ClientError> result) {
  if (!result && result.error().code != ClientError::bad_status) client_.reset();
  return result;
}

void OpcuaTarget::measure_offset() {
  const auto measured = kept(client_->clock_offset());
  measured_at_ = clock_.monotonic();
  offset_.reset();
  // The bound is part of what is not known: an offset counts only with it.
  if (measured) offset_ = measured->offset + (measured->offset < 0ns ? -measured->bound : measured->bound);
}

std::optional<Duration> OpcuaTarget::clock_offset() {
  if (!client_) return std::nullopt;
  if (clock_.monotonic() - measured_at_ > kOffsetEvery) measure_offset();
  return offset_;
}

void OpcuaTarget::idle() {
  if (!ready()) return;
  if (clock_.monotonic() - measured_at_ > kOffsetEvery) measure_offset();
  if (client_) static_cast<void>(kept(client_->run(0ms)));
}

namespace {

std::string text_at(const std::vector<contracts::Value>& outputs, std::size_t index) {
  const auto* text = index < outputs.size() ? std::get_if<std::string>(&outputs[index]) : nullptr;
  return text == nullptr ? std::string{} : *text;
}

std::optional<CommandState> state_of(const opcua::MethodAnswer& answer) {
  return enum_from_name<CommandState>(text_at(answer.outputs, 0));
}

}  // namespace

Result<CommandResult, TargetError> OpcuaTarget::ask(const Command& command) {
  if (!ready()) return fail(TargetError::unreachable, "SCADA cannot be reached");
  if (contracts::is_job_command(command.command)) return ask_job(command);
  const auto* spec = plant_.find_command(command.equipment, command.command);
  MW_ASSERT(spec != nullptr);  // the desk checks it
  auto method = command.equipment.str() + "/" + command.command;
  std::vector<Argument> arguments{contracts::Value{command.id.str()}, command.not_after,
                                  contracts::Value{command.reason}};
  if (spec->parameter) {
    method += "_if";
    const auto value = command.parameters.find(spec->parameter->name);
    const auto number = value == command.parameters.end() ? std::nullopt : contracts::number_in(value->second);
    CommandResult refused{command.id,          command.equipment,
                          command.command,     CommandState::rejected,
                          "bad_parameter",     "The command's parameter is missing or no number.",
                          command.correlation, {}};
    if (!number) return refused;
    const auto replaces = command.replaces ? contracts::number_in(*command.replaces) : std::nullopt;
    // A set-point that names nothing it replaces is refused here: the method has no way to leave it out.
    if (!replaces) {
      refused.reason = "condition_missing";
      refused.detail = "A set-point from above must name the value it replaces.";
      return refused;
    }
    arguments.insert(arguments.end(),
                     {contracts::Value{*number}, contracts::Value{command.requester}, contracts::Value{*replaces},
                      contracts::Value{condition_text(command.condition)}, command.issued_at});
  }
  const auto answer = kept(client_->call(command.equipment.str(), method, arguments));
  if (!answer) return fail(TargetError::unanswered, "{} was not answered: {}", method, answer.error().message);
  const auto state = state_of(*answer);
  if (!answer->status.is_good() || !state)
    return CommandResult{command.id,          command.equipment,
                         command.command,     CommandState::rejected,
                         "refused_by_server", fmt::format("SCADA's server answered {}.", answer->status.name()),
                         command.correlation, {}};
  return CommandResult{command.id,
                       command.equipment,
                       command.command,
                       *state,
                       text_at(answer->outputs, 1),
                       text_at(answer->outputs, 2),
                       command.correlation,
                       {}};
}

Result<CommandResult, TargetError> OpcuaTarget::ask_job(const Command& command) {
  const auto method = job_method(command);
  const auto answer =
      kept(client_->call(command.equipment.str() + "/JobOrderReceiver", method, job_arguments(command)));
  if (!answer) return fail(TargetError::unanswered, "{} was not answered: {}", method, answer.error().message);
  if (!answer->status.is_good() || answer->outputs.empty())
    return job_result(command, std::nullopt, answer->status.name());
  const auto* status = std::get_if<std::int64_t>(&answer->outputs[0]);
  if (status == nullptr) return job_result(command, std::nullopt, "no ReturnStatus");
  auto result = job_result(command, *status, "");
  if (result.state == CommandState::completed) return result;
  // Perhaps it was done before and its answer was lost: then the job is where the command leads.
  const auto state = job_state(command);
  if (!state) return std::unexpected(state.error());
  return job_is_there(command, *state) ? job_result(command, 1, "") : result;
}

Result<std::string, TargetError> OpcuaTarget::job_state(const Command& command) {
  const auto provider = command.equipment.str() + "/JobResponseProvider";
  const auto answer =
      kept(client_->call(provider, provider + "/RequestJobResponseByJobOrderID", {contracts::Value{command.job->id}}));
  if (!answer) return fail(TargetError::unanswered, "the job's state was not answered: {}", answer.error().message);
  const auto response = opcua::job_control::decode_response(text_at(answer->outputs, 0));
  return response && !response->state.text.empty() ? response->state.text : std::string("Absent");
}

Result<std::optional<CommandResult>, TargetError> OpcuaTarget::find(const Command& command) {
  if (!ready()) return fail(TargetError::unreachable, "SCADA cannot be reached");
  // A job command has no record of its own below: it is asked again, which is asking once.
  if (contracts::is_job_command(command.command)) return std::nullopt;
  const auto answer = kept(client_->call("commands", "commands/find", {contracts::Value{command.id.str()}}));
  if (!answer) return fail(TargetError::unanswered, "commands/find was not answered: {}", answer.error().message);
  if (!answer->status.is_good())
    return fail(TargetError::unanswered, "commands/find was answered {}", answer->status.name());
  const auto state = state_of(*answer);
  if (!state) return std::nullopt;  // an empty state: SCADA does not know the id
  CommandResult result{command.id,
                       command.equipment,
                       command.command,
                       *state,
                       text_at(answer->outputs, 1),
                       text_at(answer->outputs, 2),
                       command.correlation,
                       {}};
  std::size_t index = 3;
  for (const auto* place : {"scada.accepted", "scada.written", "plc.taken", "scada.confirmed"}) {
    const auto* ns = index < answer->outputs.size() ? std::get_if<std::int64_t>(&answer->outputs[index]) : nullptr;
    if (ns != nullptr && *ns != 0) result.hops.push_back({place, from_unix_ns(*ns)});
    ++index;
  }
  return result;
}

}  // namespace millwright::bridge::downward
