#include "lib/contracts/cloud_event.h"

#include <algorithm>
#include <array>

#include "lib/contracts/events.h"
#include "lib/contracts/mes_events.h"

namespace millwright::contracts {

bool is_job_command(std::string_view command) {
  static constexpr std::array<std::string_view, 11> kCommands{
      "store_job", "store_and_start_job", "start_job",  "revoke_job_start", "update_job", "pause_job", "resume_job",
      "stop_job",  "abort_job",           "cancel_job", "clear_job"};
  return std::ranges::find(kCommands, command) != kCommands.end();
}

template <>
EventKind kind_of<ThresholdEvent>() {
  return {"millwright.threshold.v1", "threshold"};
}
template <>
EventKind kind_of<AlarmEvent>() {
  return {"millwright.alarm.v1", "alarm"};
}
template <>
EventKind kind_of<StateEvent>() {
  return {"millwright.state.v1", "state"};
}
template <>
EventKind kind_of<CountEvent>() {
  return {"millwright.count.v1", "count"};
}
template <>
EventKind kind_of<SamplesEvent>() {
  return {"millwright.samples.v1", "samples"};
}
template <>
EventKind kind_of<Command>() {
  return {"millwright.command.v1", "command"};
}
template <>
EventKind kind_of<CommandResult>() {
  return {"millwright.command.result.v1", "result"};
}
template <>
EventKind kind_of<JobEvent>() {
  return {"millwright.job.v1", "job"};
}
template <>
EventKind kind_of<OrderEvent>() {
  return {"millwright.order.v1", "order"};
}
template <>
EventKind kind_of<LotEvent>() {
  return {"millwright.lot.v1", "lot"};
}
template <>
EventKind kind_of<QualityEvent>() {
  return {"millwright.quality.v1", "quality"};
}

std::string to_text(const CloudEvent& event) {
  return json::serialize(json::object{{"specversion", "1.0"},
                                      {"id", event.id},
                                      {"source", event.source},
                                      {"type", event.type},
                                      {"subject", event.subject},
                                      {"time", to_rfc3339(event.time)},
                                      {"datacontenttype", event.datacontenttype},
                                      {"dataschema", event.dataschema},
                                      {"data", event.data}});
}

namespace {

Result<std::string, JsonError> text_of(const json::object& object, std::string_view key, bool required) {
  const auto* found = object.if_contains(key);
  if (found == nullptr && !required) return std::string{};
  if (found == nullptr) return fail(JsonError::shape, "{}: is missing", key);
  if (!found->is_string() || (required && found->get_string().empty()))
    return fail(JsonError::shape, "{}: expected a text that is not empty", key);
  return std::string(found->get_string());
}

}  // namespace

Result<CloudEvent, JsonError> parse_cloud_event(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return fail(JsonError::syntax, "the event is not JSON: {}", value.error().message);
  if (!value->is_object()) return fail(JsonError::shape, "the event is not an object");
  const auto& object = value->get_object();
  const auto version = text_of(object, "specversion", true);
  if (!version) return std::unexpected(version.error());
  if (*version != "1.0") return fail(JsonError::shape, "specversion: expected 1.0, found {}", *version);

  CloudEvent event;
  struct Field {
    std::string_view key;
    std::string CloudEvent::* member;
    bool required;
  };
  for (const auto& field : {Field{"id", &CloudEvent::id, true}, Field{"source", &CloudEvent::source, true},
                            Field{"type", &CloudEvent::type, true}, Field{"subject", &CloudEvent::subject, false},
                            Field{"datacontenttype", &CloudEvent::datacontenttype, false},
                            Field{"dataschema", &CloudEvent::dataschema, false}}) {
    auto read = text_of(object, field.key, field.required);
    if (!read) return std::unexpected(read.error());
    event.*field.member = std::move(*read);
  }
  const auto* time = object.if_contains("time");
  auto parsed = from_json<Timestamp>(time != nullptr ? *time : json::value{}, "time");
  if (!parsed) return std::unexpected(parsed.error());
  event.time = *parsed;
  const auto* data = object.if_contains("data");
  if (data == nullptr) return fail(JsonError::shape, "data: is missing");
  event.data = *data;
  if (const auto* published = object.if_contains("publishedtime")) {
    auto stamp = from_json<Timestamp>(*published, "publishedtime");
    if (!stamp) return std::unexpected(stamp.error());
    event.published_at = *stamp;
  }
  return event;
}

void stamp_published(std::string& text, Timestamp time) {
  static constexpr std::string_view kKey = R"({"publishedtime":")";
  // A stamp of an earlier try is replaced.
  if (text.starts_with(kKey)) text.erase(1, text.find(','));
  if (!text.starts_with('{') || text.size() < 3) return;
  text.insert(1, fmt::format(R"("publishedtime":"{}",)", to_rfc3339(time)));
}

std::string routing_key(const EquipmentPath& equipment, std::string_view word) {
  const auto& path = equipment.str();
  const auto slash = path.find('/');
  const auto line = path.substr(0, slash);
  const auto unit = slash == std::string::npos ? line : path.substr(slash + 1);
  auto key = fmt::format("{}.{}.{}", line, unit, word);
  for (auto& c : key)
    if (c == '/') c = '-';
  return key;
}

}  // namespace millwright::contracts
