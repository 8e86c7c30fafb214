#pragma once
// The one implementation of OpcuaServer. Three threads: the OPC UA server's own (network, method calls), the value
// thread (conflating feed → variables) and the event thread (alarms, results and refreshes, in the order they came).

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <variant>

#include "lib/accounts/remembered_logins.h"
#include "lib/base/bounded_queue.h"
#include "lib/base/log.h"
#include "lib/opcua/server.h"
#include "scada/opcua_server/command_methods.h"
#include "scada/opcua_server/conditions.h"
#include "scada/opcua_server/job_nodes.h"
#include "scada/opcua_server/opcua_server.h"
#include "scada/opcua_server/plant_history.h"
#include "scada/opcua_server/value_writer.h"

namespace millwright::scada::opcua_server {

class PlantServer final : public OpcuaServer, private opcua::ServerPolicy {
 public:
  PlantServer(const plant::Plant& plant, alarms::Alarms& alarms, control::Controller& controller, jobs::Jobs& jobs,
              historian::Archive& archive, accounts::Accounts& accounts, accounts::AuditTrail& audit,
              const Clock& clock, Metrics& metrics);
  PlantServer(const PlantServer&) = delete;
  PlantServer& operator=(const PlantServer&) = delete;
  ~PlantServer() override;

  Result<void, OpcuaServerError> build(const Options& options);
  void listen_to(tags::TagEngine& engine);

  void start() override;
  void stop() override;
  [[nodiscard]] int port() const override { return server_->port(); }
  [[nodiscard]] bool alive() const override { return server_->alive(); }

 private:
  struct Refresh {};
  using Event = std::variant<alarms::Alarm, contracts::CommandResult, Refresh, jobs::JobChange>;
  using EventQueue = BoundedQueue<Event>;

  std::optional<opcua::SessionUser> login(const std::string& user, const std::string& password) override;
  [[nodiscard]] bool may_call(const opcua::SessionUser& user, std::string_view method) const override;
  [[nodiscard]] opcua::HistoryAccess& history() override { return history_; }

  void build_plant();
  void build_conditions();
  void handle_condition_methods();
  opcua::MethodReply acknowledge(const opcua::MethodCall& call);
  void audit(const std::string& user, const std::string& action, const std::string& target, const std::string& outcome,
             const std::string& detail);
  void write_values();
  void fire_events();
  [[nodiscard]] std::string fire(const Event& event);
  [[nodiscard]] std::string show(const jobs::JobChange& change, Timestamp now);

  const Logger log_{"opcua"};
  const plant::Plant& plant_;
  alarms::Alarms& alarms_;
  accounts::RememberedLogins logins_;
  accounts::AuditTrail& audit_;
  const Clock& clock_;
  PlantHistory history_;
  control::Controller& controller_;
  jobs::Jobs& jobs_;
  Counter values_written_;
  Counter values_failed_;
  Counter events_fired_;
  Counter events_failed_;
  Gauge values_conflated_;

  CommandMethods commands_;
  JobNodes job_nodes_;
  std::map<std::string, MonotonicTime> counts_told_;  // by job: the event thread's
  tags::ConflatingFeed feed_;
  std::shared_ptr<EventQueue> events_;  // listeners share it: they may outlive this
  std::unique_ptr<opcua::Server> server_;
  std::optional<opcua::AddressSpace> space_;
  std::optional<Conditions> conditions_;
  std::optional<ValueWriter> writer_;
  std::atomic<bool> running_{false};
  std::thread value_thread_;
  std::thread event_thread_;
};

}  // namespace millwright::scada::opcua_server
