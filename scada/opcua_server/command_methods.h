#pragma once
// Commands as methods. <equipment>/<command> takes (id, not_after, reason[, value]); commands with a parameter have a
// second form, <equipment>/<command>_if, with what a set-point from above must name: who asks, the value it replaces,
// and the condition that justifies it ("<tag>;<limit>;violated" or "…;clear"). All answer (state, reason, detail) at
// once. commands/find tells what became of an id. Runs on the OPC UA server's thread; the Controller decides.

#include "lib/opcua/address_space.h"
#include "plant/model.h"
#include "scada/control/controller.h"

namespace millwright::scada::opcua_server {

class CommandMethods {
 public:
  CommandMethods(control::Controller& controller, const Clock& clock) : controller_(controller), clock_(clock) {}

  /// The methods of `command` under `parent`, carried out by the controller.
  void add(opcua::AddressSpace& space, const plant::CommandSpec& command, const std::string& parent);
  /// The same as declarations of a type.
  static void declare(opcua::AddressSpace& space, const plant::CommandSpec& command, const std::string& parent);
  /// The object "commands" with its method find.
  void add_find(opcua::AddressSpace& space);

 private:
  opcua::MethodReply submit(const opcua::MethodCall& call, const plant::CommandSpec& spec, bool conditional);
  opcua::MethodReply find(const opcua::MethodCall& call);

  control::Controller& controller_;
  const Clock& clock_;
};

/// nullopt for text that is neither empty nor of the form above.
struct ParsedCondition {
  std::optional<contracts::Condition> condition;
};
[[nodiscard]] std::optional<ParsedCondition> parse_condition(const std::string& text);

/// The time of a hop, or the epoch.
[[nodiscard]] Timestamp hop_time(const contracts::CommandResult& result, std::string_view place);

}  // namespace millwright::scada::opcua_server
