#include "plant/read_tag.h"

#include <algorithm>

#include "plant/fields.h"
#include "plant/names_in_expression.h"
#include "plant/read_history.h"

namespace millwright::plant {
namespace {

constexpr std::array<std::pair<std::string_view, ValueType>, 4> kTypes = {{
    {"boolean", ValueType::boolean},
    {"integer", ValueType::integer},
    {"real", ValueType::real},
    {"text", ValueType::text},
}};
constexpr std::array<std::pair<std::string_view, Encoding>, 7> kEncodings = {{
    {"boolean", Encoding::boolean},
    {"uint16", Encoding::uint16},
    {"int16", Encoding::int16},
    {"uint32", Encoding::uint32},
    {"int32", Encoding::int32},
    {"int64", Encoding::int64},
    {"float32", Encoding::float32},
}};
constexpr std::array<std::pair<std::string_view, RegisterArea>, 2> kAreas = {{
    {"input", RegisterArea::input},
    {"holding", RegisterArea::holding},
}};
// From the lowest to the highest: the order in which limits must rise.
constexpr std::array kKinds = {LimitKind::low_low, LimitKind::low, LimitKind::high, LimitKind::high_high};

ValueType natural_type(Encoding encoding) {
  if (encoding == Encoding::float32) return ValueType::real;
  return encoding == Encoding::boolean ? ValueType::boolean : ValueType::integer;
}

ModbusAddress read_address(YamlReader& map) {
  auto at = map.required("address");
  ModbusAddress address;
  if (!at.exists()) return address;
  const auto register_at = at.required("register");
  const auto offset = register_at.as_int();
  if (offset && (*offset < 0 || *offset > 65535))
    register_at.fault(fmt::format("register {} is outside 0 to 65535", *offset));
  address.address = static_cast<int>(std::clamp<std::int64_t>(offset.value_or(0), 0, 65535));
  static_cast<void>(at.required("encoding"));
  address.encoding = read_word(at, "encoding", kEncodings, Encoding::float32);
  address.area = read_word(at, "area", kAreas, RegisterArea::input);
  finish_map(at);
  return address;
}

void check_limit(const YamlReader& at, const Tag& tag, const AlarmLimit& limit) {
  if (!tag.range || tag.range->contains(limit.value)) return;
  at.fault(fmt::format("the {} limit {} is outside the tag's range {} to {}", to_string(limit.kind), limit.value,
                       tag.range->low, tag.range->high));
}

AlarmLimit read_limit(LimitKind kind, YamlReader& map, const Tag& tag) {
  AlarmLimit limit;
  limit.kind = kind;
  const auto value_at = map.required("value");
  const auto value = value_at.as_double();
  limit.value = value.value_or(0);
  if (value) check_limit(value_at, tag, limit);
  const auto priority_at = map.child("priority");
  limit.priority = static_cast<int>(std::clamp<std::int64_t>(priority_at.as_int().value_or(3), -1, 99));
  if (limit.priority < 1 || limit.priority > 4) priority_at.fault("priority is 1 (critical) to 4 (low)");
  const auto deadband_at = map.child("deadband");
  limit.deadband = deadband_at.as_double().value_or(0);
  if (limit.deadband < 0) deadband_at.fault("a deadband is not negative");
  limit.on_delay = map.duration_or("delay", Duration{0});
  limit.message = map.string("message");
  finish_map(map);
  return limit;
}

void read_limits(YamlReader& map, Tag& tag) {
  auto alarms = map.child("alarms");
  std::map<LimitKind, YamlReader> places;
  for (auto& [name, at] : unique_entries(alarms)) {
    const auto* kind = std::ranges::find(kKinds, name, [](LimitKind k) { return to_string(k); });
    if (kind == kKinds.end()) {
      at.fault(fmt::format("unknown limit '{}'; known: low_low, low, high, high_high", name));
    } else if (places.emplace(*kind, at).second) {
      tag.limits.push_back(read_limit(*kind, at, tag));
    }
  }
  const AlarmLimit* below = nullptr;
  for (const auto kind : kKinds) {
    const auto* limit = tag.limit(to_string(kind));
    if (limit == nullptr) continue;
    if (below != nullptr && limit->value <= below->value)
      places.at(kind).child("value").fault(fmt::format("the {} limit {} is not above the {} limit {}", to_string(kind),
                                                       limit->value, to_string(below->kind), below->value));
    below = limit;
  }
}

void read_states(YamlReader& map, Tag& tag) {
  auto states = map.child("states");
  for (auto& [key, at] : unique_entries(states)) {
    const auto name = at.as_string();
    std::int64_t number = 0;
    if (!YAML::convert<std::int64_t>::decode(YAML::Node(key), number)) {
      at.fault(fmt::format("the key of a state is a whole number, found '{}'", key));
    } else if (name) {
      tag.states[number] = *name;
    }
  }
  if (!tag.states.empty() && tag.type != ValueType::integer) states.fault("only an integer tag has states");
}

void check_type(const YamlReader& at, const Tag& tag) {
  if (tag.type == ValueType::text) at.fault("a text cannot be read over Modbus");
  if (tag.type == ValueType::boolean && register_count(tag.address.encoding) != 1)
    at.fault("a boolean takes the encoding boolean or uint16");
  if (tag.type == ValueType::integer && (tag.scale != 1 || tag.offset != 0))
    at.fault("a tag with a scale or an offset is a real");
  if (tag.type == ValueType::integer && tag.address.encoding == Encoding::float32)
    at.fault("an integer is not encoded as float32");
  const bool numeric = tag.type == ValueType::integer || tag.type == ValueType::real;
  if (!numeric && !tag.limits.empty()) at.fault("only a number has alarm limits");
}

}  // namespace

TagDraft read_tag(const std::string& name, YamlReader map) {
  Tag tag;
  tag.name = name;
  if (check_name(map, "a tag", name) && is_reserved_word(name))
    map.fault(fmt::format("'{}' has a meaning in expressions; no tag can be called so", name));
  tag.description = map.string_or("description", "");
  const auto address_at = map.child("address");
  tag.address = read_address(map);
  const auto type_at = map.child("type");
  tag.type = read_word(map, "type", kTypes, natural_type(tag.address.encoding));
  tag.unit = read_unit(map);
  tag.range = read_range(map, "range");
  tag.normal = read_range(map, "normal");
  if (tag.range && tag.normal && (!tag.range->contains(tag.normal->low) || !tag.range->contains(tag.normal->high)))
    map.child("normal").fault("the normal band is not inside the range");
  const auto deadband_at = map.child("deadband");
  tag.deadband = deadband_at.as_double().value_or(0);
  if (tag.deadband < 0) deadband_at.fault("a deadband is not negative");
  const auto decimals_at = map.child("decimals");
  const auto decimals = decimals_at.as_int().value_or(tag.type == ValueType::real ? 1 : 0);
  if (decimals < 0 || decimals > 9) decimals_at.fault("decimals are 0 to 9");
  tag.decimals = static_cast<int>(std::clamp<std::int64_t>(decimals, 0, 9));
  const auto scale_at = map.child("scale");
  tag.scale = scale_at.as_double().value_or(1);
  if (tag.scale == 0) scale_at.fault("a scale of 0 loses the value");
  tag.offset = map.number_or("offset", 0);
  read_limits(map, tag);
  read_states(map, tag);
  std::vector<Located> history_class;
  tag.history = read_tag_history(map, tag.type, history_class);
  check_type(type_at.exists() ? type_at : map, tag);
  finish_map(map);
  return {std::move(tag), map, address_at.exists() ? address_at : map, std::move(history_class)};
}

}  // namespace millwright::plant
