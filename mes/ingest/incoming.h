#pragma once
// A message of the bus, read: which of the contracts it is. Pure; any thread.

#include <string>
#include <variant>

#include "lib/bus/bus.h"
#include "lib/contracts/cloud_event.h"
#include "lib/contracts/events.h"
#include "lib/contracts/mes_events.h"

namespace millwright::mes::ingest {

/// A type that the MES does not listen to.
struct Foreign {};

using Content = std::variant<Foreign, contracts::ThresholdEvent, contracts::AlarmEvent, contracts::StateEvent,
                             contracts::CountEvent, contracts::SamplesEvent, contracts::CommandResult,
                             contracts::QualityEvent, contracts::JobEvent>;

struct Incoming {
  std::string key;     // source and id: what the inbox knows it by
  std::string source;  // CloudEvents source
  Content content;
};

/// Failure: what of it cannot be read, for the log of the dead letter.
[[nodiscard]] Result<Incoming, JsonError> read_incoming(const bus::Message& message);

}  // namespace millwright::mes::ingest
