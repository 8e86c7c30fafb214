#include "lib/contracts/published.h"

#include <vector>

#include "lib/base/json_schema.h"
#include "lib/contracts/cloud_event.h"
#include "lib/contracts/events.h"
#include "lib/contracts/mes_events.h"

namespace millwright::contracts {
namespace {

struct Published {
  EventKind kind;
  std::string summary;
  json::object data_schema;
  bool command = false;
};

template <class T>
Published published(std::string summary, bool command = false) {
  return {kind_of<T>(), std::move(summary), json_schema<T>(), command};
}

std::vector<Published> all() {
  return {published<ThresholdEvent>("A bridge rule began or ceased to hold (HIGH_TEMP and its like)."),
          published<AlarmEvent>("A SCADA alarm changed state (ISA-18.2)."),
          published<StateEvent>("A unit's PackML state changed, or its source was lost or came back."),
          published<CountEvent>("A counter's absolute reading."),
          published<SamplesEvent>("Process values, batched; also the sign that the line is in sight."),
          published<CommandResult>("What became of a command."),
          published<JobEvent>("A job order on a line changed its state or its counts."),
          published<OrderEvent>("An order changed state or counts."),
          published<LotEvent>("A lot was made, held or disposed."),
          published<QualityEvent>("A deviation was opened, changed or closed."),
          published<Command>("A command to SCADA: carried out at most once, never after not_after.", true)};
}

json::object envelope(const Published& event) {
  const json::object text{{"type", "string"}, {"minLength", 1}};
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"$id", std::string(event.kind.type) + ".json"},
          {"title", event.kind.type},
          {"description", event.summary},
          {"type", "object"},
          {"properties", json::object{{"specversion", json::object{{"const", "1.0"}}},
                                      {"id", text},
                                      {"source", text},
                                      {"type", json::object{{"const", event.kind.type}}},
                                      {"subject", json::object{{"type", "string"}}},
                                      {"time", json::object{{"type", "string"}, {"format", "date-time"}}},
                                      {"datacontenttype", json::object{{"const", "application/json"}}},
                                      {"dataschema", json::object{{"type", "string"}}},
                                      {"publishedtime", json::object{{"type", "string"}, {"format", "date-time"}}},
                                      {"data", event.data_schema}}},
          {"required", {"specversion", "id", "source", "type", "time", "data"}}};
}

json::object channel(std::string_view exchange, std::string_view description, const std::vector<Published>& events,
                     bool commands) {
  json::object messages;
  for (const auto& event : events)
    if (event.command == commands)
      messages[event.kind.word] =
          json::object{{"$ref", std::string("#/components/messages/") + std::string(event.kind.word)}};
  return {
      {"address", "{line}.{unit}.{kind}"},
      {"description", description},
      {"messages", std::move(messages)},
      {"parameters", json::object{{"line", json::object{{"description", "first segment of the equipment path"}}},
                                  {"unit", json::object{{"description", "the rest of it; the line itself again"}}},
                                  {"kind", json::object{{"description", "last word of the event's kind"}}}}},
      {"bindings",
       json::object{{"amqp", json::object{{"is", "routingKey"},
                                          {"exchange",
                                           json::object{{"name", exchange}, {"type", "topic"}, {"durable", true}}}}}}}};
}

json::object operation(std::string_view action, std::string_view of, std::string_view summary) {
  return {{"action", action},
          {"summary", summary},
          {"channel", json::object{{"$ref", std::string("#/channels/") + std::string(of)}}}};
}

}  // namespace

std::map<std::string, json::object> event_schemas() {
  std::map<std::string, json::object> schemas;
  for (const auto& event : all()) schemas.emplace(std::string(event.kind.type) + ".json", envelope(event));
  return schemas;
}

json::object asyncapi() {
  const auto events = all();
  json::object messages;
  for (const auto& event : events)
    messages[event.kind.word] = json::object{{"name", event.kind.type},
                                             {"summary", event.summary},
                                             {"contentType", "application/cloudevents+json"},
                                             {"payload", envelope(event)}};
  return {
      {"asyncapi", "3.0.0"},
      {"info", json::object{{"title", "Millwright message bus"},
                            {"version", "1"},
                            {"description",
                             "CloudEvents 1.0, JSON format, structured mode. Delivery is at least once; the pair "
                             "of source and id makes the effect exactly once."}}},
      {"channels", json::object{{"events", channel("millwright.events", "What happened.", events, false)},
                                {"commands", channel("millwright.commands", "What is asked of SCADA.", events, true)}}},
      {"operations", json::object{{"receiveEvents", operation("receive", "events", "Bind a queue of your own.")},
                                  {"sendEvents", operation("send", "events", "Say what you saw.")},
                                  {"sendCommands", operation("send", "commands", "Ask; the plant file decides.")}}},
      {"components", json::object{{"messages", std::move(messages)}}}};
}

namespace {

void write(std::string& out, const json::value& value, std::size_t indent) {
  const auto pad = [&](std::size_t by) { out.append(by, ' '); };
  const bool open = value.is_object() ? !value.get_object().empty() : value.is_array() && !value.get_array().empty();
  if (!open) {
    out += json::serialize(value);
    return;
  }
  out += value.is_object() ? "{\n" : "[\n";
  bool first = true;
  const auto separate = [&] {
    if (!first) out += ",\n";
    first = false;
    pad(indent + 2);
  };
  if (value.is_object()) {
    for (const auto& entry : value.get_object()) {
      separate();
      out += json::serialize(json::value(entry.key())) + ": ";
      write(out, entry.value(), indent + 2);
    }
  } else {
    for (const auto& item : value.get_array()) {
      separate();
      write(out, item, indent + 2);
    }
  }
  out += "\n";
  pad(indent);
  out += value.is_object() ? "}" : "]";
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  write(out, value, 0);
  return out + "\n";
}

}  // namespace millwright::contracts
