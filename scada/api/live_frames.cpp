#include "scada/api/live_frames.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace millwright::scada::api {
namespace {

struct Subscription {
  std::vector<std::string> subscribe;
};
BOOST_DESCRIBE_STRUCT(Subscription, (), (subscribe))

struct CommandNews {
  contracts::CommandId id;
  contracts::EquipmentPath equipment;
  std::string command;
  contracts::CommandState state = contracts::CommandState::accepted;
  std::string reason;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(CommandNews, (), (id, equipment, command, state, reason, detail))

struct JobNews {
  std::string id;
  std::string equipment;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(JobNews, (), (id, equipment, state))

void write_value(std::string& out, const contracts::Value& value) {
  const auto to = std::back_inserter(out);
  if (const auto* text = std::get_if<std::string>(&value)) {
    out += json::serialize(json::value(*text));
  } else if (const auto* number = std::get_if<double>(&value)) {
    if (std::isfinite(*number))
      fmt::format_to(to, "{}", *number);
    else
      out += "null";
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    fmt::format_to(to, "{}", *whole);
  } else {
    out += std::get<bool>(value) ? "true" : "false";
  }
}

template <class T>
std::string frame(std::string_view kind, std::string_view key, const T& body) {
  json::object object{{"kind", kind}};
  object[key] = to_json(body);
  return json::serialize(object);
}

}  // namespace

void write_fragment(std::string& out, const contracts::TagPath& path, const contracts::Sample& sample) {
  out.clear();
  // Paths and quality names are of letters, digits and '/': nothing in them needs escaping.
  fmt::format_to(std::back_inserter(out), R"({{"path":"{}","value":)", path.str());
  write_value(out, sample.value);
  fmt::format_to(std::back_inserter(out), R"(,"quality":"{}","time":"{}"}})", sample.quality.name(),
                 to_rfc3339(sample.source_time));
}

void ValuesFrame::add(const std::string& fragment) {
  if (!first_) text_ += ',';
  first_ = false;
  text_ += fragment;
}

std::shared_ptr<const std::string> ValuesFrame::finish() && {
  text_ += "]}";
  return std::make_shared<const std::string>(std::move(text_));
}

std::string alarm_frame(const alarms::Alarm& alarm) { return frame("alarm", "alarm", alarm); }

std::string command_frame(const contracts::CommandResult& result) {
  return frame("command", "command",
               CommandNews{result.id, result.equipment, result.command, result.state, result.reason, result.detail});
}

std::string authority_frame(const AuthorityView& change) { return frame("authority", "change", change); }
std::string job_frame(const jobs::Job& job) {
  return frame("job", "job", JobNews{job.order.id, job.equipment.str(), std::string(enum_name(job.state))});
}
std::string heartbeat_frame(Timestamp now) { return frame("heartbeat", "time", now); }
std::string error_frame(const std::string& message) { return frame("error", "message", message); }

Result<std::vector<std::string>, JsonError> parse_subscription(std::string_view text) {
  auto read = from_json_text<Subscription>(text);
  if (!read) return std::unexpected(std::move(read.error()));
  return std::move(read->subscribe);
}

}  // namespace millwright::scada::api
