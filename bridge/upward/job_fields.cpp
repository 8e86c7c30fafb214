#include "bridge/upward/job_fields.h"

#include "lib/opcua/job_control/job_control.h"

namespace millwright::bridge::upward {
namespace {

namespace job_control = opcua::job_control;
using contracts::JobEvent;
using opcua::EventField;

constexpr std::uint32_t kBaseEventType = 2041;

std::string text_of(const EventField& field) {
  const auto* value = std::get_if<contracts::Value>(&field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string{} : *text;
}

void put(JobEvent& event, const job_control::Response& response) {
  event.state = response.state.text;
  event.substate = response.state.substate;
  event.started_at = response.start;
  event.ended_at = response.end;
  const auto number = [](const contracts::Value& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole == nullptr ? std::int64_t{0} : *whole;
  };
  for (const auto& [id, value] : response.data) {
    if (id == job_control::data::kGood) event.good = number(value);
    if (id == job_control::data::kScrap) event.scrap = number(value);
    if (id == job_control::data::kGaps) event.gaps = number(value);
    if (id == job_control::data::kGap) event.gap = contracts::to_text(value);
    if (id == job_control::data::kReason) event.reason = contracts::to_text(value);
    for (auto& parameter : event.parameters)
      if (parameter.name == id) parameter.readback = contracts::number_in(value);
  }
}

}  // namespace

std::vector<opcua::EventFieldSpec> job_fields() {
  const std::string uri(job_control::kNamespace);
  return {{job_control::id::kStatusEventType, {{2, "JobOrder"}}, uri},
          {job_control::id::kStatusEventType, {{2, "JobResponse"}}, uri},
          {kBaseEventType, {{0, "SourceName"}}},
          {kBaseEventType, {{0, "Time"}}}};
}

std::optional<JobEvent> job_from(const std::vector<EventField>& fields) {
  if (fields.size() != job_fields().size()) return std::nullopt;
  const auto order = job_control::decode_order(text_of(fields[0]));
  const auto response = job_control::decode_response(text_of(fields[1]));
  const auto* time = std::get_if<Timestamp>(&fields[3]);
  if (!order || !response || order->id.empty() || time == nullptr) return std::nullopt;
  JobEvent event;
  event.equipment = contracts::EquipmentPath{text_of(fields[2])};
  event.job = order->id;
  const auto made = job_control::produced(order->materials);
  event.material = made.definition;
  event.quantity = made.quantity;
  for (const auto& parameter : order->parameters) event.parameters.push_back({parameter.id, parameter.value, {}});
  put(event, *response);
  event.time = *time;
  event.hops = {{"scada", *time}};
  return event;
}

void take_response(JobEvent& last, const std::string& bytes, Timestamp now) {
  last.time = now;
  last.hops = {{"bridge.received", now}};
  const auto response = job_control::decode_response(bytes);
  if (response && response->job_order == last.job) {
    put(last, *response);
  } else {
    last.state = "Absent";
    last.substate.clear();
  }
}

}  // namespace millwright::bridge::upward
