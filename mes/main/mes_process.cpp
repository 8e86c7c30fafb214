#include "mes/main/mes_process.h"

#include <algorithm>

#include "lib/accounts/session_routes.h"

namespace millwright::mes {
namespace {

constexpr std::string_view kVersion = "0.1.0";
constexpr Duration kStuckAfter = 8s;
constexpr Duration kDatabasePatience = 30s;
// A schedule of a thousand orders and more; larger ones come by the folder.
constexpr std::size_t kBodyMax = 2 * 1024 * 1024;

}  // namespace

std::filesystem::path master_data_of(const std::filesystem::path& plant, Diagnostics& diagnostics) {
  // Of the plant file the MES reads this one name; all else in it is SCADA's.
  auto file = YamlReader::load(plant / "plant.yaml", diagnostics);
  if (!file.is_map()) return {};
  const auto name = file.string("master_data");
  return name.empty() ? std::filesystem::path{} : plant / name;
}

Result<std::unique_ptr<MesProcess>, StartError> MesProcess::start(const MesOptions& options, const Clock& clock) {
  std::unique_ptr<MesProcess> mes(new MesProcess(clock));
  const auto modules = ingest::parse_modules(options.modules);
  if (!modules) return fail(StartError::options, "{}", modules.error().message);
  mes->modules_ = *modules;
  Diagnostics diagnostics;
  const auto file = options.master_data.empty() ? master_data_of(options.plant, diagnostics) : options.master_data;
  if (!diagnostics.empty()) return fail(StartError::master_data, "the plant has faults:\n{}", diagnostics.text());
  mes->workflows_ = file.parent_path() / "workflows";
  auto definitions = Definitions::open(file);
  if (!definitions)
    return fail(StartError::master_data, "the master data has faults:\n{}", definitions.error().message);
  mes->definitions_ = std::move(*definitions);
  for (const auto step : {&MesProcess::open_stores, &MesProcess::open_bus, &MesProcess::serve})
    if (auto done = (mes.get()->*step)(options); !done) return std::unexpected(std::move(done.error()));
  return mes;
}

Result<void, StartError> MesProcess::open_stores(const MesOptions& options) {
  const auto failed = [](const auto& failure) { return fail(StartError::database, "{}", failure.message); };
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (error) return fail(StartError::options, "{}: {}", options.data.string(), error.message());
  auto database = store::Database::open(options.database, kDatabasePatience);
  if (!database) return failed(database.error());
  database_ = std::move(*database);
  auto outbox = store::Outbox::open(*database_, "mes");
  if (!outbox) return failed(outbox.error());
  outbox_ = std::move(*outbox);
  auto audit = accounts::AuditTrail::open(*database_);
  if (!audit) return failed(audit.error());
  audit_ = std::move(*audit);
  writer_ = std::make_unique<Writer>(*database_, *outbox_, clock_);
  live_ = std::make_shared<api::Live>(clock_);
  search_ =
      std::make_unique<scheduling::BackgroundSearch>(clock_, [live = live_] { live->tell({{"schedule", "search"}}); });
  auto applier = ingest::Applier::open(*writer_, *definitions_, modules_, workflows_);
  if (!applier) return failed(applier.error());
  applier_ = std::move(*applier);
  exchange_ = std::make_unique<erp::Exchange>(*writer_, *definitions_, *audit_);
  if (!modules_.contains(ingest::Module::erp)) return {};
  auto folder = erp::Folder::open(*exchange_, options.erp.empty() ? options.data / "erp" : options.erp, clock_);
  if (!folder) return fail(StartError::options, "{}", folder.error().message);
  folder_ = std::move(*folder);
  return {};
}

Result<void, StartError> MesProcess::open_bus(const MesOptions& options) {
  auto bus = bus::open_bus(options.bus, "mes");
  if (!bus) return fail(StartError::bus, "{}", bus.error().message);
  bus_ = std::move(*bus);
  queue_ = {.name = ingest::queue_of(modules_), .channel = bus::Channel::events, .patterns = {"#"}};
  if (modules_.contains(ingest::Module::workflow)) timers_ = std::make_unique<ingest::Timers>(*applier_, clock_);
  // The listener is there before the first thread that writes.
  writer_->on_commit([this](const std::vector<Change>& changes) {
    live_->tell(changes);
    if (timers_) timers_->look_again();
    const auto is_order = [](const Change& change) { return change.what == "orders"; };
    if (folder_ && std::ranges::any_of(changes, is_order)) folder_->look_again();
  });
  if (folder_) folder_->start();
  if (timers_) timers_->start();
  const bool several = database_->dialect() == store::Dialect::postgresql;
  relay_ = std::make_unique<ingest::Relay>(*bus_, *outbox_, clock_,
                                           several ? ingest::Relay::kAmongSeveral : ingest::Relay::kAlone);
  consumer_ = std::make_unique<ingest::Consumer>(*bus_, *applier_, queue_, clock_, metrics_, bus_state_);
  return {};
}

Result<void, StartError> MesProcess::serve(const MesOptions& options) {
  auto accounts = accounts::Accounts::open(options.shared, clock_);
  if (!accounts) return fail(StartError::accounts, "{}", accounts.error().message);
  accounts_ = std::move(*accounts);
  auto tokens = accounts::Tokens::open(options.shared, "mes", clock_);
  if (!tokens) return fail(StartError::accounts, "{}", tokens.error().message);
  tokens_ = std::move(*tokens);
  http::Router router("Millwright MES", std::string(kVersion));
  accounts::add_session_routes(router, *accounts_, *tokens_, *audit_, clock_);
  api::add_routes(router, {*writer_, *definitions_, *audit_, *exchange_, *search_, live_, options.links,
                           [this] { return system(); }, applier_->processes()});
  http::ServerOptions server_options;
  server_options.host = options.host;
  server_options.port = options.port;
  server_options.web_folder = options.web;
  server_options.body_bytes_max = kBodyMax;
  auto server =
      http::Server::start(server_options, std::move(router), accounts::make_authenticator(*accounts_, *tokens_),
                          metrics_, [this] { return ready(); });
  if (!server) return fail(StartError::address, "{}", server.error().message);
  server_ = std::move(*server);
  return {};
}

MesProcess::~MesProcess() {
  // Handlers first, then the threads that write, from the bus inwards.
  if (server_) server_->stop();
  search_.reset();
  consumer_.reset();
  timers_.reset();
  if (folder_) folder_->stop();
  relay_.reset();
}

bool MesProcess::ready() { return bus_state_.connected.load(); }

api::SystemView MesProcess::system() {
  const auto time_of = [](std::int64_t ns) {
    return ns == 0 ? std::nullopt : std::optional<Timestamp>(from_unix_ns(ns));
  };
  api::SystemView view;
  view.bus.connected = bus_state_.connected.load();
  if (const auto depth = bus_->depth(queue_.name, false)) view.bus.queue_depth = static_cast<std::int64_t>(*depth);
  if (const auto dead = bus_->depth(queue_.name, true)) view.bus.dead_letters = static_cast<std::int64_t>(*dead);
  view.last_event = time_of(bus_state_.last_event_ns.load());
  view.line_seen_at = time_of(bus_state_.line_seen_ns.load());
  view.started = started_;
  view.version = kVersion;
  return view;
}

bool MesProcess::healthy() {
  live_->beat();
  const std::uint64_t turns = bus_state_.turns.load();
  const auto now = clock_.monotonic();
  if (turns != turns_seen_ || turned_at_ == MonotonicTime{}) turned_at_ = now;
  turns_seen_ = turns;
  return server_->alive() && now - turned_at_ < kStuckAfter;
}

}  // namespace millwright::mes
