#include "scada/main/application.h"

#include <system_error>
#include <utility>

#include "lib/accounts/session_routes.h"
#include "lib/base/log.h"
#include "lib/http/server.h"
#include "scada/api/operator_api.h"
#include "scada/drivers/drivers.h"
#include "scada/historian/recorder.h"
#include "scada/historian/retention.h"
#include "scada/jobs/jobs.h"
#include "scada/opcua_server/opcua_server.h"

namespace millwright::scada {
namespace {

template <class Code>
std::unexpected<Failure<StartError>> cannot(StartError code, const Failure<Code>& why) {
  return std::unexpected(Failure<StartError>{code, why.message});
}

Result<plant::Plant, StartError> load(const Options& options) {
  Diagnostics diagnostics;
  auto plant = plant::load_plant(options.plant, diagnostics);
  if (!plant) {
    auto faults = diagnostics.text();
    while (faults.ends_with('\n')) faults.pop_back();
    return std::unexpected(Failure<StartError>{StartError::plant, std::move(faults)});
  }
  for (const auto& text : options.connections)
    if (const auto fault = plant::override_connection(*plant, text))
      return fail(StartError::plant, "--connection {}: {}", text, *fault);
  return std::move(*plant);
}

/// What lies on disk, opened before anything runs.
struct Storage {
  std::unique_ptr<store::Database> database;
  std::unique_ptr<accounts::AuditTrail> audit;
  std::unique_ptr<accounts::Accounts> accounts;
  std::unique_ptr<accounts::Tokens> tokens;
  std::unique_ptr<historian::Store> history;
};

Result<Storage, StartError> open_storage(const Options& options, const plant::Plant& plant, const Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (error) return fail(StartError::data, "{} cannot be made: {}", options.data.string(), error.message());
  Storage storage;
  auto database = store::Database::open("sqlite:" + (options.data / "scada.db").string());
  if (!database) return cannot(StartError::data, database.error());
  storage.database = std::move(*database);
  auto audit = accounts::AuditTrail::open(*storage.database);
  if (!audit) return cannot(StartError::data, audit.error());
  storage.audit = std::move(*audit);
  auto accounts = accounts::Accounts::open(options.shared, clock);
  if (!accounts) return cannot(StartError::accounts, accounts.error());
  storage.accounts = std::move(*accounts);
  auto tokens = accounts::Tokens::open(options.shared, "scada", clock);
  if (!tokens) return cannot(StartError::accounts, tokens.error());
  storage.tokens = std::move(*tokens);
  auto history =
      historian::Store::open({.folder = options.data / "history", .reserve_bytes = plant.history.reserve_bytes});
  if (!history) return cannot(StartError::data, history.error());
  storage.history = std::move(*history);
  return storage;
}

}  // namespace

/// Declared in the order of use: what is below uses what is above, and goes before it.
struct Application::Parts {
  Parts(std::unique_ptr<SystemClock> clock_in, plant::Plant plant_in, Storage storage_in)
      : own_clock(std::move(clock_in)),
        plant(std::move(plant_in)),
        storage(std::move(storage_in)),
        engine(plant, metrics),
        drivers(plant, engine, clock, metrics),
        hub(std::make_shared<api::LiveHub>(plant, engine.values(), clock, metrics)) {}

  Result<void, StartError> open(const Options& options);
  Result<void, StartError> open_history(const Options& options);
  void wire();
  Result<void, StartError> serve(const Options& options);
  void stop();

