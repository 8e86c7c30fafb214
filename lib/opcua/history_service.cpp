#include "lib/opcua/history_service.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <span>

#include "lib/base/log.h"
#include "lib/opcua/history.h"
#include "lib/opcua/ua.h"

namespace millwright::opcua {
namespace {

constexpr auto kCallBudget = 1s;  // what a call may take of the server's thread, beyond its first interval
constexpr double kNsPerMs = 1e6;
constexpr double kLongest_ms = 9e12;  // about 285 years, which 64 bits of ns hold

std::string key_of(const UA_NodeId& session) {
  UA_String printed = UA_STRING_NULL;
  UA_NodeId_print(&session, &printed);
  const Owned<UA_String> owner(printed, UA_TYPES[UA_TYPES_STRING]);
  return text_of(*owner);
}

/// One HistoryRead, whatever its details.
struct Call {
  Server& server;
  const UA_NodeId* session;
  const void* user;
  UA_TimestampsToReturn timestamps;
  bool release;
  std::span<const UA_HistoryReadValueId> nodes;
  UA_HistoryReadResponse* response;
  UA_HistoryData* const* data;
};

/// What is answered for one node. `position` is where the next page begins; empty on the last.
struct Answer {
  StatusCode status = UA_STATUSCODE_GOOD;
  std::vector<HistoryValue> values;
  std::string position;
};
using ReadNode = std::function<Answer(std::size_t index, const std::string& node, const std::string& position)>;

void refuse_all(UA_HistoryReadResponse* response, UA_StatusCode status) {
  UA_Array_delete(response->results, response->resultsSize, &UA_TYPES[UA_TYPES_HISTORYREADRESULT]);
  response->results = nullptr;
  response->resultsSize = 0;
  response->responseHeader.serviceResult = status;
}

void fill(UA_HistoryData& data, const std::vector<HistoryValue>& values) {
  data.dataValues = static_cast<UA_DataValue*>(UA_Array_new(values.size(), &UA_TYPES[UA_TYPES_DATAVALUE]));
  if (data.dataValues == nullptr) return;
  data.dataValuesSize = values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& out = data.dataValues[i];
    out.hasValue = values[i].value.has_value();
    if (out.hasValue) out.value = to_variant(*values[i].value).release();
    out.hasStatus = true;
    out.status = values[i].status.code();
    out.hasSourceTimestamp = true;
    out.sourceTimestamp = to_ua(values[i].time);
  }
}

UA_StatusCode read_one(const Call& call, HistoryKind kind, std::size_t index, const ReadNode& read) {
  const auto& asked = call.nodes[index];
  auto& points = call.server.continuation_points();
  const auto continuation = text_of(asked.continuationPoint);
  if (call.release)
    return points.release(key_of(*call.session), continuation) ? UA_STATUSCODE_GOOD
                                                               : UA_STATUSCODE_BADCONTINUATIONPOINTINVALID;
  std::string node;
  if (const auto status = kept_node(call.server, asked.nodeId, node); status != UA_STATUSCODE_GOOD) return status;
  if (asked.indexRange.length > 0) return UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED;
  // Only when the device read it is kept, not when the server took it in.
  if (call.timestamps == UA_TIMESTAMPSTORETURN_SERVER) return UA_STATUSCODE_BADTIMESTAMPNOTSUPPORTED;
  std::string position;
  if (!continuation.empty()) {
    auto kept = points.take(key_of(*call.session), kind, node, continuation);
    if (!kept) return UA_STATUSCODE_BADCONTINUATIONPOINTINVALID;
    position = std::move(*kept);
  }
  const auto answer = read(index, node, position);
  fill(*call.data[index], answer.values);
  if (!answer.position.empty()) {
    const auto next = points.keep(key_of(*call.session), {kind, node, answer.position});
    const auto bytes = borrowed(next);
    UA_ByteString_copy(&bytes, &call.response->results[index].continuationPoint);
  }
  return answer.status;
}

void read_each(const Call& call, HistoryKind kind, const ReadNode& read) {
  if (call.user == nullptr) return refuse_all(call.response, UA_STATUSCODE_BADUSERACCESSDENIED);
  if (call.nodes.size() > kHistoryNodesMax) return refuse_all(call.response, UA_STATUSCODE_BADTOOMANYOPERATIONS);
  if (call.timestamps > UA_TIMESTAMPSTORETURN_BOTH)
    return refuse_all(call.response, UA_STATUSCODE_BADTIMESTAMPSTORETURNINVALID);
  for (std::size_t i = 0; i < call.nodes.size(); ++i)
    call.response->results[i].statusCode = read_one(call, kind, i, read);
}

std::optional<Timestamp> given(UA_DateTime time) {
  if (time == 0) return std::nullopt;
  return from_ua(time);
}

HistoryValue value_of(const contracts::Sample& sample) {
  if (sample.quality == kBadBoundNotFound) return {sample.source_time, std::nullopt, sample.quality};
  return {sample.source_time, sample.value, sample.quality};
}

Answer failed(const Failure<StatusCode>& failure, const std::string& node) {
  // What a client asks wrongly it is told; what cannot be read is the operator's matter too.
  if (failure.code == UA_STATUSCODE_BADDATAUNAVAILABLE)
    Logger("opcua").error("history of {}: {}", node, failure.message);
  return {failure.code, {}, {}};
}

/// A position that is a count of what was given before.
std::optional<std::uint64_t> count_in(const std::string& position) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), count);
  const bool sound = position.empty() || (error == std::errc{} && end == position.data() + position.size());
  return sound ? std::optional(count) : std::nullopt;
}

