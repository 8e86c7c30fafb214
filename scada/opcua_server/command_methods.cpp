#include "scada/opcua_server/command_methods.h"

#include "scada/opcua_server/plant_space.h"

namespace millwright::scada::opcua_server {
namespace {

using opcua::ArgumentSpec;
using opcua::MethodCall;
using opcua::MethodHandler;
using opcua::MethodReply;

std::vector<ArgumentSpec> inputs_of(const plant::CommandSpec& command, bool conditional) {
  std::vector<ArgumentSpec> inputs{
      {"id", UA_NS0ID_STRING, "A UUID chosen by the caller: the same id again asks nothing new"},
      {"not_after", UA_NS0ID_DATETIME, "The command is not carried out later than this"},
      {"reason", UA_NS0ID_STRING, "For the people who read the audit trail"}};
  if (!command.parameter) return inputs;
  const auto type = data_type_of(command.parameter->type);
  inputs.push_back({command.parameter->name, type, command.parameter->unit.symbol});
  if (!conditional) return inputs;
  inputs.push_back({"requester", UA_NS0ID_STRING, "Who asks, in the words of the level above"});
  inputs.push_back({"replaces", type, "The value believed to be in force"});
  inputs.push_back({"condition", UA_NS0ID_STRING, "<tag path>;<limit>;violated or clear; empty for none"});
  inputs.push_back({"issued_at", UA_NS0ID_DATETIME, "When it was asked"});
  return inputs;
}

const std::vector<ArgumentSpec>& answer_outputs() {
  static const std::vector<ArgumentSpec> outputs{
      {"state", UA_NS0ID_STRING, "accepted, or the final state; empty for an unknown id"},
      {"reason", UA_NS0ID_STRING, "A stable word when it was not accepted"},
      {"detail", UA_NS0ID_STRING, "The sentence for a person"}};
  return outputs;
}

void add_methods(opcua::AddressSpace& space, const plant::CommandSpec& command, const std::string& parent,
                 MethodHandler plain, MethodHandler conditional) {
  space.method({parent + "/" + command.name, command.name, command.description}, parent, inputs_of(command, false),
               answer_outputs(), std::move(plain));
  if (!command.parameter) return;
  const auto name = command.name + "_if";
  space.method({parent + "/" + name, name, command.description + ", if its condition holds"}, parent,
               inputs_of(command, true), answer_outputs(), std::move(conditional));
}

std::string text_at(const MethodCall& call, std::size_t index) {
  const auto value = opcua::value_in(call.inputs[index]);
  const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text != nullptr ? *text : std::string{};
}

Timestamp time_at(const MethodCall& call, std::size_t index) {
  return opcua::time_in(call.inputs[index]).value_or(Timestamp{});
}

MethodReply refused(UA_StatusCode status) {
  MethodReply reply;
  reply.status = status;
  return reply;
}

void put(MethodReply& reply, const contracts::CommandResult& result) {
  reply.outputs.push_back(opcua::to_variant(contracts::Value{std::string(enum_name(result.state))}));
  reply.outputs.push_back(opcua::to_variant(contracts::Value{result.reason}));
  reply.outputs.push_back(opcua::to_variant(contracts::Value{result.detail}));
}

/// What _if says beyond the plain form. False when it cannot be understood.
bool take_condition(const MethodCall& call, contracts::Command& command) {
  const auto parsed = parse_condition(text_at(call, 6));
  if (!parsed) return false;
  command.requester = text_at(call, 4);
  command.replaces = opcua::value_in(call.inputs[5]);
  command.condition = parsed->condition;
  if (const auto issued = time_at(call, 7); issued != Timestamp{}) command.issued_at = issued;
  return true;
}

}  // namespace

std::optional<ParsedCondition> parse_condition(const std::string& text) {
  if (text.empty()) return ParsedCondition{};
  const auto first = text.find(';');
  const auto last = text.rfind(';');
  if (first == std::string::npos || first == last) return std::nullopt;
  const auto word = text.substr(last + 1);
  const auto limit = text.substr(first + 1, last - first - 1);
  const bool known = word == "violated" || word == "clear";
  if (!known || first == 0 || limit.empty() || limit.find(';') != std::string::npos) return std::nullopt;
  return ParsedCondition{contracts::Condition{contracts::TagPath{text.substr(0, first)}, limit, word == "violated"}};
}

Timestamp hop_time(const contracts::CommandResult& result, std::string_view place) {
  for (const auto& hop : result.hops)
    if (hop.place == place) return hop.time;
  return Timestamp{};
}

void CommandMethods::declare(opcua::AddressSpace& space, const plant::CommandSpec& command, const std::string& parent) {
  add_methods(space, command, parent, nullptr, nullptr);
  space.mandatory(parent + "/" + command.name);
  if (command.parameter) space.mandatory(parent + "/" + command.name + "_if");
}

void CommandMethods::add(opcua::AddressSpace& space, const plant::CommandSpec& command, const std::string& parent) {
  // The plant model outlives the server: its commands are referred to, not copied.
  add_methods(
      space, command, parent, [this, &command](const MethodCall& call) { return submit(call, command, false); },
      [this, &command](const MethodCall& call) { return submit(call, command, true); });
}

MethodReply CommandMethods::submit(const MethodCall& call, const plant::CommandSpec& spec, bool conditional) {
  const auto id = Uuid::parse(text_at(call, 0));
  contracts::Command command;
  command.not_after = time_at(call, 1);
  // No identity, or no deadline: it could run twice, or late.
  if (!id || command.not_after == Timestamp{}) return refused(UA_STATUSCODE_BADINVALIDARGUMENT);
  command.id = contracts::CommandId{id->str()};
  command.equipment = spec.equipment;
  command.command = spec.name;
  command.reason = text_at(call, 2);
  command.issued_at = clock_.utc();
  command.requester = call.user.name;
  if (spec.parameter) {
    const auto value = opcua::value_in(call.inputs[3]);
    if (!value) return refused(UA_STATUSCODE_BADINVALIDARGUMENT);
    command.parameters.emplace(spec.parameter->name, *value);
  }
  if (conditional && !take_condition(call, command)) return refused(UA_STATUSCODE_BADINVALIDARGUMENT);
  const control::Caller caller{call.user.name, call.user.roles, call.user.roles.contains("bridge")};
  MethodReply reply;
  put(reply, controller_.submit(command, caller));
  return reply;
}

void CommandMethods::add_find(opcua::AddressSpace& space) {
  space.begin_object({"commands", "commands", "What became of commands"},
                     opcua::NodeRef{std::uint32_t{UA_NS0ID_OBJECTSFOLDER}}, UA_NS0ID_ORGANIZES,
                     opcua::NodeRef{std::uint32_t{UA_NS0ID_BASEOBJECTTYPE}});
  auto outputs = answer_outputs();
  for (const auto* name : {"accepted", "written", "taken", "confirmed"})
    outputs.push_back({name, UA_NS0ID_DATETIME, "Null while not reached"});
  space.method({"commands/find", "find", "The state of a command by its id"}, std::string("commands"),
               {{"id", UA_NS0ID_STRING, "The command's UUID"}}, outputs,
               [this](const MethodCall& call) { return find(call); });
  space.finish("commands");
}

MethodReply CommandMethods::find(const MethodCall& call) {
  const auto id = Uuid::parse(text_at(call, 0));
  if (!id) return refused(UA_STATUSCODE_BADINVALIDARGUMENT);
  const auto result = controller_.find(contracts::CommandId{id->str()});
  MethodReply reply;
  if (result) {
    put(reply, *result);
  } else {  // an unknown id is an answer, not an error: an empty state
    for (int i = 0; i < 3; ++i) reply.outputs.push_back(opcua::to_variant(""));
  }
  for (const auto* place : {"scada.accepted", "scada.written", "plc.taken", "scada.confirmed"})
    reply.outputs.push_back(opcua::to_variant(result ? hop_time(*result, place) : Timestamp{}));
  return reply;
}

}  // namespace millwright::scada::opcua_server
