#pragma once
// The one implementation of Client. Callbacks of open62541 only note what came; run() delivers it after the library
// has returned, because a service call from inside its callbacks is refused. Owned and run by the owner's thread.

#include <open62541/client.h>
#include <open62541/client_subscriptions.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lib/opcua/client.h"
#include "lib/opcua/ua.h"

namespace millwright::opcua {

class ClientSession final : public Client {
 public:
  ClientSession(UA_Client* client, std::uint16_t plant_ns) : client_(client), ns_(plant_ns) {}
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;
  ~ClientSession() override;

  Result<void, ClientError> run(Duration timeout) override;
  Result<Subscribed, ClientError> subscribe(const std::vector<NodePath>& nodes, Duration publishing,
                                            std::uint32_t queue, DataCallback callback) override;
  Result<void, ClientError> subscribe_events(const std::vector<EventFieldSpec>& fields, Duration publishing,
                                             EventCallback callback) override;
  Result<std::vector<contracts::Sample>, ClientError> read(const std::vector<NodePath>& nodes) override;
  Result<MethodAnswer, ClientError> call(const NodePath& object, const NodePath& method,
                                         const std::vector<Argument>& arguments) override;
  Result<std::vector<contracts::Sample>, ClientError> history(const NodePath& node, Timestamp from,
                                                              Timestamp to) override;
  Result<Offset, ClientError> clock_offset() override;
  Result<void, ClientError> refresh_conditions() override;

 private:
  struct Subscription;
  struct Item {
    Subscription* subscription = nullptr;
    std::size_t index = 0;
  };
  struct Subscription {
    ClientSession* session = nullptr;
    UA_UInt32 id = 0;
    DataCallback on_data;
    EventCallback on_event;
    std::deque<Item> items;  // addresses are handed to the library
  };
  struct Delivery {
    Subscription* subscription = nullptr;
    std::size_t item = 0;
    contracts::Sample sample;
    Timestamp server_time{};
    std::vector<EventField> fields;
  };

  static void on_data(UA_Client*, UA_UInt32, void*, UA_UInt32, void* item, UA_DataValue* value);
  static void on_event(UA_Client*, UA_UInt32, void* subscription, UA_UInt32, void*, size_t count, UA_Variant* fields);
  static void on_status_change(UA_Client*, UA_UInt32, void* subscription, UA_StatusChangeNotification* change);
  static void on_probe_answer(UA_Client*, void* session, UA_UInt32, void* response);

  Result<Subscription*, ClientError> create_subscription(Duration publishing);
  Result<void, ClientError> create_items(Subscription& subscription, const std::vector<NodePath>& nodes,
                                         std::size_t first, std::size_t count, Duration publishing, std::uint32_t queue,
                                         Subscribed& subscribed);
  Result<MethodAnswer, ClientError> call_method(const UA_CallMethodRequest& method);
  [[nodiscard]] Owned<UA_Variant> variant_of(const Argument& argument);
  /// Index of a namespace at this server; one that no node has where the server does not know it.
  [[nodiscard]] std::uint16_t index_of(const std::string& uri);
  void keep(Delivery delivery);
  void deliver();
  void probe();
  [[nodiscard]] Result<void, ClientError> health() const;

  UA_Client* client_;
  const std::uint16_t ns_;
  std::map<std::string, std::uint16_t> namespaces_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
  std::deque<Delivery> pending_;
  std::string lost_;  // why the session counts as gone; empty while it is well
  bool closing_ = false;
  bool probe_pending_ = false;
  MonotonicTime probe_sent_{};
};

/// What a status says of a session that was up.
[[nodiscard]] ClientError error_of(UA_StatusCode status);
[[nodiscard]] std::unexpected<Failure<ClientError>> failed(UA_StatusCode status, std::string_view what);

}  // namespace millwright::opcua
