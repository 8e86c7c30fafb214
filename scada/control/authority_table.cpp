#include "scada/control/authority_table.h"

#include <array>

namespace millwright::scada::control {
namespace {

using store::Session;
using store::StoreResult;

const std::vector<store::Migration> kMigrations{{1, "authority", R"(
  create table authority (
    equipment text primary key,
    authority text not null,
    set_by text not null,
    set_ns bigint not null
  )
)"}};

struct NamedAuthority {
  Authority authority;
  std::string_view name;
};
constexpr std::array kNames{NamedAuthority{Authority::local, "local"}, NamedAuthority{Authority::operator_, "operator"},
                            NamedAuthority{Authority::remote, "remote"}};

}  // namespace

std::string_view authority_name(Authority authority) {
  for (const auto& entry : kNames)
    if (entry.authority == authority) return entry.name;
  return "";
}

std::optional<Authority> authority_from_name(std::string_view name) {
  for (const auto& entry : kNames)
    if (entry.name == name) return entry.authority;
  return std::nullopt;
}

StoreResult<std::unique_ptr<AuthorityTable>> AuthorityTable::open(const plant::Plant& plant, store::Database& database,
                                                                  accounts::AuditTrail& audit) {
  if (auto migrated = database.migrate("authority", kMigrations); !migrated)
    return std::unexpected(std::move(migrated.error()));
  std::unique_ptr<AuthorityTable> table(new AuthorityTable(plant, database, audit));
  if (auto loaded = table->load(); !loaded) return std::unexpected(std::move(loaded.error()));
  return table;
}

StoreResult<void> AuthorityTable::load() {
  return database_.read([this](Session& sql) -> StoreResult<void> {
    set_.clear();
    const soci::rowset<soci::row> rows = (sql.prepare << "select equipment, authority, set_by, set_ns from authority");
    for (const auto& row : rows) {
      const contracts::EquipmentPath equipment{row.get<std::string>(0)};
      const auto authority = authority_from_name(row.get<std::string>(1));
      if (authority)
        set_[equipment] = {equipment, *authority, row.get<std::string>(2), from_unix_ns(row.get<long long>(3))};
    }
    return {};
  });
}

AuthorityChange AuthorityTable::effective(const contracts::EquipmentPath& equipment) const {
  const std::scoped_lock lock(mutex_);
  AuthorityChange newest{equipment, Authority::remote, "", Timestamp{}};
  std::optional<contracts::EquipmentPath> at = equipment;
  while (at) {
    if (const auto it = set_.find(*at); it != set_.end() && it->second.at > newest.at) newest = it->second;
    const auto* unit = plant_.find_equipment(*at);
    at = unit == nullptr ? std::nullopt : unit->parent;
  }
  newest.equipment = equipment;
  return newest;
}

StoreResult<void> AuthorityTable::set(const AuthorityChange& change, const std::string& reason) {
  const std::scoped_lock lock(mutex_);
  const std::string name(authority_name(change.authority));
  const auto at = static_cast<long long>(unix_ns(change.at));
  auto stored = database_.transaction([&](Session& sql) -> StoreResult<void> {
    sql << "insert into authority (equipment, authority, set_by, set_ns) values (:equipment, :authority, :by, :at) "
           "on conflict (equipment) do update set authority = excluded.authority, set_by = excluded.set_by, "
           "set_ns = excluded.set_ns",
        soci::use(change.equipment.str()), soci::use(name), soci::use(change.by), soci::use(at);
    return audit_.append(sql, {0, change.at, change.by, "authority.set", change.equipment.str(), name, reason});
  });
  if (stored) set_[change.equipment] = change;
  return stored;
}

}  // namespace millwright::scada::control
