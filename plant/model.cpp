#include "plant/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace millwright::plant {

int register_count(Encoding encoding) {
  switch (encoding) {
    case Encoding::boolean:
    case Encoding::uint16:
    case Encoding::int16:
      return 1;
    case Encoding::uint32:
    case Encoding::int32:
    case Encoding::float32:
      return 2;
    case Encoding::int64:
      return 4;
  }
  return 1;
}

std::string_view to_string(LimitKind kind) {
  switch (kind) {
    case LimitKind::high_high:
      return "high_high";
    case LimitKind::high:
      return "high";
    case LimitKind::low:
      return "low";
    case LimitKind::low_low:
      return "low_low";
  }
  return "";
}

const AlarmLimit* Tag::limit(std::string_view limit_name) const {
  const auto found = std::ranges::find_if(limits, [&](const AlarmLimit& l) { return to_string(l.kind) == limit_name; });
  return found == limits.end() ? nullptr : &*found;
}

const Equipment* Plant::find_equipment(const EquipmentPath& path) const {
  const auto found = equipment_index.find(path);
  return found == equipment_index.end() ? nullptr : &equipment[found->second];
}

const Tag* Plant::find_tag(const TagPath& path) const {
  const auto number = tag_number(path);
  return number ? &tags[*number] : nullptr;
}

std::optional<std::uint32_t> Plant::tag_number(const TagPath& path) const {
  const auto found = tag_index.find(path);
  if (found == tag_index.end()) return std::nullopt;
  return found->second;
}

const CommandSpec* Plant::find_command(const EquipmentPath& path, std::string_view command) const {
  const auto* unit = find_equipment(path);
  if (unit == nullptr) return nullptr;
  const auto found = std::ranges::find(unit->commands, command, &CommandSpec::name);
  return found == unit->commands.end() ? nullptr : &*found;
}

std::string Plant::opcua_namespace() const { return "urn:millwright:plant:" + name; }

std::optional<std::string> override_connection(Plant& plant, std::string_view text) {
  const auto equals = text.find('=');
  const auto colon = text.rfind(':');
  if (equals == std::string_view::npos || colon == std::string_view::npos || colon < equals)
    return fmt::format("'{}' is not of the form NAME=HOST:PORT", text);
  const std::string name(text.substr(0, equals));
  const auto host = text.substr(equals + 1, colon - equals - 1);
  const auto port_text = text.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (host.empty() || error != std::errc{} || end != port_text.data() + port_text.size() || port < 1 || port > 65535)
    return fmt::format("'{}' names no address: expected HOST:PORT with a port from 1 to 65535", text);
  const auto found = plant.connections.find(name);
  if (found == plant.connections.end()) return fmt::format("plant {} has no connection '{}'", plant.name, name);
  found->second.host = host;
  found->second.port = port;
  return std::nullopt;
}

}  // namespace millwright::plant
