#include "scada/jobs/job_store.h"

namespace millwright::scada::jobs {
namespace {

using store::Session;
using store::StoreError;
using store::StoreResult;

const std::vector<store::Migration> kMigrations{{1, "job orders", R"(
  create table job_orders (
    equipment text not null,
    number bigint not null,
    job_id text not null,
    state text not null,
    body text not null,
    good bigint not null,
    scrap bigint not null,
    gaps bigint not null,
    gap text not null,
    primary key (equipment, number),
    unique (equipment, job_id)
  );
  create table job_meters (
    tag text not null primary key,
    raw bigint not null,
    epoch bigint not null,
    time_ns bigint not null
  )
)"}};

void put(Session& sql, const Job& job) {
  const long long number = job.number, good = job.counts.good, scrap = job.counts.scrap, gaps = job.counts.gaps;
  const auto state = std::string(enum_name(job.state));
  const auto body = to_json_text(job);
  sql << "insert into job_orders (number, equipment, job_id, state, body, good, scrap, gaps, gap) values (:number, "
         ":equipment, :id, :state, :body, :good, :scrap, :gaps, :gap) on conflict (equipment, number) do update set "
         "state = "
         "excluded.state, body = excluded.body, good = excluded.good, scrap = excluded.scrap, gaps = excluded.gaps, "
         "gap = excluded.gap",
      soci::use(number), soci::use(job.equipment.str()), soci::use(job.order.id), soci::use(state), soci::use(body),
      soci::use(good), soci::use(scrap), soci::use(gaps), soci::use(job.counts.gap);
}

void put_counts(Session& sql, const Job& job) {
  const long long number = job.number, good = job.counts.good, scrap = job.counts.scrap, gaps = job.counts.gaps;
  sql << "update job_orders set good = :good, scrap = :scrap, gaps = :gaps, gap = :gap where "
         "equipment = :equipment and number = :number",
      soci::use(good), soci::use(scrap), soci::use(gaps), soci::use(job.counts.gap), soci::use(job.equipment.str()),
      soci::use(number);
}

void put_meter(Session& sql, const std::string& tag, const Meter& meter) {
  const long long raw = meter.raw, epoch = meter.epoch, time_ns = unix_ns(meter.time);
  sql << "insert into job_meters (tag, raw, epoch, time_ns) values (:tag, :raw, :epoch, :time) on conflict (tag) do "
         "update set raw = excluded.raw, epoch = excluded.epoch, time_ns = excluded.time_ns",
      soci::use(tag), soci::use(raw), soci::use(epoch), soci::use(time_ns);
}

}  // namespace

StoreResult<JobStore> JobStore::open(store::Database& database, accounts::AuditTrail& audit) {
  if (auto migrated = database.migrate("jobs", kMigrations); !migrated)
    return std::unexpected(std::move(migrated.error()));
  return JobStore(database, audit);
}

StoreResult<void> JobStore::commit(const EquipmentPath& line, const Commit& commit) {
  return database_->transaction([&](Session& sql) -> StoreResult<void> {
    for (const long long number : commit.removed)
      sql << "delete from job_orders where equipment = :equipment and number = :number", soci::use(line.str()),
          soci::use(number);
    for (const auto& job : commit.put) put(sql, job);
    for (const auto& job : commit.counted) put_counts(sql, job);
    for (const auto& [tag, meter] : commit.meters) put_meter(sql, tag, meter);
    for (const auto& row : commit.audit)
      if (auto appended = audit_->append(sql, row); !appended) return appended;
    return {};
  });
}

StoreResult<std::vector<Job>> JobStore::jobs(const EquipmentPath& line) {
  return database_->query<std::vector<Job>>([&](Session& sql) -> StoreResult<std::vector<Job>> {
    std::vector<Job> jobs;
    const soci::rowset<soci::row> rows =
        (sql.prepare << "select number, body, good, scrap, gaps, gap from job_orders where equipment = :equipment "
                        "order by number",
         soci::use(line.str()));
    for (const auto& row : rows) {
      auto job = from_json_text<Job>(row.get<std::string>(1));
      if (!job) return fail(StoreError::failed, "a row of job_orders does not read: {}", job.error().message);
      job->counts = {row.get<long long>(2), row.get<long long>(3), row.get<long long>(4), row.get<std::string>(5)};
      jobs.push_back(std::move(*job));
    }
    return jobs;
  });
}

StoreResult<Meters> JobStore::meters() {
  return database_->query<Meters>([&](Session& sql) -> StoreResult<Meters> {
    Meters meters;
    const soci::rowset<soci::row> rows = (sql.prepare << "select tag, raw, epoch, time_ns from job_meters");
    for (const auto& row : rows)
      meters.emplace(row.get<std::string>(0),
                     Meter{true, row.get<long long>(1), row.get<long long>(2), from_unix_ns(row.get<long long>(3))});
    return meters;
  });
}

}  // namespace millwright::scada::jobs
