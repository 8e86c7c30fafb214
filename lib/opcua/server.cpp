#include "lib/opcua/server.h"

#include <open62541/server_config_default.h>

#include <charconv>

#include "lib/base/log.h"
#include "lib/opcua/history_service.h"
#include "lib/opcua/pki.h"
#include "lib/opcua/server_access.h"
#include "lib/opcua/ua.h"
#include "lib/opcua/ua_log.h"

namespace millwright::opcua {
namespace {

constexpr auto kAliveWithin = 5s;
constexpr double kPublishingMsMin = 5;  // the library's own floor
constexpr UA_UInt32 kQueueMax = 100'000;
constexpr UA_UInt16 kSessionsMax = 100;
constexpr UA_UInt32 kNodesPerRequestMax = 10'000;

void replace(UA_String& text, const std::string& with) {
  UA_String_clear(&text);
  text = UA_STRING_ALLOC(with.c_str());
}

UA_StatusCode encrypt(UA_ServerConfig& config, int port, const Identity& identity) {
  std::vector<UA_ByteString> trusted;
  for (const auto& der : identity.trusted_der) trusted.push_back(borrowed(der));
  const auto certificate = borrowed(identity.certificate_der);
  const auto key = borrowed(identity.key_der);
  auto status =
      UA_ServerConfig_setDefaultWithSecureSecurityPolicies(&config, static_cast<UA_UInt16>(port), &certificate, &key,
                                                           trusted.data(), trusted.size(), nullptr, 0, nullptr, 0);
  // Without the policy None nobody could even ask for the endpoints; there is no endpoint of it, and no session on it.
  if (status == UA_STATUSCODE_GOOD) status = UA_ServerConfig_addSecurityPolicyNone(&config, &certificate);
  config.securityPolicyNoneDiscoveryOnly = true;
  config.allowNonePolicyPassword = false;
  return status;
}

void leave_encrypted_endpoints_only(UA_ServerConfig& config) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < config.endpointsSize; ++i) {
    if (config.endpoints[i].securityMode == UA_MESSAGESECURITYMODE_SIGNANDENCRYPT) {
      std::swap(config.endpoints[kept++], config.endpoints[i]);
    } else {
      UA_EndpointDescription_clear(&config.endpoints[i]);
    }
  }
  config.endpointsSize = kept;
}

void describe(UA_ServerConfig& config, const ServerOptions& options, const Identity& identity) {
  replace(config.applicationDescription.applicationUri, identity.application_uri);
  UA_LocalizedText_clear(&config.applicationDescription.applicationName);
  config.applicationDescription.applicationName = UA_LOCALIZEDTEXT_ALLOC("en", options.application_name.c_str());
  for (std::size_t i = 0; i < config.endpointsSize; ++i)
    replace(config.endpoints[i].server.applicationUri, identity.application_uri);
  UA_Array_delete(config.serverUrls, config.serverUrlsSize, &UA_TYPES[UA_TYPES_STRING]);
  config.serverUrls = static_cast<UA_String*>(UA_Array_new(1, &UA_TYPES[UA_TYPES_STRING]));
  config.serverUrlsSize = config.serverUrls != nullptr ? 1 : 0;
  const auto url = "opc.tcp://" + options.host + ":" + std::to_string(options.port);
  if (config.serverUrls != nullptr) config.serverUrls[0] = UA_STRING_ALLOC(url.c_str());
}

/// The defaults would slow every subscription to 100 ms and shorten every queue to 100, without a word.
void set_limits(UA_ServerConfig& config) {
  config.publishingIntervalLimits.min = kPublishingMsMin;
  config.samplingIntervalLimits.min = 0;
  config.queueSizeLimits.max = kQueueMax;
  config.maxSessions = kSessionsMax;
  config.maxNodesPerRead = kNodesPerRequestMax;
  config.maxNodesPerBrowse = kNodesPerRequestMax;
  config.maxMonitoredItemsPerCall = kNodesPerRequestMax;
  config.allowEmptyVariables = UA_RULEHANDLING_ACCEPT;
}

