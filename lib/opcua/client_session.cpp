#include "lib/opcua/client_session.h"

#include "lib/base/assert.h"

namespace millwright::opcua {
namespace {

constexpr auto kProbeEvery = 500ms;
constexpr auto kProbeAnswerWithin = 1500ms;
constexpr UA_UInt32 kClosingTimeoutMs = 500;
// Deliveries kept while another call waits; beyond it the session counts as lost, so that its owner connects again and
// fetches what it missed from history instead of losing it unseen.
constexpr std::size_t kPendingMax = 1'000'000;

}  // namespace

ClientError error_of(UA_StatusCode status) {
  switch (status) {
    case UA_STATUSCODE_BADTIMEOUT:
    case UA_STATUSCODE_BADREQUESTTIMEOUT:
      return ClientError::timeout;
    case UA_STATUSCODE_BADCONNECTIONCLOSED:
    case UA_STATUSCODE_BADCONNECTIONREJECTED:
    case UA_STATUSCODE_BADSECURECHANNELCLOSED:
    case UA_STATUSCODE_BADSECURECHANNELIDINVALID:
    case UA_STATUSCODE_BADSESSIONIDINVALID:
    case UA_STATUSCODE_BADSESSIONCLOSED:
    case UA_STATUSCODE_BADSESSIONNOTACTIVATED:
    case UA_STATUSCODE_BADNOTCONNECTED:
    case UA_STATUSCODE_BADSERVERNOTCONNECTED:
    case UA_STATUSCODE_BADCOMMUNICATIONERROR:
    case UA_STATUSCODE_BADDISCONNECT:
    case UA_STATUSCODE_BADSHUTDOWN:
    case UA_STATUSCODE_BADSERVERHALTED:
      return ClientError::disconnected;
    default:
      return ClientError::bad_status;
  }
}

std::unexpected<Failure<ClientError>> failed(UA_StatusCode status, std::string_view what) {
  return fail(error_of(status), "{}: {}", what, status_name(status));
}

ClientSession::~ClientSession() {
  closing_ = true;
  UA_Client_getConfig(client_)->timeout = kClosingTimeoutMs;
  UA_Client_delete(client_);
}

Result<void, ClientError> ClientSession::run(Duration timeout) {
  if (auto well = health(); !well) return well;
  probe();
  // What came during another call is not made to wait for the network.
  const auto wait = pending_.empty() ? std::chrono::ceil<std::chrono::milliseconds>(timeout) : 0ms;
  const auto status = UA_Client_run_iterate(client_, static_cast<UA_UInt32>(wait.count()));
  if (status != UA_STATUSCODE_GOOD && lost_.empty()) lost_ = status_name(status);
  deliver();
  return health();
}

Result<void, ClientError> ClientSession::health() const {
  if (!lost_.empty()) return fail(ClientError::disconnected, "the OPC UA session is gone: {}", lost_);
  UA_SessionState session = UA_SESSIONSTATE_CLOSED;
  UA_StatusCode status = UA_STATUSCODE_GOOD;
  UA_Client_getState(client_, nullptr, &session, &status);
  if (session != UA_SESSIONSTATE_ACTIVATED)
    return fail(ClientError::disconnected, "the OPC UA session is gone: {}", status_name(status));
  if (probe_pending_ && std::chrono::steady_clock::now() - probe_sent_ > kProbeAnswerWithin)
    return fail(ClientError::disconnected, "the OPC UA server is silent");
  return {};
}

/// Asks the server for its state now and then: a server that hangs keeps its connection open.
void ClientSession::probe() {
  const auto now = std::chrono::steady_clock::now();
  if (probe_pending_ || now - probe_sent_ < kProbeEvery) return;
  UA_ReadValueId node;
  UA_ReadValueId_init(&node);
  node.nodeId = standard_id(UA_NS0ID_SERVER_SERVERSTATUS_STATE);
  node.attributeId = UA_ATTRIBUTEID_VALUE;
  UA_ReadRequest request;
  UA_ReadRequest_init(&request);
  request.nodesToRead = &node;
  request.nodesToReadSize = 1;
  const auto status = __UA_Client_AsyncService(client_, &request, &UA_TYPES[UA_TYPES_READREQUEST], on_probe_answer,
                                               &UA_TYPES[UA_TYPES_READRESPONSE], this, nullptr);
  probe_sent_ = now;
  probe_pending_ = status == UA_STATUSCODE_GOOD;
}

void ClientSession::on_probe_answer(UA_Client*, void* session, UA_UInt32, void* response) {
  auto* self = static_cast<ClientSession*>(session);
  self->probe_pending_ = false;
  const auto status = static_cast<UA_ReadResponse*>(response)->responseHeader.serviceResult;
  if (status != UA_STATUSCODE_GOOD && !self->closing_ && self->lost_.empty()) self->lost_ = status_name(status);
}

void ClientSession::keep(Delivery delivery) {
  if (pending_.size() >= kPendingMax) {
    lost_ = "more notifications than could be kept while a call was waiting";
    return;
  }
  pending_.push_back(std::move(delivery));
}

/// Only what was there at the beginning: callbacks may call services, during which more comes.
void ClientSession::deliver() {
  for (auto left = pending_.size(); left > 0; --left) {
    const auto delivery = std::move(pending_.front());
    pending_.pop_front();
    const auto& to = *delivery.subscription;
    if (to.on_data) to.on_data(delivery.item, delivery.sample, delivery.server_time);
    if (to.on_event) to.on_event(delivery.fields);
  }
}

}  // namespace millwright::opcua
