#include "plant/read_type.h"

#include <algorithm>

#include "plant/fields.h"
#include "plant/read_tag.h"

namespace millwright::plant {
namespace {

// The most registers one Modbus request can ask for (Modbus Application Protocol V1.1b3, 6.4).
constexpr std::int64_t kRegistersPerRequest = 125;

int read_block(YamlReader& map, bool needed) {
  const auto at = needed ? map.required("block") : map.child("block");
  const auto block = at.as_int().value_or(0);
  if (at.exists() && (block < 1 || block > kRegistersPerRequest))
    at.fault(fmt::format("a block has 1 to {} registers: it is read in one request", kRegistersPerRequest));
  return static_cast<int>(std::clamp<std::int64_t>(block, 0, kRegistersPerRequest));
}

/// The base's definitions, then ours; ours take the place of theirs of the same name.
template <class Draft, class NameOf>
void inherit(std::vector<Draft>& own, const std::vector<Draft>& base, NameOf name_of) {
  std::vector<Draft> all = base;
  for (auto& draft : own) {
    const auto same = std::ranges::find(all, name_of(draft), name_of);
    if (same == all.end()) {
      all.push_back(std::move(draft));
    } else {
      *same = std::move(draft);
    }
  }
  own = std::move(all);
}

void flatten(std::map<std::string, TypeDraft>& types, TypeDraft& type, std::vector<std::string>& under_way) {
  if (type.extends.empty()) return;
  const auto base_name = type.extends.front();
  type.extends.clear();
  under_way.push_back(type.name);
  const auto base = types.find(base_name.text);
  if (base == types.end()) {
    base_name.at.fault(fmt::format("unknown type '{}'", base_name.text));
  } else if (std::ranges::find(under_way, base_name.text) != under_way.end()) {
    base_name.at.fault(fmt::format("type '{}' extends itself", type.name));
  } else {
    flatten(types, base->second, under_way);
    inherit(type.tags, base->second.tags, [](const TagDraft& d) -> const std::string& { return d.tag.name; });
    inherit(type.commands, base->second.commands,
            [](const CommandDraft& d) -> const std::string& { return d.spec.name; });
    type.block = std::max(type.block, base->second.block);
  }
  under_way.pop_back();
}

}  // namespace

TypeDraft read_type(const std::string& name, YamlReader map) {
  TypeDraft type{name, {}, Level::work_unit, {}, 0, {}, {}, map};
  check_name(map, "a type", name);
  type.description = map.string_or("description", "");
  type.level = read_word(map, "level", kLevels, Level::work_unit);
  const auto extends_at = map.child("extends");
  if (auto base = extends_at.as_string()) type.extends.push_back({std::move(*base), extends_at});
  auto tags = map.child("tags");
  for (auto& [tag, at] : unique_entries(tags)) type.tags.push_back(read_tag(tag, at));
  auto commands = map.child("commands");
  for (auto& [command, at] : unique_entries(commands)) type.commands.push_back(read_command(command, at));
  type.block = read_block(map, type.extends.empty() && !(type.tags.empty() && type.commands.empty()));
  finish_map(map);
  return type;
}

void flatten_types(std::map<std::string, TypeDraft>& types) {
  std::vector<std::string> under_way;
  for (auto& [name, type] : types) flatten(types, type, under_way);
}

void check_type_draft(const TypeDraft& type) {
  std::map<std::pair<RegisterArea, int>, const TagDraft*> taken;
  for (const auto& draft : type.tags) {
    const auto& address = draft.tag.address;
    const int end = address.address + register_count(address.encoding);
    if (type.block > 0 && end > type.block && address.address < 65535)
      draft.address_at.fault(fmt::format("'{}' lies in registers {} to {}, outside the block of {} registers",
                                         draft.tag.name, address.address, end - 1, type.block));
    for (int at = address.address; at < end; ++at) {
      const auto [other, free] = taken.emplace(std::pair{address.area, at}, &draft);
      if (free) continue;
      draft.address_at.fault(
          fmt::format("'{}' overlaps '{}' in register {}", draft.tag.name, other->second->tag.name, at));
      break;
    }
  }
  for (const auto& command : type.commands) {
    for (const auto& [leaf, at] : command.setpoint)
      if (std::ranges::find(type.tags, leaf, [](const TagDraft& d) -> const std::string& { return d.tag.name; }) ==
          type.tags.end())
        at.fault(fmt::format("unknown tag '{}' in type '{}'", leaf, type.name));
  }
}

}  // namespace millwright::plant
