// Reads, method calls, history and the clock of a client session.
#include <open62541/client_highlevel.h>

#include <algorithm>

#include "lib/opcua/client_session.h"

namespace millwright::opcua {
namespace {

constexpr std::size_t kNodesPerRead = 1'000;
constexpr UA_UInt32 kSamplesPerPage = 5'000;
constexpr int kClockReadings = 5;

constexpr std::uint16_t kNoNamespace = 0xFFFF;

Owned<UA_Variant> texts_variant(const Texts& texts) {
  UA_LocalizedText text{UA_STRING_STATIC("en"), borrowed(texts.text)};
  auto variant = owned_variant();
  UA_Variant_setArrayCopy(variant.get(), &text, texts.text.empty() ? 0 : 1, &UA_TYPES[UA_TYPES_LOCALIZEDTEXT]);
  return variant;
}

contracts::Value output_of(const UA_Variant& variant) {
  if (const auto time = time_in(variant)) return contracts::Value{std::int64_t{unix_ns(*time)}};
  return value_in(variant).value_or(contracts::Value{std::string{}});
}

UA_DateTime rounded_up(Timestamp time) { return to_ua(time + 99ns); }

}  // namespace

Result<std::vector<contracts::Sample>, ClientError> ClientSession::read(const std::vector<NodePath>& nodes) {
  std::vector<contracts::Sample> samples;
  samples.reserve(nodes.size());
  for (std::size_t first = 0; first < nodes.size(); first += kNodesPerRead) {
    const auto count = std::min(kNodesPerRead, nodes.size() - first);
    std::vector<UA_ReadValueId> ids(count);
    for (std::size_t i = 0; i < count; ++i) {
      UA_ReadValueId_init(&ids[i]);
      ids[i].nodeId = path_id(ns_, nodes[first + i]);
      ids[i].attributeId = UA_ATTRIBUTEID_VALUE;
    }
    UA_ReadRequest request;
    UA_ReadRequest_init(&request);
    request.timestampsToReturn = UA_TIMESTAMPSTORETURN_BOTH;
    request.nodesToRead = ids.data();
    request.nodesToReadSize = ids.size();
    const Owned<UA_ReadResponse> response(UA_Client_Service_read(client_, request), UA_TYPES[UA_TYPES_READRESPONSE]);
    if (const auto status = response->responseHeader.serviceResult; status != UA_STATUSCODE_GOOD)
      return failed(status, "values cannot be read");
    if (response->resultsSize != count)
      return fail(ClientError::bad_status, "{} values asked for, {} answered", count, response->resultsSize);
    for (std::size_t i = 0; i < count; ++i) samples.push_back(sample_in(response->results[i]));
  }
  return samples;
}

std::uint16_t ClientSession::index_of(const std::string& uri) {
  if (const auto known = namespaces_.find(uri); known != namespaces_.end()) return known->second;
  std::uint16_t index = kNoNamespace;
  auto text = borrowed(uri);
  if (UA_Client_NamespaceGetIndex(client_, &text, &index) != UA_STATUSCODE_GOOD) return kNoNamespace;
  namespaces_[uri] = index;
  return index;
}

Owned<UA_Variant> ClientSession::variant_of(const Argument& argument) {
  if (const auto* time = std::get_if<Timestamp>(&argument)) return to_variant(*time);
  if (const auto* texts = std::get_if<Texts>(&argument)) return texts_variant(*texts);
  if (const auto* structure = std::get_if<Structure>(&argument)) {
    UA_ExtensionObject object;
    UA_ExtensionObject_init(&object);
    object.encoding = UA_EXTENSIONOBJECT_ENCODED_BYTESTRING;
    object.content.encoded.typeId = UA_NODEID_NUMERIC(index_of(structure->ns), structure->encoding);
    object.content.encoded.body = borrowed(structure->bytes);
    return to_variant(&object, UA_TYPES[UA_TYPES_EXTENSIONOBJECT]);
  }
  return to_variant(std::get<contracts::Value>(argument));
}

Result<MethodAnswer, ClientError> ClientSession::call(const NodePath& object, const NodePath& method,
                                                      const std::vector<Argument>& arguments) {
  std::vector<Owned<UA_Variant>> owned;
  std::vector<UA_Variant> inputs;
  for (const auto& argument : arguments) owned.push_back(variant_of(argument));
  for (const auto& variant : owned) inputs.push_back(*variant);
  UA_CallMethodRequest item;
  UA_CallMethodRequest_init(&item);
  item.objectId = path_id(ns_, object);
  item.methodId = path_id(ns_, method);
  item.inputArguments = inputs.data();
  item.inputArgumentsSize = inputs.size();
  return call_method(item);
}

Result<MethodAnswer, ClientError> ClientSession::call_method(const UA_CallMethodRequest& method) {
  auto item = method;
  UA_CallRequest request;
  UA_CallRequest_init(&request);
  request.methodsToCall = &item;
  request.methodsToCallSize = 1;
  const Owned<UA_CallResponse> response(UA_Client_Service_call(client_, request), UA_TYPES[UA_TYPES_CALLRESPONSE]);
  if (const auto status = response->responseHeader.serviceResult; status != UA_STATUSCODE_GOOD)
    return failed(status, "a method cannot be called");
  if (response->resultsSize != 1) return fail(ClientError::bad_status, "a method call was answered without a result");
  const auto& result = response->results[0];
  MethodAnswer answer;
  answer.status = contracts::Quality{result.statusCode};
  // A server may send empty outputs with a refusal: they mean nothing.
  const auto outputs = answer.status.is_bad() ? 0 : result.outputArgumentsSize;
  for (std::size_t i = 0; i < outputs; ++i) answer.outputs.push_back(output_of(result.outputArguments[i]));
  return answer;
}

Result<void, ClientError> ClientSession::refresh_conditions() {
  const auto events = std::ranges::find_if(subscriptions_, [](const auto& s) { return bool{s->on_event}; });
  if (events == subscriptions_.end())
    return fail(ClientError::bad_status, "conditions can be refreshed only after subscribe_events");
  const UA_UInt32 id = (*events)->id;
  auto input = opcua::to_variant(&id, UA_TYPES[UA_TYPES_UINT32]);
  UA_CallMethodRequest item;
  UA_CallMethodRequest_init(&item);
  item.objectId = standard_id(UA_NS0ID_CONDITIONTYPE);
  item.methodId = standard_id(UA_NS0ID_CONDITIONTYPE_CONDITIONREFRESH);
  item.inputArguments = input.get();
  item.inputArgumentsSize = 1;
  const auto answer = call_method(item);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status.is_bad()) return failed(answer->status.code(), "conditions cannot be refreshed");
  return {};
}

