#include "scada/control/command_log.h"

#include <set>

namespace millwright::scada::control {
namespace {

using store::Session;
using store::StoreError;
using store::StoreResult;

const std::vector<store::Migration> kMigrations{{1, "commands", R"(
  create table command_log (
    number {id},
    command_id text not null unique,
    equipment text not null,
    command text not null,
    body text not null,
    caller text not null,
    roles text not null,
    remote integer not null,
    phase text not null,
    finished integer not null,
    reason text not null,
    detail text not null,
    hops text not null,
    accepted_ns bigint not null,
    intended_ns bigint not null,
    updated_ns bigint not null
  );
  create index command_log_finished on command_log (finished);
  create index command_log_remote on command_log (remote, equipment, command, accepted_ns)
)"},
                                                {2, "commands by time", R"(
  create index command_log_accepted on command_log (accepted_ns, number)
)"}};

constexpr std::string_view kColumns =
    "body, caller, roles, remote, phase, reason, detail, hops, accepted_ns, intended_ns";

/// Bits of the column `remote`; a plain 1 is a command from above that is no job's.
constexpr int kRemote = 1;
constexpr int kJob = 2;

/// A record in the types that the database takes; lives while the statement runs.
struct Columns {
  explicit Columns(const CommandRecord& record, Timestamp now)
      : id(record.command.id.str()),
        equipment(record.command.equipment.str()),
        command(record.command.command),
        body(to_json_text(record.command)),
        roles(to_json_text(std::vector<std::string>(record.caller.roles.begin(), record.caller.roles.end()))),
        remote((record.caller.remote ? kRemote : 0) | (record.caller.job ? kJob : 0)),
        phase(enum_name(record.phase)),
        finished(is_final(record.phase) ? 1 : 0),
        hops(to_json_text(record.hops)),
        accepted_ns(unix_ns(record.accepted_at)),
        intended_ns(record.intended_at ? unix_ns(*record.intended_at) : 0),
        updated_ns(unix_ns(now)) {}
  std::string id, equipment, command, body, roles;
  int remote;
  std::string phase;
  int finished;
  std::string hops;
  long long accepted_ns, intended_ns, updated_ns;
};

StoreResult<CommandRecord> record_of(const soci::row& row) {
  CommandRecord record;
  auto command = from_json_text<contracts::Command>(row.get<std::string>(0));
  auto roles = from_json_text<std::vector<std::string>>(row.get<std::string>(2));
  auto hops = from_json_text<std::vector<contracts::Hop>>(row.get<std::string>(7));
  const auto phase = enum_from_name<Phase>(row.get<std::string>(4));
  if (!command || !roles || !hops || !phase) return fail(StoreError::failed, "a row of command_log does not read");
  record.command = std::move(*command);
  record.caller = {row.get<std::string>(1),
                   {roles->begin(), roles->end()},
                   (row.get<int>(3) & kRemote) != 0,
                   (row.get<int>(3) & kJob) != 0};
  record.phase = *phase;
  record.reason = row.get<std::string>(5);
  record.detail = row.get<std::string>(6);
  record.hops = std::move(*hops);
  record.accepted_at = from_unix_ns(row.get<long long>(8));
  if (const auto ns = row.get<long long>(9); ns != 0) record.intended_at = from_unix_ns(ns);
  return record;
}

StoreResult<std::vector<CommandRecord>> select_commands(store::Database& database, const std::string& where,
                                                        const std::string& key, int limit) {
  return database.query<std::vector<CommandRecord>>([&](Session& sql) -> StoreResult<std::vector<CommandRecord>> {
    std::vector<CommandRecord> records;
    const soci::rowset<soci::row> rows = (sql.prepare << "select " << kColumns << " from command_log where " << where,
                                          soci::use(key, "key"), soci::use(limit, "limit"));
    for (const auto& row : rows) {
      auto record = record_of(row);
      if (!record) return std::unexpected(std::move(record.error()));
      records.push_back(std::move(*record));
    }
    return records;
  });
}

std::optional<CommandRecord> first_of(std::vector<CommandRecord> records) {
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

const std::string kById = "command_id = :key limit :limit";

/// The newest of those accepted at from <= time < to.
std::string newest_between(Timestamp from, Timestamp to) {
  std::string where = "'' = :key";
  if (from > Timestamp::min()) where += fmt::format(" and accepted_ns >= {}", unix_ns(from));
  if (to < Timestamp::max()) where += fmt::format(" and accepted_ns < {}", unix_ns(to));
  return where + " order by accepted_ns desc, number desc limit :limit";
}

}  // namespace

contracts::CommandResult result_of(const CommandRecord& record) {
  return {record.command.id,
          record.command.equipment,
          record.command.command,
          state_of(record.phase),
          record.reason,
          record.detail,
          record.command.correlation,
          record.hops};
}

std::string fingerprint(const contracts::Command& command) {
  auto what = command;
  what.issued_at = what.not_after = Timestamp{};
  return to_json_text(what);
}

StoreResult<CommandLog> CommandLog::open(store::Database& database, accounts::AuditTrail& audit) {
  if (auto migrated = database.migrate("control", kMigrations); !migrated)
    return std::unexpected(std::move(migrated.error()));
  return CommandLog(database, audit);
}

StoreResult<void> CommandLog::append_audit(Session& sql, const CommandRecord& record, Timestamp now) {
  const auto result = result_of(record);
  accounts::AuditRow row;
  row.time = now;
  row.user = record.caller.user;
  row.action = "command." + record.command.command;
  row.target = record.command.equipment.str();
  row.outcome = std::string(enum_name(result.state));
  if (!record.reason.empty()) row.outcome += "(" + record.reason + ")";
  row.detail = fmt::format("{} {} by {}: {}", record.command.id.str(), to_json_text(record.command.parameters),
                           record.command.requester, record.command.reason);
  return audit_->append(sql, row);
}

StoreResult<void> CommandLog::insert(const CommandRecord& record, Timestamp now) {
  return database_->transaction([&](Session& sql) -> StoreResult<void> {
    const Columns c(record, now);
    sql << "insert into command_log (command_id, equipment, command, body, caller, roles, remote, phase, finished, "
           "reason, detail, hops, accepted_ns, intended_ns, updated_ns) values (:id, :equipment, :command, :body, "
           ":caller, :roles, :remote, :phase, :finished, :reason, :detail, :hops, :accepted, :intended, :updated)",
        soci::use(c.id), soci::use(c.equipment), soci::use(c.command), soci::use(c.body), soci::use(record.caller.user),
        soci::use(c.roles), soci::use(c.remote), soci::use(c.phase), soci::use(c.finished), soci::use(record.reason),
        soci::use(record.detail), soci::use(c.hops), soci::use(c.accepted_ns), soci::use(c.intended_ns),
        soci::use(c.updated_ns);
    return append_audit(sql, record, now);
  });
}

StoreResult<void> CommandLog::update(const CommandRecord& record, Timestamp now) {
  return database_->transaction([&](Session& sql) -> StoreResult<void> {
    const Columns c(record, now);
    sql << "update command_log set phase = :phase, finished = :finished, reason = :reason, detail = :detail, "
           "hops = :hops, intended_ns = :intended, updated_ns = :updated where command_id = :id",
        soci::use(c.phase), soci::use(c.finished), soci::use(record.reason), soci::use(record.detail),
        soci::use(c.hops), soci::use(c.intended_ns), soci::use(c.updated_ns), soci::use(c.id);
    if (!is_final(record.phase)) return {};
    return append_audit(sql, record, now);
  });
}

StoreResult<void> CommandLog::audit_only(const CommandRecord& record, Timestamp now) {
  return database_->transaction([&](Session& sql) { return append_audit(sql, record, now); });
}

StoreResult<std::optional<CommandRecord>> CommandLog::find(const contracts::CommandId& id) {
  return read_command(*database_, id);
}

StoreResult<std::vector<CommandRecord>> CommandLog::unfinished() {
  return select_commands(*database_, "finished = 0 and '' = :key order by number limit :limit", "", 100000);
}

StoreResult<std::vector<CommandRecord>> CommandLog::latest(int limit) { return read_commands(*database_, limit); }

StoreResult<std::map<std::string, Timestamp>> CommandLog::last_remote() {
  using Times = std::map<std::string, Timestamp>;
  return database_->query<Times>([&](Session& sql) -> StoreResult<Times> {
    Times times;
    // Only what passed the checks counts: a refusal at the door leaves no intent behind.
    const soci::rowset<soci::row> rows =
        (sql.prepare << "select equipment, command, accepted_ns from command_log where remote = 1 and "
                        "intended_ns > 0 order by number desc limit 1000");
    for (const auto& row : rows)
      times.emplace(row.get<std::string>(0) + "/" + row.get<std::string>(1), from_unix_ns(row.get<long long>(2)));
    return times;
  });
}

StoreResult<std::vector<CommandRecord>> read_commands(store::Database& database, int limit, Timestamp from,
                                                      Timestamp to) {
  return select_commands(database, newest_between(from, to), "", limit);
}

StoreResult<std::optional<CommandRecord>> read_command(store::Database& database, const contracts::CommandId& id) {
  auto found = select_commands(database, kById, id.str(), 1);
  if (!found) return std::unexpected(std::move(found.error()));
  return first_of(std::move(*found));
}

}  // namespace millwright::scada::control
