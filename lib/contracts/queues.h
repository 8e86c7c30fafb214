#pragma once
// The queues between the processes, named once. Publisher and reader both declare them at start, so that nothing
// published before its reader's first start is lost.

#include <string_view>

namespace millwright::contracts {

/// On millwright.events: all of it, for the MES.
inline constexpr std::string_view kMesEventsQueue = "mes.events";
/// On millwright.commands: all of it, for the bridge.
inline constexpr std::string_view kBridgeCommandsQueue = "bridge.commands";
inline constexpr std::string_view kEverything = "#";

}  // namespace millwright::contracts
