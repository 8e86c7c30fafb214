#pragma once
// What the address space says of history (Part 11, 5): the server's capabilities, the aggregates it calculates, and how
// the samples of each tag are kept.

#include "lib/opcua/address_space.h"
#include "plant/model.h"

namespace millwright::scada::opcua_server {

/// The aggregates as children of both AggregateFunctions folders, and the defaults of the AggregateConfiguration.
void add_history_capabilities(opcua::AddressSpace& space);
/// "HA Configuration" of a tag that is kept, below its variable: stepped or not, and the exception deviation.
void add_historical_configuration(opcua::AddressSpace& space, const plant::Tag& tag);

}  // namespace millwright::scada::opcua_server
