#include "scada/control/command_controller.h"

#include <algorithm>

#include "lib/base/assert.h"
#include "lib/base/log.h"

namespace millwright::scada::control {
namespace {

constexpr Duration kTurnInFlight = 5ms;
constexpr Duration kTurnIdle = 500ms;
/// What waits behind one unit: more than any person or workflow means.
constexpr int kUnfinishedPerUnitMax = 32;

std::string kind_of(const plant::CommandSpec& spec) { return spec.equipment.str() + "/" + spec.name; }

bool usable_id(const contracts::CommandId& id) {
  const auto parsed = Uuid::parse(id.str());
  return parsed && *parsed != Uuid{};  // to a PLC, all zero is no command
}

std::optional<Timestamp> time_at(const CommandRecord& record, std::string_view place) {
  for (const auto& hop : record.hops)
    if (hop.place == place) return hop.time;
  return std::nullopt;
}

}  // namespace

CommandController::CommandController(const plant::Plant& plant, const tags::CurrentValues& values,
                                     CommandDevice& device, CommandLog log, std::unique_ptr<AuthorityTable> authorities,
                                     const Clock& clock, Metrics& metrics)
    : plant_(plant),
      values_(values),
      device_(device),
      log_(log),
      authorities_(std::move(authorities)),
      clock_(clock),
      rules_(plant, values),
      bench_{plant,
             device,
             rules_,
             log_,
             clock,
             [this](const CommandRecord& record) { return check(world(), record.command, record.caller, true); },
             Patience{}},
      metrics_(metrics),
      accepted_to_written_(metrics.histogram("millwright_scada_command_write_seconds",
                                             "from a command's acceptance to its write in the device")) {}

CommandController::~CommandController() { CommandController::stop(); }

void CommandController::add_listener(ResultListener listener) { listeners_.push_back(std::move(listener)); }
void CommandController::add_acceptance_listener(ResultListener listener) {
  acceptance_listeners_.push_back(std::move(listener));
}
void CommandController::add_authority_listener(std::function<void(const AuthorityChange&)> listener) {
  authority_listeners_.push_back(std::move(listener));
}
void CommandController::on_outcome_unknown(std::function<void(const contracts::CommandResult&)> raise) {
  raise_ = std::move(raise);
}

World CommandController::world() const {
  return {plant_,
          values_,
          rules_,
          device_,
          clock_.utc(),
          [this](const contracts::EquipmentPath& equipment) { return authority(equipment); },
          [this](const plant::CommandSpec& spec) -> std::optional<Timestamp> {
            const auto it = last_remote_.find(kind_of(spec));
            if (it == last_remote_.end()) return std::nullopt;
            return it->second;
          }};
}

contracts::CommandResult CommandController::refuse_unrecorded(CommandRecord record, std::string reason,
                                                              std::string detail) {
  record.phase = Phase::rejected;
  record.reason = std::move(reason);
  record.detail = std::move(detail);
  if (auto audited = log_.audit_only(record, record.accepted_at); !audited)
    Logger("control").error("a refusal of {} is not in the audit trail: {}", record.command.id.str(),
                            audited.error().message);
  return result_of(record);
}

contracts::CommandResult CommandController::answer_again(const CommandRecord& first, const CommandRecord& record) {
  if (fingerprint(first.command) == fingerprint(record.command) && first.caller.remote == record.caller.remote)
    return result_of(first);
  return refuse_unrecorded(record, "duplicate_differs", "this id was used for another command");
}

contracts::CommandResult CommandController::submit(const contracts::Command& command, const Caller& caller) {
  const std::scoped_lock door(door_);
  CommandRecord record;
  record.command = command;
  record.caller = caller;
  record.accepted_at = clock_.utc();
  if (!usable_id(command.id)) return refuse_unrecorded(record, "bad_parameter", "id: is no UUID");
  const auto first = log_.find(command.id);
  if (!first) return refuse_unrecorded(record, "storage", first.error().message);
  if (*first) return answer_again(**first, record);

  if (auto refusal = check(world(), command, caller, false)) {
    record.phase = refusal->state == contracts::CommandState::expired ? Phase::expired : Phase::rejected;
    record.reason = refusal->reason;
    record.detail = refusal->detail;
  } else {
    int ahead = 0;
    {
      const std::scoped_lock lock(mutex_);
      ahead = unfinished_[command.equipment];
    }
    if (ahead >= kUnfinishedPerUnitMax)
      return refuse_unrecorded(record, "too_soon", fmt::format("{} commands are waiting already", ahead));
    // With the unit free the intent is committed at once: one commit less on the way to the device.
    record.phase = ahead > 0 ? Phase::queued : Phase::intended;
    if (ahead == 0) record.intended_at = record.accepted_at;
    record.hops.push_back({"scada.accepted", record.accepted_at});
  }
  if (auto stored = log_.insert(record, record.accepted_at); !stored)
    return refuse_unrecorded(record, "storage", stored.error().message);
  if (caller.remote && !caller.job && !is_final(record.phase))
    last_remote_[command.equipment.str() + "/" + command.command] = record.accepted_at;
  auto result = result_of(record);
  enqueue(std::move(record));
  return result;
}

void CommandController::enqueue(CommandRecord record) {
  const std::scoped_lock lock(mutex_);
  if (!is_final(record.phase)) ++unfinished_[record.command.equipment];
  incoming_.push_back(std::move(record));
  changed_.notify_all();
}

store::StoreResult<void> CommandController::recover() {
  auto last = log_.last_remote();
  if (!last) return std::unexpected(std::move(last.error()));
  auto left = log_.unfinished();
  if (!left) return std::unexpected(std::move(left.error()));
  const std::scoped_lock door(door_);
  last_remote_ = std::move(*last);
  for (auto& record : *left) {
    {
      const std::scoped_lock lock(mutex_);
      ++unfinished_[record.command.equipment];
    }
    auto& line = lines_[record.command.equipment];
    line.emplace_back(bench_, std::move(record));
    line.back().restart();
  }
  return {};
}

void CommandController::take_incoming() {
  std::deque<CommandRecord> taken;
  {
    const std::scoped_lock lock(mutex_);
    taken.swap(incoming_);
  }
  for (auto& record : taken) {
    if (is_final(record.phase)) {
      announce(record);
      continue;
    }
    for (const auto& listener : acceptance_listeners_) listener(result_of(record));
    lines_[record.command.equipment].emplace_back(bench_, std::move(record));
  }
}

void CommandController::turn_unit(std::deque<CommandRunner>& line) {
  while (!line.empty()) {
    auto& runner = line.front();
    while (runner.step()) {
    }
    if (!runner.finished()) return;
    const auto record = runner.record();
    line.pop_front();
    {
      const std::scoped_lock lock(mutex_);
      --unfinished_[record.command.equipment];
    }
    announce(record);
  }
}

void CommandController::announce(const CommandRecord& record) {
  const auto result = result_of(record);
  metrics_
      .counter("millwright_scada_commands_total", "commands that came to their end",
               {{"state", std::string(enum_name(result.state))}, {"reason", result.reason}})
      .add();
  if (const auto written = time_at(record, "scada.written"))
    accepted_to_written_.observe(std::chrono::duration<double>(*written - record.accepted_at).count());
  Logger("control").info("{} of {} for {}: {} {}", result.command, result.equipment.str(), record.caller.user,
                         enum_name(result.state), result.reason);
  if (result.state == contracts::CommandState::outcome_unknown && raise_) raise_(result);
  for (const auto& listener : listeners_) listener(result);
}

bool CommandController::turn() {
  take_incoming();
  bool in_flight = false;
  for (auto& [equipment, line] : lines_) {
    turn_unit(line);
    in_flight = in_flight || !line.empty();
  }
  return in_flight;
}

void CommandController::start() {
  MW_ASSERT(!thread_.joinable());
  if (auto recovered = recover(); !recovered)
    Logger("control").error("what was in flight cannot be read: {}", recovered.error().message);
  thread_ = std::thread([this] { run(); });
}

void CommandController::run() {
  while (true) {
    const bool in_flight = turn();
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    changed_.wait_for(lock, in_flight ? kTurnInFlight : kTurnIdle, [&] { return stopping_ || !incoming_.empty(); });
    if (stopping_) return;
  }
}

void CommandController::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::optional<contracts::CommandResult> CommandController::find(const contracts::CommandId& id) {
  const auto record = log_.find(id);
  if (!record || !*record) return std::nullopt;
  return result_of(**record);
}

std::vector<contracts::CommandResult> CommandController::latest(int limit) {
  std::vector<contracts::CommandResult> results;
  if (const auto records = log_.latest(limit))
    for (const auto& record : *records) results.push_back(result_of(record));
  return results;
}

Authority CommandController::authority(const contracts::EquipmentPath& equipment) const {
  return authorities_->effective(equipment).authority;
}

AuthorityChange CommandController::authority_in_force(const contracts::EquipmentPath& equipment) const {
  return authorities_->effective(equipment);
}

Result<AuthorityChange, store::StoreError> CommandController::set_authority(const contracts::EquipmentPath& equipment,
                                                                            Authority authority, const Caller& caller,
                                                                            const std::string& reason) {
  if (caller.remote) return fail(store::StoreError::aborted, "authority is taken and given by people only");
  if (plant_.find_equipment(equipment) == nullptr)
    return fail(store::StoreError::constraint, "there is no equipment {}", equipment.str());
  const AuthorityChange change{equipment, authority, caller.user, clock_.utc()};
  if (auto stored = authorities_->set(change, reason); !stored) return std::unexpected(std::move(stored.error()));
  for (const auto& listener : authority_listeners_) listener(change);
  return change;
}

std::optional<std::string> CommandController::blocked_by(const contracts::EquipmentPath& equipment,
                                                         std::string_view command) const {
  const auto* spec = plant_.find_command(equipment, command);
  if (spec == nullptr) return fmt::format("{} has no command {}", equipment.str(), command);
  return rules_.blocked_by(*spec, 0);
}

bool CommandController::in_effect(const contracts::EquipmentPath& equipment, std::string_view command) const {
  const auto* spec = plant_.find_command(equipment, command);
  return spec != nullptr && !spec->confirmation.empty() && rules_.confirmed(*spec, 0, Timestamp::min());
}

store::StoreResult<std::unique_ptr<Controller>> Controller::open(const plant::Plant& plant,
                                                                 const tags::CurrentValues& values,
                                                                 CommandDevice& device, store::Database& database,
                                                                 accounts::AuditTrail& audit, const Clock& clock,
                                                                 Metrics& metrics) {
  auto log = CommandLog::open(database, audit);
  if (!log) return std::unexpected(std::move(log.error()));
  auto authorities = AuthorityTable::open(plant, database, audit);
  if (!authorities) return std::unexpected(std::move(authorities.error()));
  return std::make_unique<CommandController>(plant, values, device, *log, std::move(*authorities), clock, metrics);
}

}  // namespace millwright::scada::control