/// "line1/filler" + "speed" → "line1/filler/speed": children that the library makes of a type's declarations get
/// their path as node id, as all others have.
UA_StatusCode name_child(UA_Server* server, const UA_NodeId*, void*, const UA_NodeId* source, const UA_NodeId* parent,
                         const UA_NodeId*, UA_NodeId* target) {
  if (parent->identifierType != UA_NODEIDTYPE_STRING) return UA_STATUSCODE_GOOD;
  Owned<UA_QualifiedName> name(UA_TYPES[UA_TYPES_QUALIFIEDNAME]);
  if (const auto status = UA_Server_readBrowseName(server, *source, name.get()); status != UA_STATUSCODE_GOOD)
    return status;
  const auto path = text_of(parent->identifier.string) + "/" + text_of(name->name);
  UA_NodeId_clear(target);
  *target = UA_NODEID_STRING_ALLOC(parent->namespaceIndex, path.c_str());
  return UA_STATUSCODE_GOOD;
}

int port_in(const UA_String& url) {
  const auto text = text_of(url);
  const auto colon = text.rfind(':');
  int port = 0;
  if (colon != std::string::npos) std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  return port;
}

std::int64_t monotonic_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

Result<std::unique_ptr<Server>, ServerError> Server::create(const ServerOptions& options, ServerPolicy& policy) {
  std::unique_ptr<Server> server(new Server(policy, options));
  if (auto built = server->build(); !built) return std::unexpected(built.error());
  return server;
}

Result<void, ServerError> Server::build() {
  const auto identity = load_identity(options_.pki, options_.certificate);
  if (!identity) return fail(ServerError::certificate, "{}", identity.error().message);
  UA_ServerConfig config{};
  config.logging = ua_logger();
  config.context = this;
  auto status = encrypt(config, options_.port, *identity);
  if (status == UA_STATUSCODE_GOOD) status = restrict_access(config, *this);
  if (status != UA_STATUSCODE_GOOD) {
    UA_ServerConfig_clean(&config);
    return fail(ServerError::certificate, "the OPC UA server cannot use its certificate {}: {}", options_.certificate,
                status_name(status));
  }
  leave_encrypted_endpoints_only(config);
  describe(config, options_, *identity);
  set_limits(config);
  serve_history(config, *this);
  config.nodeLifecycle.generateChildNodeId = name_child;
  server_ = UA_Server_newWithConfig(&config);
  if (server_ == nullptr) return fail(ServerError::internal, "no OPC UA server could be made");
  if (const auto told = tell_history_limits(server_); told != UA_STATUSCODE_GOOD)
    return fail(ServerError::internal, "the limits of history cannot be told: {}", status_name(told));
  ns_ = UA_Server_addNamespace(server_, options_.plant_namespace.c_str());
  return {};
}

Server::~Server() {
  stop();
  if (server_ != nullptr) UA_Server_delete(server_);
}

Result<void, ServerError> Server::listen() {
  const auto status = UA_Server_run_startup(server_);
  const auto& description = UA_Server_getConfig(server_)->applicationDescription;
  for (std::size_t i = 0; i < description.discoveryUrlsSize && port_ == 0; ++i)
    port_ = port_in(description.discoveryUrls[i]);
  if (status != UA_STATUSCODE_GOOD || port_ == 0)
    return fail(ServerError::address, "OPC UA cannot listen on {}:{}: {}", options_.host, options_.port,
                status_name(status));
  listening_ = true;
  return {};
}

void Server::start() {
  running_ = true;
  last_turn_ns_ = monotonic_ns();
  thread_ = std::thread([this] { run(); });
}

void Server::stop() {
  running_ = false;
  if (thread_.joinable()) thread_.join();
  // Here and not in the destructor: until the connections are closed, handlers of the owner may still be called.
  if (std::exchange(listening_, false)) UA_Server_run_shutdown(server_);
}

void Server::run() {
  while (running_) {
    UA_Server_run_iterate(server_, true);
    last_turn_ns_ = monotonic_ns();
  }
}

std::optional<SessionUser> Server::login(const std::string& user, const std::string& password) {
  last_turn_ns_ = monotonic_ns();
  auto signed_in = policy_.login(user, password);
  last_turn_ns_ = monotonic_ns();
  return signed_in;
}

bool Server::alive() const { return running_ && Duration{monotonic_ns() - last_turn_ns_} < kAliveWithin; }

}  // namespace millwright::opcua
