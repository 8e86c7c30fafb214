#include "lib/opcua/ua.h"

#include <open62541/util.h>

#include <cmath>

namespace millwright::opcua {
namespace {

constexpr std::int64_t kTicksTo1970 = 116'444'736'000'000'000;
constexpr std::int64_t kNsPerTick = 100;

/// The number at `data`, widened to the one integer or floating type that contracts::Value has.
template <class Stored, class Held>
contracts::Value widened(const void* data) {
  return contracts::Value{static_cast<Held>(*static_cast<const Stored*>(data))};
}

std::string text_of_node(const UA_NodeId& id) {
  if (id.identifierType == UA_NODEIDTYPE_STRING) return text_of(id.identifier.string);
  UA_String printed = UA_STRING_NULL;
  UA_NodeId_print(&id, &printed);
  const Owned<UA_String> owner(printed, UA_TYPES[UA_TYPES_STRING]);
  return text_of(*owner);
}

std::optional<contracts::Value> number_of(const UA_Variant& v) {
  switch (v.type->typeKind) {
    case UA_DATATYPEKIND_BOOLEAN:
      return widened<UA_Boolean, bool>(v.data);
    case UA_DATATYPEKIND_SBYTE:
      return widened<UA_SByte, std::int64_t>(v.data);
    case UA_DATATYPEKIND_BYTE:
      return widened<UA_Byte, std::int64_t>(v.data);
    case UA_DATATYPEKIND_INT16:
      return widened<UA_Int16, std::int64_t>(v.data);
    case UA_DATATYPEKIND_UINT16:
      return widened<UA_UInt16, std::int64_t>(v.data);
    case UA_DATATYPEKIND_INT32:
    case UA_DATATYPEKIND_ENUM:
      return widened<UA_Int32, std::int64_t>(v.data);
    case UA_DATATYPEKIND_UINT32:
    case UA_DATATYPEKIND_STATUSCODE:
      return widened<UA_UInt32, std::int64_t>(v.data);
    case UA_DATATYPEKIND_INT64:
      return widened<UA_Int64, std::int64_t>(v.data);
    case UA_DATATYPEKIND_UINT64:
      return widened<UA_UInt64, std::int64_t>(v.data);
    case UA_DATATYPEKIND_FLOAT:
      return widened<UA_Float, double>(v.data);
    case UA_DATATYPEKIND_DOUBLE:
      return widened<UA_Double, double>(v.data);
    default:
      return std::nullopt;
  }
}

}  // namespace

UA_DateTime to_ua(Timestamp time) {
  if (time == Timestamp{}) return 0;
  // Floor, so that times before 1970 do not round towards it.
  const auto ticks = std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>>(time);
  return ticks.time_since_epoch().count() + kTicksTo1970;
}

Timestamp from_ua(UA_DateTime time) {
  constexpr std::int64_t kFirst = unix_ns(kEarliest) / kNsPerTick;
  constexpr std::int64_t kLast = unix_ns(kLatest) / kNsPerTick;
  if (time == 0) return Timestamp{};
  if (time < kFirst + kTicksTo1970) return kEarliest;
  if (time > kLast + kTicksTo1970) return kLatest;
  return from_unix_ns((time - kTicksTo1970) * kNsPerTick);
}

UA_String borrowed(std::string_view text) {
  UA_String borrowed_text;
  borrowed_text.length = text.size();
  borrowed_text.data = reinterpret_cast<UA_Byte*>(const_cast<char*>(text.data()));
  return borrowed_text;
}

std::string text_of(const UA_String& text) { return {reinterpret_cast<const char*>(text.data), text.length}; }

UA_NodeId standard_id(std::uint32_t number) { return UA_NODEID_NUMERIC(0, number); }

UA_NodeId path_id(std::uint16_t ns, std::string_view path) {
  UA_NodeId id;
  UA_NodeId_init(&id);
  id.namespaceIndex = ns;
  id.identifierType = UA_NODEIDTYPE_STRING;
  id.identifier.string = borrowed(path);
  return id;
}

std::optional<std::string> path_of(const UA_NodeId& id, std::uint16_t ns) {
  if (id.identifierType != UA_NODEIDTYPE_STRING || id.namespaceIndex != ns) return std::nullopt;
  return text_of(id.identifier.string);
}

Owned<UA_Variant> to_variant(const void* value, const UA_DataType& type) {
  auto variant = owned_variant();
  // Fails only for want of memory; the variant is then null, which the receiver sees as no value.
  UA_Variant_setScalarCopy(variant.get(), value, &type);
  return variant;
}

Owned<UA_Variant> to_variant(const contracts::Value& value) {
  if (const auto* b = std::get_if<bool>(&value)) return to_variant(b, UA_TYPES[UA_TYPES_BOOLEAN]);
  if (const auto* i = std::get_if<std::int64_t>(&value)) return to_variant(i, UA_TYPES[UA_TYPES_INT64]);
  if (const auto* d = std::get_if<double>(&value)) return to_variant(d, UA_TYPES[UA_TYPES_DOUBLE]);
  const auto text = borrowed(std::get<std::string>(value));
  return to_variant(&text, UA_TYPES[UA_TYPES_STRING]);
}

Owned<UA_Variant> to_variant(Timestamp time) {
  const auto ticks = to_ua(time);
  return to_variant(&ticks, UA_TYPES[UA_TYPES_DATETIME]);
}

Owned<UA_Variant> to_variant(const char* text) { return to_variant(contracts::Value{std::string(text)}); }

std::optional<contracts::Value> value_in(const UA_Variant& v) {
  if (v.type == nullptr || !UA_Variant_isScalar(&v)) return std::nullopt;
  switch (v.type->typeKind) {
    case UA_DATATYPEKIND_STRING:
    case UA_DATATYPEKIND_BYTESTRING:
    case UA_DATATYPEKIND_XMLELEMENT:
      return contracts::Value{text_of(*static_cast<const UA_String*>(v.data))};
    case UA_DATATYPEKIND_LOCALIZEDTEXT:
      return contracts::Value{text_of(static_cast<const UA_LocalizedText*>(v.data)->text)};
    case UA_DATATYPEKIND_QUALIFIEDNAME:
      return contracts::Value{text_of(static_cast<const UA_QualifiedName*>(v.data)->name)};
    case UA_DATATYPEKIND_EXTENSIONOBJECT: {  // of a type that is not known here
      const auto& object = *static_cast<const UA_ExtensionObject*>(v.data);
      if (object.encoding != UA_EXTENSIONOBJECT_ENCODED_BYTESTRING) return std::nullopt;
      return contracts::Value{text_of(object.content.encoded.body)};
    }
    case UA_DATATYPEKIND_NODEID:
      return contracts::Value{text_of_node(*static_cast<const UA_NodeId*>(v.data))};
    default:
      return number_of(v);
  }
}

std::optional<Timestamp> time_in(const UA_Variant& v) {
  if (!UA_Variant_hasScalarType(&v, &UA_TYPES[UA_TYPES_DATETIME])) return std::nullopt;
  return from_ua(*static_cast<const UA_DateTime*>(v.data));
}

contracts::Sample sample_in(const UA_DataValue& value) {
  contracts::Sample sample;
  sample.quality = contracts::Quality{value.hasStatus ? value.status : UA_STATUSCODE_GOOD};
  auto held = value.hasValue ? value_in(value.value) : std::nullopt;
  const auto* real = held ? std::get_if<double>(&*held) : nullptr;
  if (real != nullptr && !std::isfinite(*real)) {
    // Nothing after us can carry it: JSON has no word for it, and no limit is above or below it.
    if (!sample.quality.is_bad()) sample.quality = contracts::quality::kBadOutOfRange;
  } else if (held) {
    sample.value = std::move(*held);
  }
  // "Good" with nothing in it is no reading.
  if (!held && sample.quality.is_good()) sample.quality = contracts::quality::kBadWaitingForInitialData;
  if (value.hasSourceTimestamp) sample.source_time = from_ua(value.sourceTimestamp);
  return sample;
}

std::string status_name(UA_StatusCode status) { return UA_StatusCode_name(status); }

}  // namespace millwright::opcua
