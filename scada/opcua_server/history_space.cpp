#include "scada/opcua_server/history_space.h"

#include "scada/opcua_server/aggregate_nodes.h"

namespace millwright::scada::opcua_server {
namespace {

using opcua::NodeRef;

NodeRef standard(std::uint32_t number) { return NodeRef{number}; }

opcua::Owned<UA_Variant> flag(bool value) { return opcua::to_variant(contracts::Value{value}); }
opcua::Owned<UA_Variant> percent(UA_Byte value) { return opcua::to_variant(&value, UA_TYPES[UA_TYPES_BYTE]); }

}  // namespace

void add_history_capabilities(opcua::AddressSpace& space) {
  for (std::size_t i = 0; i < historian::kAggregates; ++i) {
    const auto function = standard(node_of(static_cast<historian::Aggregate>(i)));
    space.reference(standard(UA_NS0ID_HISTORYSERVERCAPABILITIES_AGGREGATEFUNCTIONS), UA_NS0ID_ORGANIZES, function);
    space.reference(standard(UA_NS0ID_SERVER_SERVERCAPABILITIES_AGGREGATEFUNCTIONS), UA_NS0ID_ORGANIZES, function);
  }
  const historian::AggregateConfiguration defaults;
  space.write(standard(UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION_TREATUNCERTAINASBAD),
              *flag(defaults.treat_uncertain_as_bad));
  space.write(standard(UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION_PERCENTDATABAD),
              *percent(defaults.percent_data_bad));
  space.write(standard(UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION_PERCENTDATAGOOD),
              *percent(defaults.percent_data_good));
  space.write(standard(UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION_USESLOPEDEXTRAPOLATION),
              *flag(defaults.use_sloped_extrapolation));
  space.write(standard(UA_NS0ID_HACONFIGURATION_STEPPED), *flag(defaults.stepped));
}

void add_historical_configuration(opcua::AddressSpace& space, const plant::Tag& tag) {
  const auto& variable = tag.path.str();
  const auto path = variable + "/HA Configuration";
  space.begin_object({path, "HA Configuration", "How the past of this tag is kept", true}, variable,
                     UA_NS0ID_HASHISTORICALCONFIGURATION, standard(UA_NS0ID_HISTORICALDATACONFIGURATIONTYPE));
  space.property(path, "Stepped", true, *flag(tag.stepped));
  if (tag.history.exception > 0) {
    const auto absolute = UA_EXCEPTIONDEVIATIONFORMAT_ABSOLUTEVALUE;
    space.property(path, "ExceptionDeviation", true, *opcua::to_variant(contracts::Value{tag.history.exception}));
    space.property(path, "ExceptionDeviationFormat", true,
                   *opcua::to_variant(&absolute, UA_TYPES[UA_TYPES_EXCEPTIONDEVIATIONFORMAT]));
  }
  // One for all tags: nothing of it is kept by the tag.
  space.reference(path, UA_NS0ID_HASCOMPONENT, standard(UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION));
  space.finish(path);
}

}  // namespace millwright::scada::opcua_server
