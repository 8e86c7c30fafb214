#include "scada/opcua_server/plant_server.h"

#include "lib/opcua/ua.h"
#include "scada/opcua_server/events.h"
#include "scada/opcua_server/history_space.h"
#include "scada/opcua_server/plant_space.h"
#include "scada/opcua_server/session_rules.h"

namespace millwright::scada::opcua_server {
namespace {

constexpr std::size_t kEventsMax = 10'000;
constexpr auto kTurn = 200ms;
constexpr std::size_t kEventsPerTurn = 100;
constexpr Duration kCountEventEvery = 5s;

OpcuaServerError error_of(opcua::ServerError error) {
  switch (error) {
    case opcua::ServerError::address:
      return OpcuaServerError::address;
    case opcua::ServerError::certificate:
      return OpcuaServerError::certificate;
    case opcua::ServerError::internal:
      return OpcuaServerError::address_space;
  }
  return OpcuaServerError::address_space;
}

/// An alarm that has never been: what its condition shows until the first transition.
alarms::Alarm at_rest(const plant::Tag& tag, const plant::AlarmLimit& limit) {
  alarms::Alarm alarm;
  alarm.limit = plant::to_string(limit.kind);
  alarm.id = tag.path.str() + "/" + alarm.limit;
  alarm.tag = tag.path;
  alarm.equipment = tag.equipment;
  alarm.limit_value = limit.value;
  alarm.unit = tag.unit.symbol;
  alarm.priority = limit.priority;
  alarm.message = limit.message;
  return alarm;
}

}  // namespace

PlantServer::PlantServer(const plant::Plant& plant, alarms::Alarms& alarms, control::Controller& controller,
                         jobs::Jobs& jobs, historian::Archive& archive, accounts::Accounts& accounts,
                         accounts::AuditTrail& audit, const Clock& clock, Metrics& metrics)
    : plant_(plant),
      alarms_(alarms),
      logins_(accounts, clock),
      audit_(audit),
      clock_(clock),
      history_(plant, archive, audit, clock),
      controller_(controller),
      jobs_(jobs),
      values_written_(metrics.counter("millwright_opcua_values_written_total", "Values written to OPC UA variables")),
      values_failed_(metrics.counter("millwright_opcua_values_failed_total", "Values that could not be written")),
      events_fired_(metrics.counter("millwright_opcua_events_fired_total", "Alarms and results sent as events")),
      events_failed_(metrics.counter("millwright_opcua_events_failed_total", "Events that could not be sent")),
      values_conflated_(metrics.gauge("millwright_opcua_values_conflated", "Changes replaced by a newer one in time")),
      commands_(controller, clock),
      job_nodes_(jobs, plant),
      feed_(plant.tags.size()),
      events_(std::make_shared<EventQueue>("opcua events", kEventsMax, Overflow::block)) {}

PlantServer::~PlantServer() { stop(); }

Result<void, OpcuaServerError> PlantServer::build(const Options& options) {
  const opcua::ServerOptions server_options{
      options.host, options.port, options.pki, "scada", "Millwright SCADA " + plant_.name, plant_.opcua_namespace()};
  auto server = opcua::Server::create(server_options, *this);
  if (!server) return fail(error_of(server.error().code), "{}", server.error().message);
  server_ = std::move(*server);
  space_.emplace(server_->handle(), server_->plant_ns());
  conditions_.emplace(server_->handle(), *space_);
  writer_.emplace(server_->handle(), server_->plant_ns(), plant_);
  build_plant();
  build_conditions();
  handle_condition_methods();
  if (!space_->fault().empty())
    return fail(OpcuaServerError::address_space, "the OPC UA address space cannot be built: {}", space_->fault());
  if (auto listening = server_->listen(); !listening)
    return fail(error_of(listening.error().code), "{}", listening.error().message);
  return {};
}

void PlantServer::build_plant() {
  add_history_capabilities(*space_);
  add_types(*space_, plant_, CommandMethods::declare);
  add_equipment(*space_, plant_,
                [this](opcua::AddressSpace& space, const plant::CommandSpec& command, const std::string& parent) {
                  commands_.add(space, command, parent);
                });
  commands_.add_find(*space_);
  add_result_event_type(*space_);
  job_nodes_.add(server_->handle(), *space_);
  for (std::uint32_t tag = 0; tag < plant_.tags.size() && space_->fault().empty(); ++tag)
    if (const auto fault = writer_->write({tag, contracts::Sample{}, {}}); !fault.empty()) log_.error("{}", fault);
}

void PlantServer::build_conditions() {
  for (const auto& tag : plant_.tags) {
    for (const auto& limit : tag.limits) {
      const auto alarm = at_rest(tag, limit);
      conditions_->add(alarms_.find(alarm.id).value_or(alarm));
    }
  }
}

void PlantServer::handle_condition_methods() {
  space_->handle_standard_method(UA_NS0ID_ACKNOWLEDGEABLECONDITIONTYPE_ACKNOWLEDGE,
                                 [this](const opcua::MethodCall& call) { return acknowledge(call); });
  // Fired behind what is queued already, on the thread that fires everything else.
  const auto refresh = [events = events_](const opcua::MethodCall&) {
    opcua::MethodReply reply;
    if (!events->push(Refresh{})) reply.status = UA_STATUSCODE_BADSHUTDOWN;
    return reply;
  };
  space_->handle_standard_method(UA_NS0ID_CONDITIONTYPE_CONDITIONREFRESH, refresh);
  space_->handle_standard_method(UA_NS0ID_CONDITIONTYPE_CONDITIONREFRESH2, refresh);
}

void PlantServer::listen_to(tags::TagEngine& engine) {
  engine.add_feed(feed_);
  alarms_.add_listener([events = events_](const alarms::Alarm& alarm) { events->push(alarm); });
  controller_.add_listener([events = events_](const contracts::CommandResult& result) { events->push(result); });
  jobs_.add_listener([events = events_](const jobs::JobChange& change) { events->push(change); });
}

std::optional<opcua::SessionUser> PlantServer::login(const std::string& user, const std::string& password) {
  const auto verified = logins_.verify(user, password);
  audit(user, "session.open", "opcua", verified ? "accepted" : "refused", "");
  if (!verified) {
    log_.warning("OPC UA sign-in of {} refused: {}", user, verified.error().message);
    return std::nullopt;
  }
  return opcua::SessionUser{verified->name, verified->roles};
}

bool PlantServer::may_call(const opcua::SessionUser& user, std::string_view method) const {
  return may_call_method(user.roles, method);
}

opcua::MethodReply PlantServer::acknowledge(const opcua::MethodCall& call) {
  opcua::MethodReply reply;
  const auto text_at = [&](std::size_t i) {
    const auto value = opcua::value_in(call.inputs[i]);
    return value ? contracts::to_text(*value) : std::string{};
  };
  const auto comment = text_at(1);
  if (!conditions_->event_is_known(call.object, text_at(0))) {
    reply.status = UA_STATUSCODE_BADEVENTIDUNKNOWN;
    return reply;
  }
  conditions_->expect_comment(call.object, comment);
  const auto acknowledged = alarms_.acknowledge(call.object, call.user.name, comment);
  audit(call.user.name, "alarm.acknowledge", call.object, acknowledged ? "accepted" : "rejected", comment);
  if (acknowledged) return reply;
  switch (acknowledged.error().code) {
    case alarms::AlarmError::unknown:
      reply.status = UA_STATUSCODE_BADNODEIDUNKNOWN;
      break;
    case alarms::AlarmError::nothing_to_acknowledge:
      reply.status = UA_STATUSCODE_BADCONDITIONBRANCHALREADYACKED;
      break;
    case alarms::AlarmError::storage:
      reply.status = UA_STATUSCODE_BADRESOURCEUNAVAILABLE;
      break;
  }
  return reply;
}

void PlantServer::audit(const std::string& user, const std::string& action, const std::string& target,
                        const std::string& outcome, const std::string& detail) {
  const auto written = audit_.append({0, clock_.utc(), user, action, target, outcome, detail});
  if (!written) log_.error("no audit row for {} of {}: {}", action, user, written.error().message);
}

void PlantServer::start() {
  running_ = true;
  for (const auto& line : jobs_.lines())
    if (const auto fault = job_nodes_.update(line); !fault.empty()) log_.error("jobs cannot be served: {}", fault);
  server_->start();
  value_thread_ = std::thread([this] { write_values(); });
  event_thread_ = std::thread([this] { fire_events(); });
}

void PlantServer::stop() {
  running_ = false;
  feed_.close();
  events_->close();
  if (value_thread_.joinable()) value_thread_.join();
  if (event_thread_.joinable()) event_thread_.join();
  if (server_) server_->stop();
}

void PlantServer::write_values() {
  bool told = false;
  while (running_) {
    for (const auto& change : feed_.take(kTurn)) {
      const auto fault = writer_->write(change);
      (fault.empty() ? values_written_ : values_failed_).add();
      if (!fault.empty() && !std::exchange(told, true)) log_.error("a value cannot be served: {}", fault);
    }
    values_conflated_.set(static_cast<double>(feed_.conflated()));
  }
}

void PlantServer::fire_events() {
  while (running_ || events_->size() > 0) {
    for (const auto& event : events_->pop_batch(kEventsPerTurn, kTurn)) {
      const auto fault = fire(event);
      (fault.empty() ? events_fired_ : events_failed_).add();
      if (!fault.empty()) log_.error("an event could not be sent: {}", fault);
    }
  }
}

std::string PlantServer::fire(const Event& event) {
  const auto now = clock_.utc();
  if (const auto* alarm = std::get_if<alarms::Alarm>(&event)) return conditions_->fire(*alarm, now);
  if (const auto* result = std::get_if<contracts::CommandResult>(&event))
    return fire_result(server_->handle(), server_->plant_ns(), *result, now);
  if (const auto* change = std::get_if<jobs::JobChange>(&event)) return show(*change, now);
  return conditions_->refresh(now);
}

std::string PlantServer::show(const jobs::JobChange& change, Timestamp now) {
  if (auto fault = job_nodes_.update(change.job.equipment); !fault.empty()) return fault;
  const auto& id = change.job.order.id;
  if (change.job.state == jobs::State::absent) {
    counts_told_.erase(id);
    return "";
  }
  // Counts are in the variables at once; an event of counts alone comes now and then.
  auto& told = counts_told_[id];
  if (!change.state_changed && clock_.monotonic() - told < kCountEventEvery) return "";
  told = clock_.monotonic();
  return job_nodes_.fire(change.job, now);
}

}  // namespace millwright::scada::opcua_server