void read_raw(UA_Server*, void* context, const UA_NodeId* session, void* user, const UA_RequestHeader*,
              const UA_ReadRawModifiedDetails* details, UA_TimestampsToReturn timestamps, UA_Boolean release,
              size_t nodes_count, const UA_HistoryReadValueId* nodes, UA_HistoryReadResponse* response,
              UA_HistoryData* const* const data) {
  auto& server = *static_cast<Server*>(context);
  const Call call{server, session, user, timestamps, release, {nodes, nodes_count}, response, data};
  read_each(call, HistoryKind::raw, [&](std::size_t, const std::string& node, const std::string& position) {
    const RawSource source = [&](Timestamp from, Timestamp to, std::size_t limit, Order order) {
      return server.policy().history().raw(node, from, to, limit, order);
    };
    const auto page = read_history(source, {given(details->startTime), given(details->endTime),
                                            details->numValuesPerNode, details->returnBounds, position});
    Answer answer{page.status, {}, page.position};
    for (const auto& sample : page.samples) answer.values.push_back(value_of(sample));
    return answer;
  });
}

void read_at_time(UA_Server*, void* context, const UA_NodeId* session, void* user, const UA_RequestHeader*,
                  const UA_ReadAtTimeDetails* details, UA_TimestampsToReturn timestamps, UA_Boolean release,
                  size_t nodes_count, const UA_HistoryReadValueId* nodes, UA_HistoryReadResponse* response,
                  UA_HistoryData* const* const data) {
  auto& server = *static_cast<Server*>(context);
  const Call call{server, session, user, timestamps, release, {nodes, nodes_count}, response, data};
  read_each(call, HistoryKind::at_time, [&](std::size_t, const std::string& node, const std::string& position) {
    const auto first = count_in(position).value_or(0);
    const auto end = std::min<std::uint64_t>(details->reqTimesSize, first + kHistoryPageMax);
    std::vector<Timestamp> times;
    for (auto i = first; i < end; ++i) times.push_back(from_ua(details->reqTimes[i]));
    if (times.empty()) return Answer{UA_STATUSCODE_BADINVALIDARGUMENT, {}, {}};
    auto values = server.policy().history().at_time(node, times, details->useSimpleBounds);
    if (!values) return failed(values.error(), node);
    return Answer{UA_STATUSCODE_GOOD, std::move(*values), end < details->reqTimesSize ? std::to_string(end) : ""};
  });
}

/// What all nodes of a ReadProcessed share; nullopt for an interval that is none.
std::optional<ProcessedQuery> query_of(const UA_ReadProcessedDetails& details) {
  ProcessedQuery query;
  const auto interval_ms = details.processingInterval;
  const auto start = given(details.startTime);
  const auto end = given(details.endTime);
  // Below the resolution of a DateTime there is no interval but "one of all".
  const bool too_short = interval_ms != 0 && interval_ms * kNsPerMs < static_cast<double>(kHistoryTick.count());
  if (!start || !end || *start == *end || !std::isfinite(interval_ms) || too_short) return std::nullopt;
  query.start = *start;
  query.end = *end;
  query.interval = Duration{std::llround(std::min(interval_ms, kLongest_ms) * kNsPerMs)};
  const auto& asked = details.aggregateConfiguration;
  if (!asked.useServerCapabilitiesDefaults)
    query.rules = AggregateRules{asked.treatUncertainAsBad, asked.percentDataBad, asked.percentDataGood,
                                 asked.useSlopedExtrapolation};
  query.limit = kHistoryPageMax;
  return query;
}

