#include "lib/opcua/client.h"

#include <open62541/client.h>
#include <open62541/client_config_default.h>
#include <open62541/client_highlevel.h>

#include "lib/opcua/client_session.h"
#include "lib/opcua/pki.h"
#include "lib/opcua/ua_log.h"

namespace millwright::opcua {
namespace {

constexpr const char* kPolicy = "http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256";
constexpr UA_UInt32 kSessionTimeoutMs = 30'000;
constexpr UA_UInt32 kTurnMs = 50;
constexpr UA_UInt16 kPublishRequestsOutstanding = 10;

struct ClientDeleter {
  void operator()(UA_Client* client) const { UA_Client_delete(client); }
};
using ClientHandle = std::unique_ptr<UA_Client, ClientDeleter>;

/// How far the connection came: decides whether a closed door means "nobody there" or "not you".
struct Progress {
  bool channel_opened = false;
};

void note_progress(UA_Client* client, UA_SecureChannelState channel, UA_SessionState /*session*/,
                   UA_StatusCode /*status*/) {
  auto* progress = static_cast<Progress*>(UA_Client_getContext(client));
  if (progress != nullptr && channel == UA_SECURECHANNELSTATE_OPEN) progress->channel_opened = true;
}

UA_StatusCode encrypt(UA_ClientConfig& config, const Identity& identity) {
  std::vector<UA_ByteString> trusted;
  for (const auto& der : identity.trusted_der) trusted.push_back(borrowed(der));
  // The certificate comes before the key here, unlike in UA_CreateCertificate.
  return UA_ClientConfig_setDefaultEncryption(&config, borrowed(identity.certificate_der), borrowed(identity.key_der),
                                              trusted.data(), trusted.size(), nullptr, 0);
}

void replace(UA_String& text, const std::string& with) {
  UA_String_clear(&text);
  text = UA_STRING_ALLOC(with.c_str());
}

Result<ClientHandle, ClientError> configured(const ClientOptions& options, Progress& progress) {
  const auto identity = load_identity(options.pki, options.certificate);
  if (!identity) return fail(ClientError::refused, "{}", identity.error().message);
  UA_ClientConfig config{};
  config.logging = ua_logger();
  if (const auto status = encrypt(config, *identity); status != UA_STATUSCODE_GOOD) {
    UA_ClientConfig_clear(&config);
    return fail(ClientError::refused, "the certificate {} cannot be used: {}", options.certificate,
                status_name(status));
  }
  replace(config.clientDescription.applicationUri, identity->application_uri);
  config.securityMode = UA_MESSAGESECURITYMODE_SIGNANDENCRYPT;
  replace(config.securityPolicyUri, kPolicy);
  UA_ClientConfig_setAuthenticationUsername(&config, options.user.c_str(), options.password.c_str());
  config.timeout = static_cast<UA_UInt32>(std::chrono::ceil<std::chrono::milliseconds>(options.timeout).count());
  config.requestedSessionTimeout = kSessionTimeoutMs;
  config.outStandingPublishRequests = kPublishRequestsOutstanding;
  config.noNewSession = true;
  config.clientContext = &progress;
  config.stateCallback = note_progress;
  ClientHandle client(UA_Client_newWithConfig(&config));
  if (!client) return fail(ClientError::unreachable, "no OPC UA client could be made: out of memory");
  return client;
}

/// The library's own waiting form sleeps a second when nobody listens: too long for a bridge that wants to be back.
UA_StatusCode connect_within(UA_Client* client, const std::string& url, Duration timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  auto status = UA_Client_connectAsync(client, url.c_str());
  auto session = UA_SESSIONSTATE_CLOSED;
  while (status == UA_STATUSCODE_GOOD) {
    UA_Client_getState(client, nullptr, &session, &status);
    if (status != UA_STATUSCODE_GOOD || session == UA_SESSIONSTATE_ACTIVATED) return status;
    if (std::chrono::steady_clock::now() >= deadline) return UA_STATUSCODE_BADTIMEOUT;
    status = UA_Client_run_iterate(client, kTurnMs);
  }
  return status;
}

bool is_refusal(UA_StatusCode status) {
  switch (status) {
    case UA_STATUSCODE_BADUSERACCESSDENIED:
    case UA_STATUSCODE_BADIDENTITYTOKENREJECTED:
    case UA_STATUSCODE_BADIDENTITYTOKENINVALID:
    case UA_STATUSCODE_BADSECURITYCHECKSFAILED:
    case UA_STATUSCODE_BADSECURITYPOLICYREJECTED:
    case UA_STATUSCODE_BADSECURITYMODEREJECTED:
    case UA_STATUSCODE_BADCERTIFICATEINVALID:
    case UA_STATUSCODE_BADCERTIFICATEUNTRUSTED:
    case UA_STATUSCODE_BADCERTIFICATETIMEINVALID:
    case UA_STATUSCODE_BADCERTIFICATEURIINVALID:
    case UA_STATUSCODE_BADCERTIFICATECHAININCOMPLETE:
    case UA_STATUSCODE_BADAPPLICATIONSIGNATUREINVALID:
      return true;
    default:
      return false;
  }
}

std::unexpected<Failure<ClientError>> not_connected(UA_StatusCode status, const Progress& progress,
                                                    const ClientOptions& options) {
  const auto name = status_name(status);
  // A server that does not trust our certificate closes the connection after it has shown its endpoints.
  const bool closed_on_us = progress.channel_opened && status != UA_STATUSCODE_BADTIMEOUT;
  if (is_refusal(status) || closed_on_us)
    return fail(ClientError::refused, "{} refused user {} or certificate {}: {}", options.url, options.user,
                options.certificate, name);
  if (status == UA_STATUSCODE_BADTIMEOUT) return fail(ClientError::timeout, "{} did not answer in time", options.url);
  return fail(ClientError::unreachable, "{} cannot be reached: {}", options.url, name);
}

}  // namespace

Result<std::unique_ptr<Client>, ClientError> Client::connect(const ClientOptions& options) {
  Progress progress;
  auto client = configured(options, progress);
  if (!client) return std::unexpected(client.error());
  auto* handle = client->get();
  const auto connected = connect_within(handle, options.url, options.timeout);
  if (connected != UA_STATUSCODE_GOOD) return not_connected(connected, progress, options);

  auto uri = borrowed(options.plant_namespace);
  UA_UInt16 ns = 0;
  if (const auto status = UA_Client_NamespaceGetIndex(handle, &uri, &ns); status != UA_STATUSCODE_GOOD)
    return fail(error_of(status), "{} does not serve {}: {}", options.url, options.plant_namespace,
                status_name(status));
  // Not before: connecting means asking for the endpoints on one channel and opening another.
  UA_Client_getConfig(handle)->noReconnect = true;
  // `progress` lives only as long as this function.
  UA_Client_getConfig(handle)->stateCallback = nullptr;
  UA_Client_getConfig(handle)->clientContext = nullptr;
  return std::make_unique<ClientSession>(client->release(), ns);
}

}  // namespace millwright::opcua
