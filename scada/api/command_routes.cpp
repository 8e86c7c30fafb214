// POST /api/v1/commands and what became of them.
#include "scada/api/operator_api.h"
#include "scada/api/query.h"
#include "scada/control/checks.h"
#include "scada/control/command_log.h"

namespace millwright::scada::api {
namespace {

constexpr Duration kPersonsDeadline = 10s;

struct CommandRequest {
  std::string equipment;
  std::string command;
  std::optional<std::map<std::string, contracts::Value>> parameters;
  std::optional<std::string> reason;
  std::optional<Timestamp> not_after;
  std::optional<std::string> id;
};
BOOST_DESCRIBE_STRUCT(CommandRequest, (), (equipment, command, parameters, reason, not_after, id))

struct CommandAnswer {
  contracts::CommandId id;
  contracts::CommandState state = contracts::CommandState::accepted;
  std::string reason;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(CommandAnswer, (), (id, state, reason, detail))

struct CommandView {
  contracts::CommandId id;
  contracts::EquipmentPath equipment;
  std::string command;
  std::map<std::string, contracts::Value> parameters;
  contracts::CommandState state = contracts::CommandState::accepted;
  std::string reason;
  std::string detail;
  std::string requester;
  std::string reason_given;
  Timestamp time{};
  Timestamp not_after{};
  std::string correlation;
  std::vector<contracts::Hop> hops;
};
BOOST_DESCRIBE_STRUCT(CommandView, (),
                      (id, equipment, command, parameters, state, reason, detail, requester, reason_given, time,
                       not_after, correlation, hops))

struct CommandAllowed {
  std::string command;
  bool allowed = true;
  std::optional<std::string> blocked_by;
};
BOOST_DESCRIBE_STRUCT(CommandAllowed, (), (command, allowed, blocked_by))

CommandView view(const control::CommandRecord& record) {
  const auto& command = record.command;
  return {command.id,        command.equipment,   command.command,   command.parameters, state_of(record.phase),
          record.reason,     record.detail,       command.requester, command.reason,     record.accepted_at,
          command.not_after, command.correlation, record.hops};
}

http::HttpResult<contracts::Command> command_in(const Parts& parts, const http::Call& call,
                                                const CommandRequest& request) {
  contracts::Command command;
  command.equipment = contracts::EquipmentPath{request.equipment};
  command.command = request.command;
  if (parts.plant.find_equipment(command.equipment) == nullptr)
    return http::not_found(fmt::format("equipment: there is no {}", request.equipment));
  const auto* spec = parts.plant.find_command(command.equipment, command.command);
  if (spec == nullptr)
    return http::not_found(fmt::format("command: {} has no command {}", request.equipment, request.command));
  if (request.id && !Uuid::parse(*request.id)) return http::bad_request("id: expected a UUID");
  command.id = contracts::CommandId{request.id.value_or(parts.ids.next())};
  command.parameters = request.parameters.value_or(std::map<std::string, contracts::Value>{});
  command.issued_at = parts.clock.utc();
  command.not_after = request.not_after.value_or(command.issued_at + kPersonsDeadline);
  command.reason = request.reason.value_or("");
  command.requester = call.identity.user;
  if (const auto refusal = control::check_parameter(*spec, command); refusal && refusal->reason == "bad_parameter")
    return http::bad_request(refusal->detail);
  return command;
}

http::HttpResult<CommandAnswer> submit(const Parts& parts, const http::Call& call, const CommandRequest& request) {
  const auto command = command_in(parts, call, request);
  if (!command) return std::unexpected(command.error());
  auto result = parts.controller.submit(*command, {call.identity.user, call.identity.roles, false});
  if (result.reason == "storage") return http::unavailable(result.detail);
  return CommandAnswer{std::move(result.id), result.state, std::move(result.reason), std::move(result.detail)};
}

http::HttpResult<std::vector<CommandView>> latest(const Parts& parts, const http::Call& call) {
  const auto limit = limit_in(call, 100, 10'000);
  if (!limit) return std::unexpected(limit.error());
  const auto from = time_in(call, "from", Timestamp::min());
  if (!from) return std::unexpected(from.error());
  const auto to = time_in(call, "to", Timestamp::max());
  if (!to) return std::unexpected(to.error());
  const auto records = control::read_commands(parts.database, *limit, *from, *to);
  if (!records) return http::unavailable(records.error().message);
  std::vector<CommandView> views;
  for (const auto& record : *records) views.push_back(view(record));
  return views;
}

http::HttpResult<CommandView> one(const Parts& parts, const http::Call& call) {
  const auto& id = call.parameters.at("id");
  const auto record = control::read_command(parts.database, contracts::CommandId{id});
  if (!record) return http::unavailable(record.error().message);
  if (!*record) return http::not_found(fmt::format("there is no command {}", id));
  return view(**record);
}

http::HttpResult<std::vector<CommandAllowed>> allowed(const Parts& parts, const http::Call& call) {
  const auto path = call.find("equipment").value_or("");
  const auto* equipment = parts.plant.find_equipment(contracts::EquipmentPath{path});
  if (equipment == nullptr) return http::not_found(fmt::format("equipment: there is no {}", path));
  const bool local = parts.controller.authority(equipment->path) == control::Authority::local;
  std::vector<CommandAllowed> out;
  for (const auto& command : equipment->commands) {
    CommandAllowed entry{command.name, true, std::nullopt};
    if (!call.identity.has_any(command.roles))
      entry.blocked_by = "your role may not ask for it";
    else if (local)
      entry.blocked_by = fmt::format("{} is under local control", path);
    else
      entry.blocked_by = parts.controller.blocked_by(equipment->path, command.name);
    entry.allowed = !entry.blocked_by;
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace

void add_command_routes(http::Router& router, const Parts& parts) {
  router.add<CommandRequest, CommandAnswer>(
      {.method = http::Method::post,
       .path = "/api/v1/commands",
       .summary = "Ask for a command; answered at once with accepted, rejected or expired",
       .access = http::Access::signed_in()},
      [&parts](const http::Call& call, const CommandRequest& request) { return submit(parts, call, request); });
  router.add<http::Nothing, std::vector<CommandView>>({.method = http::Method::get,
                                                       .path = "/api/v1/commands",
                                                       .summary = "Commands, newest first",
                                                       .access = http::Access::signed_in(),
                                                       .query = {{"limit", "how many, 100 if left out"},
                                                                 {"from", "RFC 3339; when it was accepted"},
                                                                 {"to", "RFC 3339, not included"}}},
                                                      [&parts](const http::Call& call) { return latest(parts, call); });
  router.add<http::Nothing, std::vector<CommandAllowed>>(
      {.method = http::Method::get,
       .path = "/api/v1/commands/allowed",
       .summary = "Which commands of an equipment the caller could give now, and what stands against the others",
       .access = http::Access::signed_in(),
       .query = {{"equipment", "path of the equipment", true}}},
      [&parts](const http::Call& call) { return allowed(parts, call); });
  router.add<http::Nothing, CommandView>({.method = http::Method::get,
                                          .path = "/api/v1/commands/{id}",
                                          .summary = "What became of a command",
                                          .access = http::Access::signed_in()},
                                         [&parts](const http::Call& call) { return one(parts, call); });
}

}  // namespace millwright::scada::api
