#include <fmt/format.h>

#include <algorithm>

#include "plant/resolve.h"

namespace millwright::plant {
namespace {

/// The tag of that absolute path; a fault if there is none.
const Tag* tag_at(const Plant& plant, const UnknownEquipment& unknown, const YamlReader& at, const std::string& path) {
  const auto* tag = plant.find_tag(TagPath(path));
  if (tag == nullptr && !lies_in(unknown, path)) at.fault(fmt::format("unknown tag '{}'", path));
  return tag;
}

void resolve_rule(RuleDraft& draft, Plant& plant, const UnknownEquipment& unknown) {
  auto& rule = draft.rule;
  const auto* tag = draft.tag_at.is_scalar() ? tag_at(plant, unknown, draft.tag_at, rule.tag.str()) : nullptr;
  if (tag != nullptr && draft.limit_at.is_scalar() && tag->limit(rule.limit) == nullptr)
    draft.limit_at.fault(fmt::format("{} has no limit '{}'", tag->path.str(), rule.limit));
  const auto unit = contracts::equipment_of(rule.tag);
  std::set<std::string_view> leaves;
  for (const auto& [text, at] : draft.context) {
    const auto path = text.contains('/') ? text : unit.str() + "/" + text;
    // A bare name leans on the rule's tag; where that is not known, neither is this, and it is said already.
    if (tag == nullptr && !text.contains('/')) continue;
    const auto* context = tag_at(plant, unknown, at, path);
    if (context == nullptr) continue;
    if (!leaves.insert(context->name).second)
      at.fault(fmt::format("two tags called '{}' in one context: the event names them by that alone", context->name));
    rule.context.push_back(context->path);
  }
  plant.rules.push_back(rule);
}

void check_permission(const RemoteDraft& draft, const CommandSpec& command) {
  const auto& permission = draft.permission;
  const auto& parameter = command.parameter;
  if (!parameter) {
    if (permission.range || permission.max_step || permission.needs_condition)
      draft.at.fault(fmt::format("'{}' has no parameter: range, max_step and needs_condition mean nothing here",
                                 draft.command_path));
    return;
  }
  if (permission.range && parameter->range &&
      (!parameter->range->contains(permission.range->low) || !parameter->range->contains(permission.range->high)))
    draft.range_at.fault(fmt::format("the remote range {} to {} is not inside the command's range {} to {}",
                                     permission.range->low, permission.range->high, parameter->range->low,
                                     parameter->range->high));
  if ((permission.max_step || permission.needs_condition) && !parameter->setpoint_tag)
    draft.at.fault(
        fmt::format("max_step and needs_condition of '{}' need the parameter's setpoint tag", draft.command_path));
}

void resolve_remote(const RemoteDraft& draft, Plant& plant, const UnknownEquipment& unknown) {
  const auto unit = contracts::equipment_of(TagPath(draft.command_path));
  const auto name = contracts::leaf_of(draft.command_path);
  if (lies_in(unknown, unit.str())) return;
  const auto found = plant.equipment_index.find(unit);
  if (found != plant.equipment_index.end()) {
    for (auto& command : plant.equipment[found->second].commands) {
      if (command.name != name) continue;
      if (command.remote) draft.at.fault(fmt::format("'{}' is permitted twice", draft.command_path));
      command.remote = draft.permission;
      check_permission(draft, command);
      return;
    }
  }
  draft.at.fault(fmt::format("unknown command '{}'", draft.command_path));
}

void resolve_forward(PlantDraft& draft, const UnknownEquipment& unknown) {
  auto& plant = draft.plant;
  auto& forward = plant.forward;
  forward.samples_every = draft.samples_every;
  std::set<TagPath> seen;
  const auto take = [&](const Located& place, std::vector<TagPath>& into) -> const Tag* {
    const auto* tag = tag_at(plant, unknown, place.at, place.text);
    if (tag == nullptr) return nullptr;
    if (!seen.insert(tag->path).second) place.at.fault(fmt::format("'{}' is forwarded twice", place.text));
    into.push_back(tag->path);
    return tag;
  };
  for (const auto& place : draft.forward_states) {
    const auto* tag = take(place, forward.states);
    if (tag != nullptr && tag->states.empty()) place.at.fault(fmt::format("'{}' has no states", place.text));
  }
  for (const auto& place : draft.forward_counters) {
    const auto* tag = take(place, forward.counters);
    if (tag != nullptr && tag->type != ValueType::integer)
      place.at.fault(fmt::format("'{}' is no integer, so no counter", place.text));
  }
  for (const auto& place : draft.forward_samples) static_cast<void>(take(place, forward.samples));
}

}  // namespace

void resolve_references(PlantDraft& draft, const UnknownEquipment& unknown) {
  for (auto& rule : draft.rules) resolve_rule(rule, draft.plant, unknown);
  for (const auto& remote : draft.remote) resolve_remote(remote, draft.plant, unknown);
  resolve_forward(draft, unknown);
}

}  // namespace millwright::plant
