#pragma once
// The envelope of everything on the bus: CloudEvents 1.0, JSON format, structured mode
// (content type application/cloudevents+json).

#include <optional>
#include <string>
#include <string_view>

#include "lib/base/json.h"
#include "lib/contracts/names.h"

namespace millwright::contracts {

struct CloudEvent {
  std::string id;       // unique with `source`; the inbox's key
  std::string source;   // "/millwright/bridge"
  std::string type;     // "millwright.threshold.v1"
  std::string subject;  // equipment or tag path: "line1/pasteurizer"
  Timestamp time{};
  std::string datacontenttype = "application/json";
  std::string dataschema;  // "millwright.threshold.v1.json"
  json::value data;
  std::optional<Timestamp> published_at;  // extension "publishedtime": when the relay handed it to the bus
};

/// Writes structured-mode JSON.
[[nodiscard]] std::string to_text(const CloudEvent& event);
/// Reads structured-mode JSON; specversion must be "1.0", and id, source, type, time, data must be there. Unknown
/// extension attributes are accepted and dropped, as the specification wants.
[[nodiscard]] Result<CloudEvent, JsonError> parse_cloud_event(std::string_view text);

/// Writes `publishedtime` into an event that to_text() wrote, without reading it again: done by the relay each time it
/// publishes, so that a chain shows how long an event waited.
void stamp_published(std::string& text, Timestamp time);

/// The CloudEvents type of a contract struct, and the last word of its routing key.
struct EventKind {
  std::string_view type;
  std::string_view word;
};
template <class T>
[[nodiscard]] EventKind kind_of();  // defined for every struct in events.h and mes_events.h

/// Wraps a contract struct.
template <class T>
[[nodiscard]] CloudEvent make_event(std::string id, std::string source, const EquipmentPath& equipment, Timestamp time,
                                    const T& data) {
  const auto type = std::string(kind_of<T>().type);
  return {std::move(id),  std::move(source), type, equipment.str(), time, "application/json",
          type + ".json", to_json(data),     {}};
}

/// Topic routing key `<line>.<unit>.<kind>`: ("line1/filler", "state") → "line1.filler.state"; the line itself →
/// "line1.line1.state".
[[nodiscard]] std::string routing_key(const EquipmentPath& equipment, std::string_view word);

}  // namespace millwright::contracts
