#include "scada/opcua_server/plant_space.h"

#include "scada/opcua_server/engineering_unit.h"
#include "scada/opcua_server/history_space.h"

namespace millwright::scada::opcua_server {
namespace {

using opcua::AddressSpace;
using opcua::NodeRef;

NodeRef standard(std::uint32_t number) { return NodeRef{number}; }

std::uint32_t variable_type_of(const plant::Tag& tag) {
  if (!tag.states.empty()) return UA_NS0ID_MULTISTATEVALUEDISCRETETYPE;
  const bool numeric = tag.type == plant::ValueType::real || tag.type == plant::ValueType::integer;
  const bool has_unit = !tag.unit.symbol.empty();
  if (numeric && has_unit && tag.range) return UA_NS0ID_ANALOGUNITRANGETYPE;
  if (numeric && has_unit) return UA_NS0ID_ANALOGUNITTYPE;
  if (numeric && tag.range) return UA_NS0ID_ANALOGITEMTYPE;
  return UA_NS0ID_BASEDATAVARIABLETYPE;
}

opcua::Owned<UA_Variant> enum_values(const std::map<std::int64_t, std::string>& states) {
  std::vector<UA_EnumValueType> values;
  for (const auto& [number, name] : states) {
    UA_EnumValueType value;
    UA_EnumValueType_init(&value);
    value.value = number;
    value.displayName.text = opcua::borrowed(name);
    values.push_back(value);
  }
  auto variant = opcua::owned_variant();
  UA_Variant_setArrayCopy(variant.get(), values.data(), values.size(), &UA_TYPES[UA_TYPES_ENUMVALUETYPE]);
  return variant;
}

/// `historized` is false for the declarations of a type: they are no tags and have no past.
void add_tag(AddressSpace& space, const plant::Plant& plant, const plant::Tag& tag, const std::string& parent,
             bool historized) {
  const auto path = parent + "/" + tag.name;
  const auto type = variable_type_of(tag);
  space.begin_variable({path, tag.name, tag.description}, parent, type, data_type_of(tag.type), historized);
  if (!tag.states.empty()) {
    const UA_LocalizedText none{};
    space.property(path, "EnumValues", true, *enum_values(tag.states));
    space.property(path, "ValueAsText", true, *opcua::to_variant(&none, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
  } else {
    if (tag.range && type != UA_NS0ID_BASEDATAVARIABLETYPE)
      space.property(path, "EURange", true, *eu_range(*tag.range));
    if (type == UA_NS0ID_ANALOGUNITRANGETYPE || type == UA_NS0ID_ANALOGUNITTYPE)
      space.property(path, "EngineeringUnits", true, *engineering_units(tag.unit, plant.opcua_namespace()));
    const double precision = tag.decimals;
    if (tag.type == plant::ValueType::real)
      space.property(path, "ValuePrecision", true, *opcua::to_variant(&precision, UA_TYPES[UA_TYPES_DOUBLE]));
  }
  space.finish(path);
  if (historized) add_historical_configuration(space, tag);
}

}  // namespace

std::uint32_t data_type_of(plant::ValueType type) {
  switch (type) {
    case plant::ValueType::boolean:
      return UA_NS0ID_BOOLEAN;
    case plant::ValueType::integer:
      return UA_NS0ID_INT64;
    case plant::ValueType::real:
      return UA_NS0ID_DOUBLE;
    case plant::ValueType::text:
      return UA_NS0ID_STRING;
  }
  return UA_NS0ID_BASEDATATYPE;
}

void add_types(AddressSpace& space, const plant::Plant& plant, const AddCommand& declare) {
  for (const auto& [name, type] : plant.types) {
    const auto path = "types/" + name;
    space.object_type({path, name, type.description}, standard(UA_NS0ID_BASEOBJECTTYPE));
    for (const auto& tag : type.tags) {
      add_tag(space, plant, tag, path, false);
      space.mandatory(path + "/" + tag.name);
    }
    for (const auto& command : type.commands) declare(space, command, path);
  }
}

void add_equipment(AddressSpace& space, const plant::Plant& plant, const AddCommand& add_command) {
  for (const auto& equipment : plant.equipment) {
    const auto& path = equipment.path.str();
    const auto parent = equipment.parent ? NodeRef{equipment.parent->str()} : standard(UA_NS0ID_OBJECTSFOLDER);
    const auto reference = equipment.parent ? UA_NS0ID_HASCOMPONENT : UA_NS0ID_ORGANIZES;
    const auto type = equipment.type.empty() ? standard(UA_NS0ID_BASEOBJECTTYPE) : NodeRef{"types/" + equipment.type};
    space.begin_object({path, equipment.name, equipment.description}, parent, static_cast<std::uint32_t>(reference),
                       type);
    for (const auto& name : equipment.tags) {
      const auto& tag = *plant.find_tag(name);
      add_tag(space, plant, tag, path, tag.history.kept);
    }
    for (const auto& command : equipment.commands) add_command(space, command, path);
    space.finish(path);
    // Events of a unit rise to the line and to the Server object.
    const auto notifier = equipment.parent ? NodeRef{equipment.parent->str()} : standard(UA_NS0ID_SERVER);
    space.reference(notifier, UA_NS0ID_HASNOTIFIER, path);
  }
}

}  // namespace millwright::scada::opcua_server
