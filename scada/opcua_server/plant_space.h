#pragma once
// The plant model as an address space: an ObjectType for each equipment type with its variables and methods as
// instance declarations, an object for each equipment, a variable for each tag, a method for each command. Node ids
// are paths: "line1/pasteurizer/temperature"; types are "types/<name>".

#include <functional>

#include "lib/opcua/address_space.h"
#include "plant/model.h"

namespace millwright::scada::opcua_server {

/// OPC UA data type of a tag or parameter, in namespace 0.
[[nodiscard]] std::uint32_t data_type_of(plant::ValueType type);

/// Adds the methods of a command to `parent`; with no handlers for a type's declarations.
using AddCommand = std::function<void(opcua::AddressSpace&, const plant::CommandSpec&, const std::string& parent)>;

void add_types(opcua::AddressSpace& space, const plant::Plant& plant, const AddCommand& declare);
void add_equipment(opcua::AddressSpace& space, const plant::Plant& plant, const AddCommand& add_command);

}  // namespace millwright::scada::opcua_server
