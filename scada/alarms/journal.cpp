#include "scada/alarms/journal.h"

namespace millwright::scada::alarms {
namespace {

using store::Session;
using store::StoreResult;

const std::vector<store::Migration> kMigrations{{1, "alarm states and journal", R"(
  create table alarm_state (
    alarm text primary key,
    equipment text not null,
    state text not null,
    body text not null
  );
  create table alarm_journal (
    number {id},
    time_ns bigint not null,
    alarm text not null,
    state text not null,
    user_name text not null,
    comment text not null,
    value text not null,
    quality text not null
  );
  create index alarm_journal_alarm on alarm_journal (alarm, number)
)"},
                                                {2, "journal by time", R"(
  create index alarm_journal_time on alarm_journal (time_ns, number)
)"}};

void write(Session& sql, const Transition& transition) {
  const auto& alarm = transition.alarm;
  const auto time = static_cast<long long>(unix_ns(alarm.changed_at));
  const std::string state(enum_name(alarm.state));
  const std::string value = json::serialize(to_json(alarm.sample.value));
  const std::string quality = alarm.sample.quality.name();
  const std::string body = to_json_text(alarm);
  const std::string equipment = alarm.equipment.str();
  sql << "insert into alarm_journal (time_ns, alarm, state, user_name, comment, value, quality) "
         "values (:time, :alarm, :state, :user, :comment, :value, :quality)",
      soci::use(time), soci::use(alarm.id), soci::use(state), soci::use(transition.user), soci::use(transition.comment),
      soci::use(value), soci::use(quality);
  sql << "insert into alarm_state (alarm, equipment, state, body) values (:alarm, :equipment, :state, :body) "
         "on conflict (alarm) do update set state = excluded.state, body = excluded.body",
      soci::use(alarm.id), soci::use(equipment), soci::use(state), soci::use(body);
}

std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

JournalRow journal_row(const soci::row& row) {
  JournalRow out;
  out.time = from_unix_ns(row.get<long long>(0));
  out.alarm = row.get<std::string>(1);
  out.state = enum_from_name<AlarmState>(row.get<std::string>(2)).value_or(AlarmState::NORM);
  out.user = unless_empty(row.get<std::string>(3));
  out.comment = unless_empty(row.get<std::string>(4));
  if (auto value = from_json_text<contracts::Value>(row.get<std::string>(5))) out.value = *value;
  if (auto quality = contracts::Quality::from_name(row.get<std::string>(6))) out.quality = *quality;
  return out;
}

}  // namespace

StoreResult<void> create_journal(store::Database& database) { return database.migrate("alarms", kMigrations); }

StoreResult<void> write_transitions(store::Database& database, const std::vector<Transition>& transitions) {
  return database.transaction([&](Session& sql) -> StoreResult<void> {
    for (const auto& transition : transitions) write(sql, transition);
    return {};
  });
}

StoreResult<std::vector<Alarm>> read_states(store::Database& database) {
  return database.query<std::vector<Alarm>>([](Session& sql) -> StoreResult<std::vector<Alarm>> {
    std::vector<Alarm> alarms;
    const soci::rowset<std::string> bodies = (sql.prepare << "select body from alarm_state order by alarm");
    for (const auto& body : bodies) {
      auto alarm = from_json_text<Alarm>(body);
      if (!alarm) return fail(store::StoreError::failed, "an alarm's row does not read: {}", alarm.error().message);
      alarms.push_back(std::move(*alarm));
    }
    return alarms;
  });
}

StoreResult<std::vector<JournalRow>> read_journal(store::Database& database, int limit, Timestamp from, Timestamp to) {
  const auto from_ns = static_cast<long long>(unix_ns(from));
  const auto to_ns = static_cast<long long>(unix_ns(to));
  return database.query<std::vector<JournalRow>>([&](Session& sql) -> StoreResult<std::vector<JournalRow>> {
    std::vector<JournalRow> rows;
    const soci::rowset<soci::row> found =
        (sql.prepare << "select time_ns, alarm, state, user_name, comment, value, quality from alarm_journal "
                        "where time_ns >= :from and time_ns < :to order by time_ns desc, number desc limit :limit",
         soci::use(from_ns), soci::use(to_ns), soci::use(limit));
    for (const auto& row : found) rows.push_back(journal_row(row));
    return rows;
  });
}

}  // namespace millwright::scada::alarms
