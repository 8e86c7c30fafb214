#include "lib/base/log.h"
#include "lib/store/migration_text.h"
#include "lib/store/soci_database.h"

namespace millwright::store {
namespace {

/// Any number, the same in every process: two that start at once take their turns.
constexpr const char* kTakeTurns = "select pg_advisory_xact_lock(8316402)";

void create_record(Session& sql, Dialect dialect) {
  if (dialect == Dialect::postgresql) sql << kTakeTurns;
  sql << "create table if not exists mw_migrations(module text not null, number integer not null, name text not null,"
         " primary key(module, number))";
}

std::optional<std::string> applied_name(Session& sql, const std::string& module, int number) {
  std::string name;
  sql << "select name from mw_migrations where module = :module and number = :number", soci::use(module, "module"),
      soci::use(number, "number"), soci::into(name);
  if (!sql.got_data()) return std::nullopt;
  return name;
}

}  // namespace

StoreResult<void> SociDatabase::migrate(std::string_view module, const std::vector<Migration>& migrations) {
  const std::string name(module);
  int newest = 0;
  for (const auto& migration : migrations) {
    if (migration.number <= newest) {
      return fail(StoreError::failed, "migration {} of {} is out of order", migration.number, module);
    }
    newest = migration.number;
  }
  auto checked = transaction([&](Session& sql) -> StoreResult<void> {
    create_record(sql, url_.dialect);
    int highest = 0;
    sql << "select coalesce(max(number), 0) from mw_migrations where module = :module", soci::use(name, "module"),
        soci::into(highest);
    if (highest <= newest) return {};
    return fail(StoreError::failed, "{} was made by a newer program: {} is at step {}, and this one knows {}",
                url_.shown, module, highest, newest);
  });
  if (!checked) return checked;
  for (const auto& migration : migrations) {
    if (auto applied = apply(module, migration); !applied) return applied;
  }
  return {};
}

StoreResult<void> SociDatabase::apply(std::string_view module, const Migration& migration) {
  const std::string module_name(module);
  const std::string step_name(migration.name);
  auto done = transaction([&](Session& sql) -> StoreResult<void> {
    if (url_.dialect == Dialect::postgresql) sql << kTakeTurns;
    if (auto applied = applied_name(sql, module_name, migration.number)) {
      if (*applied == step_name) return {};
      return fail(StoreError::failed, "it was applied under the name \"{}\"", *applied);
    }
    for (const auto& statement : statements_of(migration.sql, url_.dialect)) sql << statement;
    sql << "insert into mw_migrations(module, number, name) values (:module, :number, :name)",
        soci::use(module_name, "module"), soci::use(migration.number, "number"), soci::use(step_name, "name");
    return {};
  });
  if (done) return done;
  return fail(done.error().code, "{}: migration {} of {} ({}): {}", url_.shown, migration.number, module,
              migration.name, done.error().message);
}

}  // namespace millwright::store
