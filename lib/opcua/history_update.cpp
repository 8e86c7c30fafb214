// HistoryUpdate of the server: what a client wants changed, checked as far as OPC UA alone can.
#include <cmath>

#include "lib/base/log.h"
#include "lib/opcua/history.h"
#include "lib/opcua/history_service.h"
#include "lib/opcua/ua.h"

namespace millwright::opcua {
namespace {

std::optional<PerformUpdate> how_of(UA_PerformUpdateType type) {
  switch (type) {
    case UA_PERFORMUPDATETYPE_INSERT:
      return PerformUpdate::insert;
    case UA_PERFORMUPDATETYPE_REPLACE:
      return PerformUpdate::replace;
    case UA_PERFORMUPDATETYPE_UPDATE:
      return PerformUpdate::update;
    default:
      return std::nullopt;
  }
}

/// A moment that can be kept: neither "none" nor beyond what our times reach.
bool is_moment(UA_DateTime time) { return time != 0 && to_ua(from_ua(time)) == time; }

/// Good, with `value` set; else why this value cannot be kept.
StatusCode take(const UA_DataValue& given, HistoryValue& value) {
  if (!given.hasSourceTimestamp || !is_moment(given.sourceTimestamp)) return UA_STATUSCODE_BADINVALIDTIMESTAMP;
  value.time = from_ua(given.sourceTimestamp);
  value.status = contracts::Quality{given.hasStatus ? given.status : UA_STATUSCODE_GOOD};
  const bool holds = given.hasValue && given.value.type != nullptr;
  value.value = holds ? value_in(given.value) : std::nullopt;
  const auto* real = value.value ? std::get_if<double>(&*value.value) : nullptr;
  if (real != nullptr && !std::isfinite(*real)) return UA_STATUSCODE_BADOUTOFRANGE;
  // Only of what is Bad there may be no value.
  if (!value.value && (holds || !value.status.is_bad())) return UA_STATUSCODE_BADTYPEMISMATCH;
  return UA_STATUSCODE_GOOD;
}

void give(UA_HistoryUpdateResult& result, const std::vector<StatusCode>& codes) {
  result.operationResults = static_cast<UA_StatusCode*>(UA_Array_new(codes.size(), &UA_TYPES[UA_TYPES_STATUSCODE]));
  if (result.operationResults == nullptr) return;
  result.operationResultsSize = codes.size();
  std::ranges::copy(codes, result.operationResults);
}

}  // namespace

void update_data(UA_Server*, void* context, const UA_NodeId*, void* session_context, const UA_RequestHeader*,
                 const UA_UpdateDataDetails* details, UA_HistoryUpdateResult* result) {
  auto& server = *static_cast<Server*>(context);
  const auto* user = static_cast<const SessionUser*>(session_context);
  std::string node;
  result->statusCode = user == nullptr ? UA_STATUSCODE_BADUSERACCESSDENIED : kept_node(server, details->nodeId, node);
  if (result->statusCode != UA_STATUSCODE_GOOD) return;
  const auto how = how_of(details->performInsertReplace);
  if (!how) result->statusCode = UA_STATUSCODE_BADHISTORYOPERATIONINVALID;
  if (details->updateValuesSize == 0) result->statusCode = UA_STATUSCODE_BADNOTHINGTODO;
  if (details->updateValuesSize > kHistoryPageMax) result->statusCode = UA_STATUSCODE_BADTOOMANYOPERATIONS;
  if (result->statusCode != UA_STATUSCODE_GOOD) return;

  std::vector<StatusCode> codes(details->updateValuesSize);
  std::vector<HistoryValue> values;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    HistoryValue value;
    codes[i] = take(details->updateValues[i], value);
    if (codes[i] == UA_STATUSCODE_GOOD) values.push_back(std::move(value));
  }
  const auto done = server.policy().history().update(*user, node, *how, values);
  if (!done) {
    Logger("opcua").warning("history of {} is not changed: {}", node, done.error().message);
    result->statusCode = done.error().code;
    return;
  }
  auto next = done->begin();
  for (auto& code : codes)
    if (code == UA_STATUSCODE_GOOD && next != done->end()) code = *next++;
  give(*result, codes);
}

void delete_raw_modified(UA_Server*, void* context, const UA_NodeId*, void* session_context, const UA_RequestHeader*,
                         const UA_DeleteRawModifiedDetails* details, UA_HistoryUpdateResult* result) {
  auto& server = *static_cast<Server*>(context);
  const auto* user = static_cast<const SessionUser*>(session_context);
  std::string node;
  result->statusCode = user == nullptr ? UA_STATUSCODE_BADUSERACCESSDENIED : kept_node(server, details->nodeId, node);
  if (result->statusCode != UA_STATUSCODE_GOOD) return;
  const auto from = from_ua(details->startTime);
  auto to = from_ua(details->endTime);
  // The same moment twice: what stands at that moment.
  if (details->startTime == details->endTime) to += kHistoryTick;
  if (details->isDeleteModified) {
    result->statusCode = UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED;
  } else if (details->startTime == 0 || details->endTime == 0 || from >= to) {
    result->statusCode = UA_STATUSCODE_BADINVALIDTIMESTAMPARGUMENT;
  } else {
    result->statusCode = server.policy().history().remove(*user, node, from, to);
  }
}

}  // namespace millwright::opcua
