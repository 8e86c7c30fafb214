#pragma once
// The running MES: opens the database and the bus, wires the modules to both and serves the API. Owned by main() (or a
// test); its threads end with the object. The order of the members is the order of life: what is used outlives its
// user.

#include <filesystem>
#include <memory>
#include <string>

#include "lib/accounts/accounts.h"
#include "lib/accounts/audit.h"
#include "lib/accounts/tokens.h"
#include "lib/base/log.h"
#include "lib/base/metrics.h"
#include "lib/bus/bus.h"
#include "lib/http/server.h"
#include "lib/store/outbox.h"
#include "mes/api/routes.h"
#include "mes/erp/folder.h"
#include "mes/ingest/consumer.h"
#include "mes/ingest/relay.h"
#include "mes/ingest/timers.h"

namespace millwright::mes {

struct MesOptions {
  std::filesystem::path plant;
  std::filesystem::path master_data;  // empty: as the plant's plant.yaml names it
  std::filesystem::path data;
  std::filesystem::path shared;
  std::string host = "127.0.0.1";
  int port = 0;
  std::string bus;
  std::string database;
  std::string modules;
  std::filesystem::path erp;  // the ERP's folder; empty: erp/ in `data`
  std::filesystem::path web;
  api::Links links;
};

enum class StartError { options, master_data, database, bus, accounts, address };

class MesProcess {
 public:
  /// `clock` must outlive it. Starts without the bus being there; the database must be.
  [[nodiscard]] static Result<std::unique_ptr<MesProcess>, StartError> start(const MesOptions& options,
                                                                             const Clock& clock);
  ~MesProcess();

  [[nodiscard]] int port() const { return server_->port(); }
  /// Sends the live heartbeat; false when a thread stands still. Called about once a second.
  [[nodiscard]] bool healthy();

 private:
  explicit MesProcess(const Clock& clock) : clock_(clock), started_(clock.utc()) {}
  Result<void, StartError> open_stores(const MesOptions& options);
  Result<void, StartError> open_bus(const MesOptions& options);
  Result<void, StartError> serve(const MesOptions& options);
  [[nodiscard]] api::SystemView system();
  [[nodiscard]] bool ready();

  const Clock& clock_;
  const Timestamp started_;
  Logger log_{"main"};
  Metrics metrics_;
  std::filesystem::path workflows_;
  std::unique_ptr<Definitions> definitions_;
  ingest::ModuleSet modules_;
  ingest::BusState bus_state_;
  bus::QueueSpec queue_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Outbox> outbox_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<ingest::Applier> applier_;
  std::unique_ptr<accounts::AuditTrail> audit_;
  std::unique_ptr<erp::Exchange> exchange_;
  std::unique_ptr<erp::Folder> folder_;  // where the module erp runs
  std::unique_ptr<accounts::Accounts> accounts_;
  std::unique_ptr<accounts::Tokens> tokens_;
  std::shared_ptr<api::Live> live_;
  std::unique_ptr<scheduling::BackgroundSearch> search_;
  std::unique_ptr<bus::Bus> bus_;
  std::unique_ptr<ingest::Relay> relay_;
  std::unique_ptr<ingest::Timers> timers_;
  std::unique_ptr<ingest::Consumer> consumer_;
  std::unique_ptr<http::Server> server_;
  std::uint64_t turns_seen_ = 0;
  MonotonicTime turned_at_{};
};

/// The master data file that a plant folder names in plant.yaml.
[[nodiscard]] std::filesystem::path master_data_of(const std::filesystem::path& plant, Diagnostics& diagnostics);

}  // namespace millwright::mes
