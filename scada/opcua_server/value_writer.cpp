#include "scada/opcua_server/value_writer.h"

#include <cmath>

#include "lib/base/assert.h"
#include "lib/opcua/ua.h"

namespace millwright::scada::opcua_server {

std::optional<contracts::Value> typed(const contracts::Value& value, plant::ValueType type) {
  const auto number = contracts::number_in(value);
  switch (type) {
    case plant::ValueType::text:
      return std::holds_alternative<std::string>(value) ? std::optional(value) : std::nullopt;
    case plant::ValueType::boolean:
      return number ? std::optional(contracts::Value{*number != 0}) : std::nullopt;
    case plant::ValueType::real:
      return number ? std::optional(contracts::Value{*number}) : std::nullopt;
    case plant::ValueType::integer:
      if (std::holds_alternative<std::int64_t>(value)) return value;
      if (!number || !(std::abs(*number) < 9e18)) return std::nullopt;
      return contracts::Value{static_cast<std::int64_t>(*number)};
  }
  return std::nullopt;
}

std::string ValueWriter::write(const tags::Change& change) {
  MW_ASSERT(change.tag < plant_.tags.size());
  const auto& tag = plant_.tags[change.tag];
  const auto held = typed(change.sample.value, tag.type);
  auto variant = held ? opcua::to_variant(*held) : opcua::owned_variant();
  UA_DataValue value;
  UA_DataValue_init(&value);
  value.value = *variant;
  value.hasValue = held.has_value();
  value.hasStatus = true;
  value.status = change.sample.quality.code();
  value.hasSourceTimestamp = change.sample.source_time != Timestamp{};
  value.sourceTimestamp = opcua::to_ua(change.sample.source_time);
  auto status = UA_Server_writeDataValue(server_, opcua::path_id(ns_, tag.path.str()), value);
  if (status == UA_STATUSCODE_GOOD && !tag.states.empty()) {
    const auto number = held ? contracts::number_in(*held) : std::nullopt;
    const auto state = number ? tag.states.find(static_cast<std::int64_t>(*number)) : tag.states.end();
    UA_LocalizedText word{};
    if (state != tag.states.end() && change.sample.quality.is_good()) word.text = opcua::borrowed(state->second);
    status = UA_Server_writeValue(server_, opcua::path_id(ns_, tag.path.str() + "/ValueAsText"),
                                  *opcua::to_variant(&word, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
  }
  return status == UA_STATUSCODE_GOOD ? "" : tag.path.str() + ": " + opcua::status_name(status);
}

}  // namespace millwright::scada::opcua_server
