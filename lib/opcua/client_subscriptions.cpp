// Subscriptions of a client session: creation with a check of what the server really granted, and notifications.
#include <open62541/client_subscriptions.h>

#include <algorithm>
#include <array>

#include "lib/opcua/client_session.h"

namespace millwright::opcua {
namespace {

constexpr std::size_t kItemsPerRequest = 500;
constexpr double kKeepAliveMs = 1'000;
constexpr double kLifetimeMs = 30'000;
constexpr UA_UInt32 kEventQueue = 10'000;
constexpr double kIntervalTolerance = 1.01;

double milliseconds(Duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

EventField field_of(const UA_Variant& variant) {
  if (const auto time = time_in(variant)) {
    if (*time == Timestamp{}) return std::monostate{};
    return *time;
  }
  if (auto value = value_in(variant)) return std::move(*value);
  return std::monostate{};
}

/// A select clause whose names are borrowed from `spec`; the path's array is owned by the filter it goes into.
UA_SimpleAttributeOperand clause_of(const EventFieldSpec& spec, std::uint16_t plant_ns, std::uint16_t companion) {
  UA_SimpleAttributeOperand clause;
  UA_SimpleAttributeOperand_init(&clause);
  if (const auto* number = std::get_if<std::uint32_t>(&spec.type)) {
    clause.typeDefinitionId = UA_NODEID_NUMERIC(companion, *number);
  } else {
    const auto id = path_id(plant_ns, std::get<std::string>(spec.type));
    UA_NodeId_copy(&id, &clause.typeDefinitionId);
  }
  clause.attributeId = spec.path.empty() ? UA_ATTRIBUTEID_NODEID : UA_ATTRIBUTEID_VALUE;
  if (spec.path.empty()) return clause;
  clause.browsePath = static_cast<UA_QualifiedName*>(UA_Array_new(spec.path.size(), &UA_TYPES[UA_TYPES_QUALIFIEDNAME]));
  if (clause.browsePath == nullptr) return clause;
  clause.browsePathSize = spec.path.size();
  for (std::size_t i = 0; i < spec.path.size(); ++i) {
    const auto ns = spec.path[i].first;
    clause.browsePath[i].namespaceIndex = ns == 0 ? 0 : ns == 1 ? plant_ns : companion;
    clause.browsePath[i].name = UA_STRING_ALLOC(spec.path[i].second.c_str());
  }
  return clause;
}

Owned<UA_EventFilter> filter_of(const std::vector<EventFieldSpec>& fields, std::uint16_t plant_ns,
                                const std::vector<std::uint16_t>& companions) {
  Owned<UA_EventFilter> filter(UA_TYPES[UA_TYPES_EVENTFILTER]);
  filter->selectClauses =
      static_cast<UA_SimpleAttributeOperand*>(UA_Array_new(fields.size(), &UA_TYPES[UA_TYPES_SIMPLEATTRIBUTEOPERAND]));
  if (filter->selectClauses == nullptr) return filter;
  filter->selectClausesSize = fields.size();
  for (std::size_t i = 0; i < fields.size(); ++i)
    filter->selectClauses[i] = clause_of(fields[i], plant_ns, companions[i]);
  return filter;
}

}  // namespace

void ClientSession::on_data(UA_Client*, UA_UInt32, void*, UA_UInt32, void* item, UA_DataValue* value) {
  const auto& to = *static_cast<Item*>(item);
  Delivery delivery;
  delivery.subscription = to.subscription;
  delivery.item = to.index;
  delivery.sample = sample_in(*value);
  if (value->hasServerTimestamp) delivery.server_time = from_ua(value->serverTimestamp);
  to.subscription->session->keep(std::move(delivery));
}

void ClientSession::on_event(UA_Client*, UA_UInt32, void* subscription, UA_UInt32, void*, size_t count,
                             UA_Variant* fields) {
  auto* to = static_cast<Subscription*>(subscription);
  Delivery delivery;
  delivery.subscription = to;
  delivery.fields.reserve(count);
  for (std::size_t i = 0; i < count; ++i) delivery.fields.push_back(field_of(fields[i]));
  to->session->keep(std::move(delivery));
}

void ClientSession::on_status_change(UA_Client*, UA_UInt32, void* subscription, UA_StatusChangeNotification* change) {
  auto& session = *static_cast<Subscription*>(subscription)->session;
  if (!session.closing_ && session.lost_.empty())
    session.lost_ = "the server ended a subscription: " + status_name(change->status);
}

Result<ClientSession::Subscription*, ClientError> ClientSession::create_subscription(Duration publishing) {
  auto subscription = std::make_unique<Subscription>();
  subscription->session = this;
  auto request = UA_CreateSubscriptionRequest_default();
  const double interval = milliseconds(publishing);
  request.requestedPublishingInterval = interval;
  request.requestedMaxKeepAliveCount = static_cast<UA_UInt32>(std::max(1.0, kKeepAliveMs / interval));
  request.requestedLifetimeCount =
      std::max(static_cast<UA_UInt32>(kLifetimeMs / interval), 3 * request.requestedMaxKeepAliveCount);
  const Owned<UA_CreateSubscriptionResponse> response(
      UA_Client_Subscriptions_create(client_, request, subscription.get(), on_status_change, nullptr),
      UA_TYPES[UA_TYPES_CREATESUBSCRIPTIONRESPONSE]);
  if (const auto status = response->responseHeader.serviceResult; status != UA_STATUSCODE_GOOD)
    return failed(status, "no subscription could be created");
  subscription->id = response->subscriptionId;
  if (response->revisedPublishingInterval > interval * kIntervalTolerance) {
    UA_Client_Subscriptions_deleteSingle(client_, subscription->id);
    return fail(ClientError::revised, "asked for publishing every {} ms, the server grants {} ms", interval,
                response->revisedPublishingInterval);
  }
  subscriptions_.push_back(std::move(subscription));
  return subscriptions_.back().get();
}

Result<ClientSession::Subscribed, ClientError> ClientSession::subscribe(const std::vector<NodePath>& nodes,
                                                                        Duration publishing, std::uint32_t queue,
                                                                        DataCallback callback) {
  auto subscription = create_subscription(publishing);
  if (!subscription) return std::unexpected(subscription.error());
  (*subscription)->on_data = std::move(callback);
  Subscribed subscribed;
  for (std::size_t first = 0; first < nodes.size(); first += kItemsPerRequest) {
    const auto count = std::min(kItemsPerRequest, nodes.size() - first);
    auto created = create_items(**subscription, nodes, first, count, publishing, queue, subscribed);
    if (!created) return std::unexpected(created.error());
  }
  return subscribed;
}

Result<void, ClientError> ClientSession::create_items(Subscription& subscription, const std::vector<NodePath>& nodes,
                                                      std::size_t first, std::size_t count, Duration publishing,
                                                      std::uint32_t queue, Subscribed& subscribed) {
  std::vector<UA_MonitoredItemCreateRequest> items;
  std::vector<void*> contexts;
  std::vector<UA_Client_DataChangeNotificationCallback> callbacks(count, on_data);
  std::vector<UA_Client_DeleteMonitoredItemCallback> deletions(count, nullptr);
  for (std::size_t i = first; i < first + count; ++i) {
    items.push_back(UA_MonitoredItemCreateRequest_default(path_id(ns_, nodes[i])));
    items.back().requestedParameters.samplingInterval = 0;
    items.back().requestedParameters.queueSize = queue;
    contexts.push_back(&subscription.items.emplace_back(Item{&subscription, i}));
  }
  UA_CreateMonitoredItemsRequest request;
  UA_CreateMonitoredItemsRequest_init(&request);
  request.subscriptionId = subscription.id;
  request.timestampsToReturn = UA_TIMESTAMPSTORETURN_BOTH;
  request.itemsToCreate = items.data();
  request.itemsToCreateSize = items.size();
  const Owned<UA_CreateMonitoredItemsResponse> response(
      UA_Client_MonitoredItems_createDataChanges(client_, request, contexts.data(), callbacks.data(), deletions.data()),
      UA_TYPES[UA_TYPES_CREATEMONITOREDITEMSRESPONSE]);
  if (const auto status = response->responseHeader.serviceResult; status != UA_STATUSCODE_GOOD)
    return failed(status, "no items could be subscribed");
  for (std::size_t i = 0; i < response->resultsSize; ++i) {
    const auto& result = response->results[i];
    if (result.statusCode != UA_STATUSCODE_GOOD) {
      subscribed.failed.push_back(first + i);
    } else if (result.revisedSamplingInterval > milliseconds(publishing) || result.revisedQueueSize < queue) {
      return fail(ClientError::revised, "{}: the server grants sampling every {} ms with a queue of {}",
                  nodes[first + i], result.revisedSamplingInterval, result.revisedQueueSize);
    }
  }
  return {};
}

Result<void, ClientError> ClientSession::subscribe_events(const std::vector<EventFieldSpec>& fields,
                                                          Duration publishing, EventCallback callback) {
  auto subscription = create_subscription(publishing);
  if (!subscription) return std::unexpected(subscription.error());
  (*subscription)->on_event = std::move(callback);
  std::vector<std::uint16_t> companions;
  for (const auto& field : fields) companions.push_back(field.companion.empty() ? 0 : index_of(field.companion));
  auto filter = filter_of(fields, ns_, companions);
  auto item = UA_MonitoredItemCreateRequest_default(standard_id(UA_NS0ID_SERVER));
  item.itemToMonitor.attributeId = UA_ATTRIBUTEID_EVENTNOTIFIER;
  item.requestedParameters.queueSize = kEventQueue;
  UA_ExtensionObject_setValueNoDelete(&item.requestedParameters.filter, filter.get(), &UA_TYPES[UA_TYPES_EVENTFILTER]);
  const Owned<UA_MonitoredItemCreateResult> result(
      UA_Client_MonitoredItems_createEvent(client_, (*subscription)->id, UA_TIMESTAMPSTORETURN_BOTH, item, nullptr,
                                           on_event, nullptr),
      UA_TYPES[UA_TYPES_MONITOREDITEMCREATERESULT]);
  if (result->statusCode != UA_STATUSCODE_GOOD) return failed(result->statusCode, "events cannot be subscribed");
  if (result->revisedQueueSize < kEventQueue)
    return fail(ClientError::revised, "asked for a queue of {} events, the server grants {}", kEventQueue,
                result->revisedQueueSize);
  return {};
}

}  // namespace millwright::opcua
