// GET /api/v1/alarms, their journal, and the acknowledgement.
#include <algorithm>

#include "scada/alarms/journal.h"
#include "scada/api/operator_api.h"
#include "scada/api/query.h"

namespace millwright::scada::api {
namespace {

using alarms::Alarm;
using alarms::AlarmError;
using alarms::AlarmState;

struct AcknowledgeRequest {
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(AcknowledgeRequest, (), (comment))

http::HttpResult<std::vector<Alarm>> list(const Parts& parts, const http::Call& call) {
  const auto wanted = call.find("state").value_or("all");
  bool (*keep)(const Alarm&) = nullptr;
  if (wanted == "active") keep = [](const Alarm& a) { return alarms::is_active(a.state); };
  if (wanted == "unacknowledged") keep = [](const Alarm& a) { return alarms::is_unacknowledged(a.state); };
  if (wanted == "all") keep = [](const Alarm& a) { return a.state != AlarmState::NORM; };
  if (keep == nullptr) return http::bad_request("state: expected active, unacknowledged or all");
  std::vector<Alarm> found;
  for (auto& alarm : parts.alarms.list())
    if (keep(alarm)) found.push_back(std::move(alarm));
  std::ranges::sort(found, [](const Alarm& a, const Alarm& b) {
    return std::tuple(a.priority, b.active_since, a.id) < std::tuple(b.priority, a.active_since, b.id);
  });
  return found;
}

http::HttpResult<Alarm> acknowledge(const Parts& parts, const http::Call& call, const AcknowledgeRequest& request) {
  const auto& id = call.parameters.at("id");
  auto done = parts.alarms.acknowledge(id, call.identity.user, request.comment.value_or(""));
  if (!done) {
    switch (done.error().code) {
      case AlarmError::unknown:
        return http::not_found(done.error().message);
      case AlarmError::nothing_to_acknowledge:
        return http::conflict("nothing_to_acknowledge", done.error().message);
      case AlarmError::storage:
        return http::unavailable(done.error().message);
    }
  }
  const auto audited = parts.audit.append({0, parts.clock.utc(), call.identity.user, "alarm.acknowledge", id,
                                           std::string(enum_name(done->state)), request.comment.value_or("")});
  if (!audited) return http::unavailable(audited.error().message);
  return *done;
}

}  // namespace

void add_alarm_routes(http::Router& router, const Parts& parts) {
  router.add<http::Nothing, std::vector<Alarm>>(
      {.method = http::Method::get,
       .path = "/api/v1/alarms",
       .summary = "Alarms with their ISA-18.2 state, most urgent first",
       .access = http::Access::signed_in(),
       .query = {{"state", "active, unacknowledged, or all that are not normal (the default)"}}},
      [&parts](const http::Call& call) { return list(parts, call); });
  router.add<AcknowledgeRequest, Alarm>({.method = http::Method::post,
                                         .path = "/api/v1/alarms/{id}/acknowledge",
                                         .summary = "Acknowledge an alarm; its id is percent-encoded",
                                         .access = http::Access::any_of({"operator", "engineer", "admin"})},
                                        [&parts](const http::Call& call, const AcknowledgeRequest& request) {
                                          return acknowledge(parts, call, request);
                                        });
  router.add<http::Nothing, std::vector<alarms::JournalRow>>(
      {.method = http::Method::get,
       .path = "/api/v1/alarms/journal",
       .summary = "Every transition of every alarm, newest first",
       .access = http::Access::signed_in(),
       .query = {{"limit", "how many, 200 if left out"},
                 {"from", "RFC 3339; from the first on if left out"},
                 {"to", "RFC 3339, not included; to the last if left out"}}},
      [&parts](const http::Call& call) -> http::HttpResult<std::vector<alarms::JournalRow>> {
        const auto limit = limit_in(call, 200, 10'000);
        if (!limit) return std::unexpected(limit.error());
        const auto from = time_in(call, "from", Timestamp::min());
        if (!from) return std::unexpected(from.error());
        const auto to = time_in(call, "to", Timestamp::max());
        if (!to) return std::unexpected(to.error());
        auto rows = alarms::read_journal(parts.database, *limit, *from, *to);
        if (!rows) return http::unavailable(rows.error().message);
        return std::move(*rows);
      });
}

}  // namespace millwright::scada::api