  std::unique_ptr<SystemClock> own_clock;
  const Clock& clock = *own_clock;
  Metrics metrics;
  IdSource ids{clock};
  plant::Plant plant;
  Storage storage;
  tags::TagEngine engine;
  drivers::Drivers drivers;
  std::unique_ptr<historian::Archive> archive;
  std::unique_ptr<historian::Recorder> recorder;
  std::unique_ptr<historian::Retention> retention;
  std::unique_ptr<alarms::Alarms> alarms;
  std::unique_ptr<control::Controller> controller;
  std::unique_ptr<jobs::Jobs> jobs;
  std::shared_ptr<api::LiveHub> hub;
  std::unique_ptr<opcua_server::OpcuaServer> opcua;
  std::optional<api::Parts> api;
  std::unique_ptr<http::Server> server;
};

Result<void, StartError> Application::Parts::open(const Options& options) {
  auto opened_alarms = alarms::Alarms::open(plant, *storage.database, clock, metrics);
  if (!opened_alarms) return cannot(StartError::data, opened_alarms.error());
  alarms = std::move(*opened_alarms);
  if (auto opened_history = open_history(options); !opened_history) return opened_history;
  auto opened_controller =
      control::Controller::open(plant, engine.values(), drivers, *storage.database, *storage.audit, clock, metrics);
  if (!opened_controller) return cannot(StartError::data, opened_controller.error());
  controller = std::move(*opened_controller);
  auto opened_jobs = jobs::Jobs::open(plant, engine.values(), *controller, *storage.database, *storage.audit, clock);
  if (!opened_jobs) return cannot(StartError::data, opened_jobs.error());
  jobs = std::move(*opened_jobs);
  auto opened_opcua = opcua_server::OpcuaServer::create(
      {options.opcua_host, options.opcua_port, options.shared / "pki"}, plant, engine, *alarms, *controller, *jobs,
      *archive, *storage.accounts, *storage.audit, clock, metrics);
  if (!opened_opcua) return cannot(StartError::address, opened_opcua.error());
  opcua = std::move(*opened_opcua);
  return {};
}

Result<void, StartError> Application::Parts::open_history(const Options& options) {
  auto opened = historian::Archive::open(plant, *storage.history);
  if (!opened) return cannot(StartError::data, opened.error());
  archive = std::move(*opened);
  // Where it is told: the first equipment of the plant, which is what all the rest is part of.
  const auto root = plant.equipment.empty() ? contracts::EquipmentPath{} : plant.equipment.front().path;
  recorder = std::make_unique<historian::Recorder>(
      plant, *storage.history, *archive, metrics, [this, root](const std::optional<std::string>& why) {
        if (why)
          alarms->raise_system(root, "history_lost", 2, "History is not kept: " + *why);
        else
          alarms->clear_system(root, "history_lost");
      });
  retention = std::make_unique<historian::Retention>(
      plant, *storage.history, *archive, clock,
      [this, root](const std::string& what) {
        // What is gone stays gone: it is told until somebody has seen it.
        alarms->raise_system(root, "history_dropped", 2, "History: " + what);
        alarms->clear_system(root, "history_dropped");
      },
      historian::free_space_of(options.data / "history"));
  // A disk that is full already is told when the first samples come; it does not keep SCADA from running.
  if (auto marked = recorder->mark_gap(); !marked && marked.error().code != historian::StoreError::full)
    return cannot(StartError::data, marked.error());
  return {};
}

void Application::Parts::wire() {
  engine.add_observer([this](const std::vector<tags::Change>& changes) { alarms->evaluate(changes); });
  engine.add_feed(hub->feed());
  alarms->add_listener([this](const alarms::Alarm& alarm) { hub->post(alarm); });
  controller->add_acceptance_listener([this](const contracts::CommandResult& result) { hub->post(result); });
  controller->add_listener([this](const contracts::CommandResult& result) { hub->post(result); });
  controller->add_authority_listener([this](const control::AuthorityChange& change) { hub->post(change); });
  jobs->add_listener([this](const jobs::JobChange& change) { hub->post(change.job); });
  controller->on_outcome_unknown([this](const contracts::CommandResult& result) {
    // An event, not a condition that lasts: it stays until somebody has seen it.
    alarms->raise_system(result.equipment, "outcome_unknown", 2,
                         fmt::format("It is not known whether {} was carried out: {}", result.command, result.detail));
    alarms->clear_system(result.equipment, "outcome_unknown");
  });
  // Behind those that people and the MES wait for.
  engine.add_feed(*recorder);
}

Result<void, StartError> Application::Parts::serve(const Options& options) {
  api::HistoryCare care{[this, backups = options.data / "backups"](
                            const std::string& name) -> historian::StoreResult<std::filesystem::path> {
                          std::error_code error;
                          std::filesystem::create_directories(backups, error);
                          if (auto made = storage.history->backup(backups / name); !made)
                            return std::unexpected(made.error());
                          return backups / name;
                        },
                        [this] { return storage.history->verify(); }};
  api.emplace(api::Parts{plant, engine.values(), *alarms, *controller, *jobs, *archive, std::move(care),
                         *storage.database, *storage.audit, ids, clock, [this] { return drivers.connections(); },
                         options.links, MW_VERSION, clock.utc()});
  http::Router router("Millwright operator", MW_VERSION);
  accounts::add_session_routes(router, *storage.accounts, *storage.tokens, *storage.audit, clock);
  api::add_operator_routes(router, *api, hub);
  http::ServerOptions server_options;
  server_options.host = options.http_host;
  server_options.port = options.http_port;
  server_options.web_folder = options.web;
  auto started = http::Server::start(std::move(server_options), std::move(router),
                                     accounts::make_authenticator(*storage.accounts, *storage.tokens), metrics,
                                     [this] { return engine.alive() && drivers.alive(); });
  if (!started) return cannot(StartError::address, started.error());
  server = std::move(*started);
  return {};
}

void Application::Parts::stop() {
  if (server) server->stop();
  if (opcua) opcua->stop();
  if (jobs) jobs->stop();
  drivers.stop();
  if (controller) controller->stop();
  engine.stop();
  if (recorder) recorder->stop();
  if (retention) retention->stop();
  if (alarms) alarms->stop();
  hub->stop();
}

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Application::~Application() { parts_->stop(); }

Result<std::unique_ptr<Application>, StartError> Application::start(const Options& options) {
  auto plant = load(options);
  if (!plant) return std::unexpected(std::move(plant.error()));
  auto clock = std::make_unique<SystemClock>();
  auto storage = open_storage(options, *plant, *clock);
  if (!storage) return std::unexpected(std::move(storage.error()));
  auto parts = std::make_unique<Parts>(std::move(clock), std::move(*plant), std::move(*storage));
  if (auto opened = parts->open(options); !opened) return std::unexpected(std::move(opened.error()));
  std::unique_ptr<Application> application(new Application(std::move(parts)));
  auto& all = *application->parts_;
  all.wire();
  all.alarms->start();
  all.recorder->start();
  all.retention->start();
  all.hub->start();
  all.engine.start();
  all.controller->start();
  all.jobs->start();
  all.opcua->start();
  if (auto served = all.serve(options); !served) return std::unexpected(std::move(served.error()));
  all.drivers.start();
  return application;
}

int Application::http_port() const { return parts_->server->port(); }
int Application::opcua_port() const { return parts_->opcua->port(); }
bool Application::healthy() const {
  return parts_->engine.alive() && parts_->drivers.alive() && parts_->jobs->alive() && parts_->opcua->alive() &&
         parts_->server->alive();
}

}  // namespace millwright::scada
