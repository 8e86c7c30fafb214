#include "lib/accounts/audit.h"

#include <algorithm>

#include "lib/accounts/secrets.h"

namespace millwright::accounts {
namespace {

using soci::into;
using soci::use;
using store::Session;
using store::StoreError;
using store::StoreResult;

constexpr int kRowsAtOnce = 1000;

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> steps{
      {1, "audit trail", R"(
        create table audit_rows (
          number bigint primary key,
          time_ns bigint not null,
          who text not null,
          action text not null,
          target text not null,
          outcome text not null,
          detail text not null,
          hash text not null);
        create table audit_head (
          id integer primary key,
          number bigint not null,
          hash text not null);
        insert into audit_head (id, number, hash) values (1, 0, ''))"},
  };
  return steps;
}

// Every field with its length before it, so that no two rows read the same.
std::string chained(const std::string& previous, const AuditRow& row) {
  std::string text = previous;
  const auto put = [&](std::string_view field) {
    text += fmt::format("{}:", field.size());
    text += field;
  };
  put(std::to_string(row.number));
  put(std::to_string(unix_ns(row.time)));
  for (const auto* field : {&row.user, &row.action, &row.target, &row.outcome, &row.detail}) put(*field);
  return sha256_hex(text);
}

// PostgreSQL ends a text at NUL; what is hashed must be what is stored.
AuditRow storable(AuditRow row) {
  for (auto* field : {&row.user, &row.action, &row.target, &row.outcome, &row.detail})
    std::ranges::replace(*field, '\0', ' ');
  return row;
}

/// The columns of one row, to be bound and fetched.
struct Columns {
  long long number = 0;
  long long time_ns = 0;
  std::string who, action, target, outcome, detail, hash;

  [[nodiscard]] AuditRow row() const { return {number, from_unix_ns(time_ns), who, action, target, outcome, detail}; }
};

/// Calls `each` with every row the statement yields.
template <class Each>
void fetch(Session& sql, const std::string& query, long long bound, Each each) {
  Columns c;
  soci::statement statement =
      (sql.prepare << "select number, time_ns, who, action, target, outcome, detail, hash from audit_rows " + query,
       into(c.number), into(c.time_ns), into(c.who), into(c.action), into(c.target), into(c.outcome), into(c.detail),
       into(c.hash), use(bound));
  statement.execute();
  while (statement.fetch()) each(c);
}

class ChainedTrail final : public AuditTrail {
 public:
  explicit ChainedTrail(store::Database& database) : database_(database) {}

  StoreResult<void> append(const AuditRow& row) override {
    return database_.transaction([&](Session& sql) { return append(sql, row); });
  }
  StoreResult<void> append(Session& sql, const AuditRow& row) override;
  StoreResult<std::vector<AuditRow>> latest(int limit) override;
  StoreResult<std::int64_t> first_broken() override;

 private:
  store::Database& database_;
};

// The head row is locked until the caller's transaction ends, so that two appends never continue from the same row.
StoreResult<void> ChainedTrail::append(Session& sql, const AuditRow& given) {
  auto row = storable(given);
  long long number = 0;
  std::string previous;
  sql << "update audit_head set number = number + 1 where id = 1 returning number, hash", into(number), into(previous);
  if (!sql.got_data()) return fail(StoreError::failed, "the audit trail has lost its head row");
  row.number = number;
  const auto hash = chained(previous, row);
  const long long time_ns = unix_ns(row.time);
  sql << "insert into audit_rows (number, time_ns, who, action, target, outcome, detail, hash) "
         "values (:number, :time, :who, :action, :target, :outcome, :detail, :hash)",
      use(number), use(time_ns), use(row.user), use(row.action), use(row.target), use(row.outcome), use(row.detail),
      use(hash);
  sql << "update audit_head set hash = :hash where id = 1", use(hash);
  return {};
}

StoreResult<std::vector<AuditRow>> ChainedTrail::latest(int limit) {
  return database_.query<std::vector<AuditRow>>([&](Session& sql) -> StoreResult<std::vector<AuditRow>> {
    std::vector<AuditRow> rows;
    fetch(sql, "order by number desc limit :limit", std::clamp(limit, 1, kRowsAtOnce),
          [&](const Columns& c) { rows.push_back(c.row()); });
    return rows;
  });
}

StoreResult<std::int64_t> ChainedTrail::first_broken() {
  return database_.query<std::int64_t>([&](Session& sql) -> StoreResult<std::int64_t> {
    std::string previous;
    std::int64_t last = 0;
    bool broken = false;
    bool more = true;
    while (more && !broken) {
      more = false;
      fetch(sql, fmt::format("where number > :after order by number limit {}", kRowsAtOnce), last,
            [&](const Columns& c) {
              more = true;
              broken = broken || c.number != last + 1 || c.hash != chained(previous, c.row());
              if (broken) return;
              last = c.number;
              previous = c.hash;
            });
    }
    long long head_number = 0;
    std::string head_hash;
    sql << "select number, hash from audit_head where id = 1", into(head_number), into(head_hash);
    if (!broken && head_number == last && head_hash == previous) return 0;
    return broken || head_number != last || last == 0 ? last + 1 : last;
  });
}

}  // namespace

StoreResult<std::unique_ptr<AuditTrail>> AuditTrail::open(store::Database& database) {
  if (auto migrated = database.migrate("audit", migrations()); !migrated)
    return std::unexpected(std::move(migrated.error()));
  return std::make_unique<ChainedTrail>(database);
}

}  // namespace millwright::accounts
