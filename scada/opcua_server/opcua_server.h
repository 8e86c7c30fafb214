#pragma once
// SCADA's OPC UA face: the plant model as an address space, tags as AnalogUnitRangeType variables, commands as methods,
// alarms as conditions, the past behind HistoryRead and HistoryUpdate, command results as events, job orders by
// OPC 10031-4. One thread runs the
// open62541 server; values come to it through a conflating feed, alarms and results through bounded queues.

#include <filesystem>
#include <memory>

#include "lib/accounts/accounts.h"
#include "lib/base/metrics.h"
#include "scada/alarms/alarms.h"
#include "scada/control/controller.h"
#include "scada/historian/archive.h"
#include "scada/jobs/jobs.h"
#include "scada/tags/engine.h"

namespace millwright::scada::opcua_server {

struct Options {
  std::string host = "127.0.0.1";
  int port = 0;               // 0: the system chooses
  std::filesystem::path pki;  // lib/opcua/pki.h: own certificate "scada", trusted application certificates
};

enum class OpcuaServerError { address, certificate, address_space };

class OpcuaServer {
 public:
  /// Builds the address space, registers its feed, alarm, result and job listeners. Call before the engine, alarms,
  /// controller and jobs are started.
  [[nodiscard]] static Result<std::unique_ptr<OpcuaServer>, OpcuaServerError> create(
      const Options& options, const plant::Plant& plant, tags::TagEngine& engine, alarms::Alarms& alarms,
      control::Controller& controller, jobs::Jobs& jobs, historian::Archive& archive, accounts::Accounts& accounts,
      accounts::AuditTrail& audit, const Clock& clock, Metrics& metrics);
  virtual ~OpcuaServer() = default;
  virtual void start() = 0;
  virtual void stop() = 0;
  [[nodiscard]] virtual int port() const = 0;
  [[nodiscard]] virtual bool alive() const = 0;
};

}  // namespace millwright::scada::opcua_server