Result<std::vector<contracts::Sample>, ClientError> ClientSession::history(const NodePath& node, Timestamp from,
                                                                           Timestamp to) {
  UA_ReadRawModifiedDetails details;
  UA_ReadRawModifiedDetails_init(&details);
  details.startTime = to_ua(from);
  details.endTime = rounded_up(to);
  details.numValuesPerNode = kSamplesPerPage;
  Owned<UA_ByteString> continuation(UA_TYPES[UA_TYPES_BYTESTRING]);
  std::vector<contracts::Sample> samples;
  do {
    UA_HistoryReadValueId id;
    UA_HistoryReadValueId_init(&id);
    id.nodeId = path_id(ns_, node);
    id.continuationPoint = *continuation;
    UA_HistoryReadRequest request;
    UA_HistoryReadRequest_init(&request);
    UA_ExtensionObject_setValueNoDelete(&request.historyReadDetails, &details,
                                        &UA_TYPES[UA_TYPES_READRAWMODIFIEDDETAILS]);
    request.timestampsToReturn = UA_TIMESTAMPSTORETURN_BOTH;
    request.nodesToRead = &id;
    request.nodesToReadSize = 1;
    Owned<UA_HistoryReadResponse> response(UA_Client_Service_historyRead(client_, request),
                                           UA_TYPES[UA_TYPES_HISTORYREADRESPONSE]);
    if (const auto status = response->responseHeader.serviceResult; status != UA_STATUSCODE_GOOD)
      return failed(status, "history cannot be read");
    if (response->resultsSize != 1) return fail(ClientError::bad_status, "{}: history without a result", node);
    auto& result = response->results[0];
    if (contracts::Quality{result.statusCode}.is_bad()) return failed(result.statusCode, node + ": no history");
    if (const auto* data = decoded_as<UA_HistoryData>(result.historyData, UA_TYPES[UA_TYPES_HISTORYDATA]))
      for (std::size_t i = 0; i < data->dataValuesSize; ++i) samples.push_back(sample_in(data->dataValues[i]));
    continuation = Owned<UA_ByteString>(std::exchange(result.continuationPoint, UA_BYTESTRING_NULL),
                                        UA_TYPES[UA_TYPES_BYTESTRING]);
  } while (continuation->length > 0);
  return samples;
}

Result<ClientSession::Offset, ClientError> ClientSession::clock_offset() {
  const SystemClock clock;
  std::optional<Offset> best;
  for (int reading = 0; reading < kClockReadings; ++reading) {
    auto value = owned_variant();
    const auto sent_at = clock.utc();
    const auto sent = clock.monotonic();
    const auto status =
        UA_Client_readValueAttribute(client_, standard_id(UA_NS0ID_SERVER_SERVERSTATUS_CURRENTTIME), value.get());
    const Duration round_trip = clock.monotonic() - sent;
    if (status != UA_STATUSCODE_GOOD) return failed(status, "the server's clock cannot be read");
    const auto server = time_in(*value);
    if (!server) return fail(ClientError::bad_status, "the server has no clock");
    // The shortest round trip bounds the error best.
    if (!best || round_trip / 2 < best->bound) best = Offset{*server - (sent_at + round_trip / 2), round_trip / 2};
  }
  return *best;
}

}  // namespace millwright::opcua
