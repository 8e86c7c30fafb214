#include "bridge/downward/opcua_target.h"

#include <algorithm>

#include "lib/base/assert.h"

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

Result<std::optional<CommandResult>, TargetError> OpcuaTarget::find(const Command& command) {
  if (!ready()) return fail(TargetError::unreachable, "SCADA cannot be reached");
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
