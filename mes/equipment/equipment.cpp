#include "mes/equipment/equipment.h"

#include <algorithm>

namespace millwright::mes::equipment {
namespace {

void know(store::Session& sql, const contracts::EquipmentPath& path) {
  execute(
      sql,
      "insert into mes_equipment (path, state, state_number, quality, \"time\", good, good_time, scrap, scrap_time) "
      "values (:path, '', 0, 'BadWaitingForInitialData', 0, 0, 0, 0, 0) on conflict do nothing",
      path);
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "equipment as known from the bus",
                                                          R"(create table mes_equipment (
            path text primary key, state text not null, state_number bigint not null, quality text not null,
            "time" bigint not null, good bigint not null, good_time bigint not null, scrap bigint not null,
            scrap_time bigint not null))"},
                                                         {2, "why a unit does not run",
                                                          R"(alter table mes_equipment
            add column stop_code bigint not null default 0)"},
                                                         {3, "since when a unit is in its state",
                                                          R"(alter table mes_equipment
            add column since bigint not null default 0)"}};
  return kMigrations;
}

void apply(Transaction& transaction, const contracts::StateEvent& event) {
  know(transaction.sql, event.equipment);
  const auto written =
      execute(transaction.sql,
              "update mes_equipment set since = case when state = :same and since > 0 then since else :began end, "
              "state = :state, state_number = :number, stop_code = :stop, quality = :quality, \"time\" = :time where "
              "path = :path and \"time\" <= :newest",
              event.state, event.time, event.state, event.state_number, event.stop_code, event.quality.name(),
              event.time, event.equipment, event.time);
  if (written > 0) transaction.changed("equipment", event.equipment.str());
}

void apply(Transaction& transaction, const contracts::CountEvent& event) {
  const bool good = event.counter == "good_count";
  if (!event.quality.is_good() || (!good && event.counter != "reject_count")) return;
  know(transaction.sql, event.equipment);
  const auto written = execute(
      transaction.sql,
      fmt::format("update mes_equipment set {0} = :count, {0}_time = :time where path = :path and {0}_time <= :newest",
                  good ? "good" : "scrap"),
      event.count, event.time, event.equipment, event.time);
  if (written > 0) transaction.changed("equipment", event.equipment.str());
}

std::vector<Equipment> all(store::Session& sql, const MasterData& data) {
  auto units = select<Equipment>(sql, "mes_equipment order by path");
  std::ranges::stable_sort(units, {}, [&](const Equipment& unit) { return data.flow_position(unit.path.str()); });
  return units;
}

}  // namespace millwright::mes::equipment
