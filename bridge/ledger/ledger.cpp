#include "bridge/ledger/ledger.h"

#include "lib/contracts/cloud_event.h"

namespace millwright::bridge::ledger {

using store::Session;
using store::StoreResult;

namespace {

const std::vector<store::Migration> kMigrations{
    {1, "first",
     "create table episodes (rule text primary key, episode text not null);"
     "create table seen (tag text primary key, source_time bigint not null);"
     "create table alarms (alarm text primary key, state text not null);"
     "create table commands (id text primary key, body text not null, taken_at bigint not null,"
     " published_at bigint not null, finished_at bigint not null, state text not null)"},
    {2, "jobs",
     "create table jobs (equipment text not null, job text not null, told text not null, open integer not null,"
     " told_at bigint not null, primary key (equipment, job))"}};

/// Finished commands are remembered this long, to answer repeats from the bus.
constexpr Duration kRememberFinished = 24h * 7;

}  // namespace

StoreResult<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& folder) {
  auto database = store::Database::open("sqlite:" + (folder / "bridge.db").string());
  if (!database) return std::unexpected(database.error());
  if (auto done = (*database)->migrate("bridge", kMigrations); !done) return std::unexpected(done.error());
  auto outbox = store::Outbox::open(**database, "bridge_outbox");
  if (!outbox) return std::unexpected(outbox.error());
  return std::unique_ptr<Ledger>(new Ledger(std::move(*database), std::move(*outbox)));
}

StoreResult<void> Ledger::commit(const mapping::Taken& taken) {
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    if (auto added = outbox_->add(sql, taken.messages); !added) return added;
    for (const auto& change : taken.episodes) {
      if (change.open)
        sql << "insert into episodes(rule, episode) values(:r, :e) on conflict(rule) do update set episode = "
               "excluded.episode",
            soci::use(change.rule), soci::use(change.episode);
      else
        sql << "delete from episodes where rule = :r", soci::use(change.rule);
    }
    for (const auto& [tag, time] : taken.seen) {
      const long long ns = unix_ns(time);
      sql << "insert into seen(tag, source_time) values(:t, :s) on conflict(tag) do update set source_time = "
             "excluded.source_time",
          soci::use(tag), soci::use(ns);
    }
    return {};
  });
  if (done) outbox_->wake();
  return done;
}

StoreResult<std::map<std::string, std::string>> Ledger::open_episodes() {
  using Episodes = std::map<std::string, std::string>;
  return database_->query<Episodes>([](Session& sql) -> StoreResult<Episodes> {
    Episodes episodes;
    soci::rowset<soci::row> rows = sql.prepare << "select rule, episode from episodes";
    for (const auto& row : rows) episodes.emplace(row.get<std::string>(0), row.get<std::string>(1));
    return episodes;
  });
}

StoreResult<std::map<std::string, Timestamp>> Ledger::seen() {
  using Seen = std::map<std::string, Timestamp>;
  return database_->query<Seen>([](Session& sql) -> StoreResult<Seen> {
    Seen seen;
    std::string tag;
    long long ns = 0;
    soci::statement rows = (sql.prepare << "select tag, source_time from seen", soci::into(tag), soci::into(ns));
    rows.execute();
    while (rows.fetch()) seen.emplace(tag, from_unix_ns(ns));
    return seen;
  });
}

StoreResult<void> Ledger::tell_alarm(const contracts::AlarmEvent& event, const std::string& event_id, Timestamp now) {
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    std::string told;
    sql << "select state from alarms where alarm = :a", soci::use(event.alarm), soci::into(told);
    if (sql.got_data() ? told == event.state : event.state == "NORM") return {};
    sql << "insert into alarms(alarm, state) values(:a, :s) on conflict(alarm) do update set state = excluded.state",
        soci::use(event.alarm), soci::use(event.state);
    return outbox_->add(sql, {mapping::message_of(event.equipment, now, event_id, event)});
  });
  if (done) outbox_->wake();
  return done;
}

namespace {

/// What makes two events of a job the same.
std::string essence(contracts::JobEvent event) {
  event.time = {};
  event.hops.clear();
  return to_json_text(event);
}

bool at_its_end(const contracts::JobEvent& event) {
  return event.state == "Ended" || event.state == "Aborted" || event.state == "Absent";
}

/// What a command sends down, so that it is asked after even if no event of it ever comes.
void note_job(Session& sql, const contracts::Command& command) {
  contracts::JobEvent event;
  event.equipment = command.equipment;
  event.job = command.job->id;
  event.material = command.job->material.value_or("");
  event.quantity = command.job->quantity.value_or(0);
  if (command.job->parameters)
    for (const auto& [name, value] : *command.job->parameters) event.parameters.push_back({name, value, {}});
  const auto body = essence(event);
  sql << "insert into jobs(equipment, job, told, open, told_at) values(:e, :j, :t, 1, 0) on conflict(equipment, job) "
         "do "
         "update set open = 1",
      soci::use(command.equipment.str()), soci::use(event.job), soci::use(body);
}

}  // namespace

StoreResult<void> Ledger::follow_job(Session& sql, const contracts::Command& command, Timestamp now,
                                     const std::string& event_id) {
  if (command.command == "store_job" || command.command == "store_and_start_job") note_job(sql, command);
  if (command.command != "cancel_job" && command.command != "clear_job") return {};
  // The line has nothing more to say of it.
  std::string told;
  sql << "select told from jobs where equipment = :e and job = :j", soci::use(command.equipment.str()),
      soci::use(command.job->id), soci::into(told);
  auto event = sql.got_data() ? from_json_text<contracts::JobEvent>(told) : contracts::JobEvent{};
  if (!event) return fail(store::StoreError::failed, "a stored job cannot be read: {}", event.error().message);
  event->equipment = command.equipment;
  event->job = command.job->id;
  event->state = "Absent";
  event->substate.clear();
  event->time = now;
  return put_job(sql, *event, event_id + ".job", now);
}

