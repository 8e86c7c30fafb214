#include "scada/control/checks.h"

#include <cmath>

namespace millwright::scada::control {
namespace {

using contracts::Command;
using plant::CommandSpec;
using Answer = std::optional<Refusal>;

template <class... Args>
Answer refuse(std::string_view reason, fmt::format_string<Args...> text, Args&&... args) {
  return Refusal{contracts::CommandState::rejected, std::string(reason),
                 fmt::format(text, std::forward<Args>(args)...)};
}

Answer check_permission(const CommandSpec& spec, const Command& command, const Caller& caller) {
  if (command.recovered) return refuse("recovered", "it was built from recovered data, which never commands");
  if (caller.job) return std::nullopt;
  if (caller.remote) {
    if (spec.remote) return std::nullopt;
    return refuse("not_permitted", "the plant file does not let {} be asked from above", spec.name);
  }
  for (const auto& role : spec.roles)
    if (caller.roles.contains(role)) return std::nullopt;
  return refuse("not_permitted", "{} may not be asked by {}", spec.name, caller.user);
}

Answer check_authority(const World& world, const CommandSpec& spec, const Caller& caller) {
  const auto authority = world.authority(spec.equipment);
  if (caller.remote && authority != Authority::remote)
    return refuse("not_remote", "{} is under {} control", spec.equipment.str(), authority_name(authority));
  if (!caller.remote && authority == Authority::local)
    return refuse("not_operator", "{} is under local control", spec.equipment.str());
  return std::nullopt;
}

Answer check_deadline(const World& world, const Command& command) {
  if (world.now <= command.not_after) return std::nullopt;
  return Refusal{contracts::CommandState::expired, "deadline",
                 fmt::format("it was not to be carried out after {}", to_rfc3339(command.not_after))};
}

/// Text is no parameter of a command block; a whole number passes for a real one.
bool fits(plant::ValueType type, const contracts::Value& value) {
  switch (type) {
    case plant::ValueType::boolean:
      return std::holds_alternative<bool>(value);
    case plant::ValueType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case plant::ValueType::real:
      return std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
    case plant::ValueType::text:
      break;
  }
  return false;
}

Answer check_remote_limits(const World& world, const CommandSpec& spec, const Command& command, bool waiting) {
  const auto offset = [&]() -> std::optional<Duration> {
    const auto* unit = world.plant.find_equipment(spec.equipment);
    return unit == nullptr ? std::nullopt : world.device.clock_offset(*unit);
  }();
  if (!offset) return refuse("clock_offset", "the device's clock is not measured yet");
  if (std::chrono::abs(*offset) > kClockOffsetMax)
    return refuse("clock_offset", "the device's clock is {} ms off",
                  std::chrono::duration_cast<std::chrono::milliseconds>(*offset).count());
  const auto& remote = *spec.remote;
  const double value = parameter_of(spec, command);
  if (spec.parameter && remote.range && !remote.range->contains(value))
    return refuse("out_of_range", "{} is not between {} and {}, which is all that may be asked from above", value,
                  remote.range->low, remote.range->high);
  if (waiting || !remote.min_interval) return std::nullopt;
  const auto last = world.last_remote(spec);
  if (last && world.now - *last < *remote.min_interval)
    return refuse("too_soon", "one was accepted {} ms ago",
                  std::chrono::duration_cast<std::chrono::milliseconds>(world.now - *last).count());
  return std::nullopt;
}

/// Same number as a person reads it: within half of the tag's last decimal.
bool same_shown(double a, double b, int decimals) { return std::abs(a - b) <= 0.5 * std::pow(10.0, -decimals) + 1e-9; }

Answer check_replaces(const World& world, const CommandSpec& spec, const Command& command) {
  const auto& tag_path = spec.parameter->setpoint_tag;
  if (!tag_path) return refuse("condition_missing", "{} has no tag that shows what it replaces", spec.name);
  const auto number = world.plant.tag_number(*tag_path);
  const auto sample = number ? world.values.read(*number) : contracts::Sample{};
  const auto in_force = contracts::number_in(sample.value);
  if (!sample.quality.is_good() || !in_force)
    return refuse("source_bad", "{} is {}: what is in force cannot be told", tag_path->str(), sample.quality.name());
  const auto replaced = contracts::number_in(*command.replaces);
  if (!replaced || !same_shown(*replaced, *in_force, world.plant.tags[*number].decimals))
    return refuse("replaced_value_differs", "it replaces {}, but {} is in force", contracts::to_text(*command.replaces),
                  *in_force);
  return std::nullopt;
}

Answer check_step(const World& world, const CommandSpec& spec, const Command& command) {
  if (!spec.parameter || !spec.parameter->setpoint_tag || !spec.remote->max_step) return std::nullopt;
  const auto number = world.plant.tag_number(*spec.parameter->setpoint_tag);
  const auto sample = number ? world.values.read(*number) : contracts::Sample{};
  const auto in_force = contracts::number_in(sample.value);
  if (!sample.quality.is_good() || !in_force)
    return refuse("source_bad", "{} is {}: the step cannot be told", spec.parameter->setpoint_tag->str(),
                  sample.quality.name());
  const double step = std::abs(parameter_of(spec, command) - *in_force);
  if (step > *spec.remote->max_step + 1e-9)
    return refuse("step_too_large", "a step of {:.3g} from {:.6g}; {} is the most that may be asked from above", step,
                  *in_force, *spec.remote->max_step);
  return std::nullopt;
}

Answer check_condition(const World& world, const contracts::Condition& condition) {
  const auto number = world.plant.tag_number(condition.tag);
  const auto* limit = number ? world.plant.tags[*number].limit(condition.limit) : nullptr;
  if (limit == nullptr)
    return refuse("condition_missing", "there is no limit {} of {}", condition.limit, condition.tag.str());
  const auto sample = world.values.read(*number);
  const auto value = contracts::number_in(sample.value);
  if (!sample.quality.is_good() || !value)
    return refuse("source_bad", "{} is {}: the condition cannot be told", condition.tag.str(), sample.quality.name());
  if (limit->violated_by(*value) == condition.violated) return std::nullopt;
  return refuse("condition_gone", "{} is {:.6g}: {} the limit {} of {}", condition.tag.str(), *value,
                condition.violated ? "not beyond" : "beyond", condition.limit, limit->value);
}

/// A set-point from above names what it replaces, and why where the plant file wants that; other commands may, and are
/// then held to it.
Answer check_justification(const World& world, const CommandSpec& spec, const Command& command) {
  const bool setpoint = spec.parameter && spec.parameter->setpoint_tag;
  if (setpoint && !command.replaces)
    return refuse("condition_missing", "a set-point from above must name the value that it replaces");
  if (spec.remote->needs_condition && !command.condition)
    return refuse("condition_missing", "a set-point from above must name the condition that justifies it");
  if (command.replaces && spec.parameter)
    if (auto refusal = check_replaces(world, spec, command)) return refusal;
  if (command.condition)
    if (auto refusal = check_condition(world, *command.condition)) return refusal;
  return check_step(world, spec, command);
}

}  // namespace

double parameter_of(const CommandSpec& spec, const Command& command) {
  if (!spec.parameter) return 0;
  const auto it = command.parameters.find(spec.parameter->name);
  return it == command.parameters.end() ? 0 : contracts::number_in(it->second).value_or(0);
}

std::optional<Refusal> check_parameter(const CommandSpec& spec, const Command& command) {
  for (const auto& [name, value] : command.parameters)
    if (!spec.parameter || spec.parameter->name != name)
      return refuse("bad_parameter", "parameters.{}: {} has no such parameter", name, spec.name);
  if (!spec.parameter) return std::nullopt;
  const auto& parameter = *spec.parameter;
  const auto it = command.parameters.find(parameter.name);
  if (it == command.parameters.end()) return refuse("bad_parameter", "parameters.{}: is missing", parameter.name);
  const auto number = contracts::number_in(it->second);
  if (!fits(parameter.type, it->second) || !number || !std::isfinite(*number))
    return refuse("bad_parameter", "parameters.{}: {} is of the wrong type", parameter.name,
                  contracts::to_text(it->second));
  if (parameter.range && !parameter.range->contains(*number))
    return refuse("out_of_range", "{} is not between {} and {} {}", *number, parameter.range->low,
                  parameter.range->high, parameter.unit.symbol);
  return std::nullopt;
}

std::optional<Refusal> check(const World& world, const Command& command, const Caller& caller, bool waiting) {
  const auto* spec = world.plant.find_command(command.equipment, command.command);
  if (spec == nullptr)
    return refuse("unknown_command", "{} has no command {}", command.equipment.str(), command.command);
  if (auto refusal = check_permission(*spec, command, caller)) return refusal;
  if (auto refusal = check_authority(world, *spec, caller)) return refusal;
  if (auto refusal = check_deadline(world, command)) return refusal;
  if (auto refusal = check_parameter(*spec, command)) return refusal;
  if (caller.remote && !caller.job) {
    if (auto refusal = check_remote_limits(world, *spec, command, waiting)) return refusal;
    if (auto refusal = check_justification(world, *spec, command)) return refusal;
  }
  if (const auto reason = world.rules.blocked_by(*spec, parameter_of(*spec, command)))
    return refuse("interlock", "{}", *reason);
  return std::nullopt;
}

}  // namespace millwright::scada::control
