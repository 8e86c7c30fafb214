#include <algorithm>

#include "plant/fields.h"
#include "plant/read_type.h"

namespace millwright::plant {
namespace {

constexpr std::array<std::string_view, 6> kRoles = {"operator", "engineer", "quality", "planner", "manager", "admin"};
constexpr std::array<std::pair<std::string_view, ValueType>, 3> kParameterTypes = {{
    {"boolean", ValueType::boolean},
    {"integer", ValueType::integer},
    {"real", ValueType::real},
}};

std::set<std::string> read_roles(YamlReader& map) {
  std::set<std::string> roles;
  static_cast<void>(map.required("roles"));
  for (auto& [role, at] : read_texts(map, "roles")) {
    if (std::ranges::find(kRoles, role) == kRoles.end()) {
      at.fault(fmt::format("unknown role '{}'; known: operator, engineer, quality, planner, manager, admin", role));
    } else if (!roles.insert(role).second) {
      at.fault(fmt::format("role '{}' stands here twice", role));
    }
  }
  return roles;
}

void read_parameter(YamlReader& map, CommandDraft& draft) {
  auto at = map.child("parameter");
  if (!at.exists()) return;
  CommandParameter parameter;
  parameter.name = at.string_or("name", "value");
  check_name(at, "a parameter", parameter.name);
  parameter.type = read_word(at, "type", kParameterTypes, ValueType::real);
  parameter.unit = read_unit(at);
  parameter.range = read_range(at, "range");
  const auto setpoint_at = at.child("setpoint");
  if (auto leaf = setpoint_at.as_string()) draft.setpoint.push_back({std::move(*leaf), setpoint_at});
  finish_map(at);
  draft.spec.parameter = std::move(parameter);
}

void read_interlocks(YamlReader& map, CommandDraft& draft) {
  for (auto& item : map.child("interlocks").items()) {
    const auto expression_at = item.child("require");
    auto expression = item.string("require");
    auto reason = item.string("reason");
    finish_map(item);
    if (!expression_at.exists()) continue;
    draft.spec.interlocks.push_back({std::move(expression), std::move(reason)});
    draft.interlocks_at.push_back(expression_at);
  }
}

}  // namespace

CommandDraft read_command(const std::string& name, YamlReader map) {
  CommandDraft draft{{}, map, {}, {}, map.child("confirmed_by")};
  draft.spec.name = name;
  check_name(map, "a command", name);
  draft.spec.description = map.string_or("description", "");
  const auto code_at = map.required("code");
  const auto code = code_at.as_int();
  if (code && (*code < 1 || *code > 65535)) code_at.fault("a command's code is 1 to 65535");
  draft.spec.code = static_cast<int>(std::clamp<std::int64_t>(code.value_or(1), 1, 65535));
  draft.spec.roles = read_roles(map);
  read_parameter(map, draft);
  read_interlocks(map, draft);
  draft.spec.confirmation = draft.confirmation_at.as_string().value_or("");
  const auto within_at = map.child("within");
  draft.spec.confirmation_timeout = within_at.as_duration().value_or(Duration{5s});
  if (draft.spec.confirmation_timeout == Duration{0}) within_at.fault("a command needs time to have its effect");
  finish_map(map);
  return draft;
}

}  // namespace millwright::plant
