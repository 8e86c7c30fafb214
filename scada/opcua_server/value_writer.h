#pragma once
// Writes changes of tags into their variables, as they come. Runs on the value thread of the server.

#include <open62541/server.h>

#include "plant/model.h"
#include "scada/tags/feed.h"

namespace millwright::scada::opcua_server {

class ValueWriter {
 public:
  ValueWriter(UA_Server* server, std::uint16_t ns, const plant::Plant& plant)
      : server_(server), ns_(ns), plant_(plant) {}

  /// Value, status and source time; the server's own time is the library's, at the write. A sentence when it failed.
  [[nodiscard]] std::string write(const tags::Change& change);

 private:
  UA_Server* server_;
  std::uint16_t ns_;
  const plant::Plant& plant_;
};

/// `value` in the type that the tag's variable has; nullopt where it cannot be (text for a number).
[[nodiscard]] std::optional<contracts::Value> typed(const contracts::Value& value, plant::ValueType type);

}  // namespace millwright::scada::opcua_server