void read_processed(UA_Server*, void* context, const UA_NodeId* session, void* user, const UA_RequestHeader*,
                    const UA_ReadProcessedDetails* details, UA_TimestampsToReturn timestamps, UA_Boolean release,
                    size_t nodes_count, const UA_HistoryReadValueId* nodes, UA_HistoryReadResponse* response,
                    UA_HistoryData* const* const data) {
  auto& server = *static_cast<Server*>(context);
  const Call call{server, session, user, timestamps, release, {nodes, nodes_count}, response, data};
  auto query = query_of(*details);
  if (!release && details->aggregateTypeSize != nodes_count)
    return refuse_all(response, UA_STATUSCODE_BADAGGREGATELISTMISMATCH);
  if (!release && !query) return refuse_all(response, UA_STATUSCODE_BADINVALIDARGUMENT);
  if (query) query->until = std::chrono::steady_clock::now() + kCallBudget;
  bool any = false;
  read_each(call, HistoryKind::processed, [&](std::size_t i, const std::string& node, const std::string& position) {
    const auto& aggregate = details->aggregateType[i];
    if (aggregate.namespaceIndex != 0 || aggregate.identifierType != UA_NODEIDTYPE_NUMERIC)
      return Answer{UA_STATUSCODE_BADAGGREGATENOTSUPPORTED, {}, {}};
    query->aggregate = aggregate.identifier.numeric;
    query->first = count_in(position).value_or(0);
    // Nodes that the time of this call does not reach are answered by a continuation point alone.
    query->at_least = std::exchange(any, true) ? 0 : 1;
    auto page = server.policy().history().processed(node, *query);
    if (!page) return failed(page.error(), node);
    const auto next = query->first + page->values.size();
    return Answer{UA_STATUSCODE_GOOD, std::move(page->values), page->more ? std::to_string(next) : ""};
  });
}

/// Without these two the library calls what is not there.
void no_modified(UA_Server*, void*, const UA_NodeId*, void*, const UA_RequestHeader*, const UA_ReadRawModifiedDetails*,
                 UA_TimestampsToReturn, UA_Boolean, size_t, const UA_HistoryReadValueId*,
                 UA_HistoryReadResponse* response, UA_HistoryModifiedData* const* const) {
  refuse_all(response, UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED);
}
void no_events(UA_Server*, void*, const UA_NodeId*, void*, const UA_RequestHeader*, const UA_ReadEventDetails*,
               UA_TimestampsToReturn, UA_Boolean, size_t, const UA_HistoryReadValueId*,
               UA_HistoryReadResponse* response, UA_HistoryEvent* const* const) {
  refuse_all(response, UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED);
}

}  // namespace

UA_StatusCode kept_node(Server& server, const UA_NodeId& node, std::string& path) {
  const auto found = path_of(node, server.plant_ns());
  if (found && server.policy().history().keeps(*found)) {
    path = *found;
    return UA_STATUSCODE_GOOD;
  }
  UA_NodeClass node_class = UA_NODECLASS_UNSPECIFIED;
  const bool exists = UA_Server_readNodeClass(server.handle(), node, &node_class) == UA_STATUSCODE_GOOD;
  return exists ? UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED : UA_STATUSCODE_BADNODEIDUNKNOWN;
}

void end_history_session(Server& server, const UA_NodeId& session) {
  server.continuation_points().end_session(key_of(session));
}

UA_StatusCode tell_history_limits(UA_Server* server) {
  const auto points = static_cast<UA_UInt16>(ContinuationPoints::kPerSession);
  const auto kept = standard_id(UA_NS0ID_SERVER_SERVERCAPABILITIES_MAXHISTORYCONTINUATIONPOINTS);
  const auto status = UA_Server_writeValue(server, kept, *to_variant(&points, UA_TYPES[UA_TYPES_UINT16]));
  if (status != UA_STATUSCODE_GOOD) return status;
  // The library has no such limit of its own, and so not the node either.
  const UA_UInt32 nodes = kHistoryNodesMax;
  const auto held = to_variant(&nodes, UA_TYPES[UA_TYPES_UINT32]);
  auto attributes = UA_VariableAttributes_default;
  attributes.displayName = {UA_STRING_STATIC("en"), UA_STRING_STATIC("MaxNodesPerHistoryReadData")};
  attributes.dataType = UA_TYPES[UA_TYPES_UINT32].typeId;
  attributes.valueRank = UA_VALUERANK_SCALAR;
  attributes.accessLevel = UA_ACCESSLEVELMASK_READ;
  attributes.value = *held;
  return UA_Server_addVariableNode(
      server, standard_id(UA_NS0ID_SERVER_SERVERCAPABILITIES_OPERATIONLIMITS_MAXNODESPERHISTORYREADDATA),
      standard_id(UA_NS0ID_SERVER_SERVERCAPABILITIES_OPERATIONLIMITS), standard_id(UA_NS0ID_HASPROPERTY),
      {0, attributes.displayName.text}, standard_id(UA_NS0ID_PROPERTYTYPE), attributes, nullptr, nullptr);
}

void serve_history(UA_ServerConfig& config, Server& server) {
  config.historizingEnabled = true;
  config.accessHistoryDataCapability = true;
  config.maxReturnDataValues = static_cast<UA_UInt32>(kHistoryPageMax);
  config.insertDataCapability = true;
  config.replaceDataCapability = true;
  config.updateDataCapability = true;
  config.deleteRawCapability = true;
  auto& history = config.historyDatabase;
  history.context = &server;
  history.readRaw = read_raw;
  history.readModified = no_modified;
  history.readEvent = no_events;
  history.readAtTime = read_at_time;
  history.readProcessed = read_processed;
  history.updateData = update_data;
  history.deleteRawModified = delete_raw_modified;
}

}  // namespace millwright::opcua
