#include "scada/opcua_server/engineering_unit.h"

namespace millwright::scada::opcua_server {
namespace {

constexpr std::string_view kUneceNamespace = "http://www.opcfoundation.org/UA/units/un/cefact";

}  // namespace

std::int32_t unit_id(std::string_view unece_code) {
  if (unece_code.empty() || unece_code.size() > 3) return -1;
  std::int32_t id = 0;
  for (const char c : unece_code) id = id << 8 | static_cast<unsigned char>(c);
  return id;
}

opcua::Owned<UA_Variant> engineering_units(const plant::Unit& unit, std::string_view plant_namespace) {
  UA_EUInformation information;
  UA_EUInformation_init(&information);
  information.namespaceUri = opcua::borrowed(unit.unece.empty() ? plant_namespace : kUneceNamespace);
  information.unitId = unit_id(unit.unece);
  information.displayName.text = opcua::borrowed(unit.symbol);
  information.description.text = opcua::borrowed(unit.name);
  return opcua::to_variant(&information, UA_TYPES[UA_TYPES_EUINFORMATION]);
}

opcua::Owned<UA_Variant> eu_range(const plant::Range& range) {
  const UA_Range eu{range.low, range.high};
  return opcua::to_variant(&eu, UA_TYPES[UA_TYPES_RANGE]);
}

}  // namespace millwright::scada::opcua_server