StoreResult<void> Ledger::put_job(Session& sql, const contracts::JobEvent& event, const std::string& event_id,
                                  Timestamp now) {
  const auto body = essence(event);
  std::string told;
  sql << "select told from jobs where equipment = :e and job = :j", soci::use(event.equipment.str()),
      soci::use(event.job), soci::into(told);
  if (sql.got_data() && told == body) return {};
  const int open = at_its_end(event) ? 0 : 1;
  const long long at = unix_ns(now);
  const long long forget_before = unix_ns(now - kRememberFinished);
  sql << "delete from jobs where open = 0 and told_at < :t", soci::use(forget_before);
  sql << "insert into jobs(equipment, job, told, open, told_at) values(:e, :j, :t, :o, :a) on conflict(equipment, job)"
         " do update set told = excluded.told, open = excluded.open, told_at = excluded.told_at",
      soci::use(event.equipment.str()), soci::use(event.job), soci::use(body), soci::use(open), soci::use(at);
  return outbox_->add(sql, {mapping::message_of(event.equipment, now, event_id, event)});
}

StoreResult<void> Ledger::tell_job(const contracts::JobEvent& event, const std::string& event_id, Timestamp now) {
  auto done = database_->transaction([&](Session& sql) { return put_job(sql, event, event_id, now); });
  if (done) outbox_->wake();
  return done;
}

StoreResult<std::vector<contracts::JobEvent>> Ledger::open_jobs() {
  using List = std::vector<contracts::JobEvent>;
  return database_->query<List>([](Session& sql) -> StoreResult<List> {
    List list;
    soci::rowset<soci::row> rows = sql.prepare << "select told from jobs where open = 1 order by equipment, job";
    for (const auto& row : rows) {
      auto event = from_json_text<contracts::JobEvent>(row.get<std::string>(0));
      if (!event) return fail(store::StoreError::failed, "a stored job cannot be read: {}", event.error().message);
      list.push_back(std::move(*event));
    }
    return list;
  });
}

StoreResult<void> Ledger::take(const std::vector<PendingCommand>& commands) {
  return database_->transaction([&](Session& sql) -> StoreResult<void> {
    for (const auto& pending : commands) {
      const auto body = to_json_text(pending.command);
      const long long taken = unix_ns(pending.taken_at);
      const long long published = pending.published_at ? unix_ns(*pending.published_at) : 0;
      sql << "insert into commands(id, body, taken_at, published_at, finished_at, state)"
             " values(:i, :b, :t, :p, 0, '') on conflict(id) do nothing",
          soci::use(pending.command.id.str()), soci::use(body), soci::use(taken), soci::use(published);
    }
    return {};
  });
}

StoreResult<std::vector<PendingCommand>> Ledger::pending() {
  using List = std::vector<PendingCommand>;
  return database_->query<List>([](Session& sql) -> StoreResult<List> {
    List list;
    std::string body;
    long long taken = 0;
    long long published = 0;
    soci::statement rows =
        (sql.prepare << "select body, taken_at, published_at from commands where finished_at = 0 order by taken_at",
         soci::into(body), soci::into(taken), soci::into(published));
    rows.execute();
    while (rows.fetch()) {
      auto command = from_json_text<contracts::Command>(body);
      if (!command)
        return fail(store::StoreError::failed, "a stored command cannot be read: {}", command.error().message);
      PendingCommand pending{std::move(*command), from_unix_ns(taken), {}};
      if (published != 0) pending.published_at = from_unix_ns(published);
      list.push_back(std::move(pending));
    }
    return list;
  });
}

StoreResult<void> Ledger::finish(contracts::CommandResult result, Timestamp now, const std::string& event_id) {
  auto done = database_->transaction([&](Session& sql) -> StoreResult<void> {
    std::string body;
    long long finished = 0;
    long long taken = 0;
    long long published = 0;
    const long long now_ns = unix_ns(now);
    const auto state = std::string(enum_name(result.state));
    const long long forget_before = unix_ns(now - kRememberFinished);
    sql << "delete from commands where finished_at > 0 and finished_at < :t", soci::use(forget_before);
    sql << "select body, finished_at, taken_at, published_at from commands where id = :i", soci::use(result.id.str()),
        soci::into(body), soci::into(finished), soci::into(taken), soci::into(published);
    if (sql.got_data()) {
      if (finished != 0) return {};
      if (const auto command = from_json_text<contracts::Command>(body)) {
        result.correlation = command->correlation;
        if (command->job && result.state == contracts::CommandState::completed) {
          if (auto noted = follow_job(sql, *command, now, event_id); !noted) return noted;
        }
        std::vector<contracts::Hop> hops;
        if (published != 0) hops.push_back({"bus.command", from_unix_ns(published)});
        hops.push_back({"bridge.command", from_unix_ns(taken)});
        result.hops.insert(result.hops.begin(), hops.begin(), hops.end());
      }
      sql << "update commands set finished_at = :t, state = :s where id = :i", soci::use(now_ns), soci::use(state),
          soci::use(result.id.str());
    } else {
      const auto id = result.id.str();
      sql << "insert into commands(id, body, taken_at, published_at, finished_at, state)"
             " values(:i, '', :t, 0, :f, :s)",
          soci::use(id), soci::use(now_ns), soci::use(now_ns), soci::use(state);
    }
    result.hops.push_back({"bridge.result", now});
    return outbox_->add(sql, {mapping::message_of(result.equipment, now, event_id, result)});
  });
  if (done) outbox_->wake();
  return done;
}

}  // namespace millwright::bridge::ledger
