#include "mes/genealogy/genealogy.h"

#include <algorithm>

#include "mes/genealogy/lot_records.h"
#include "mes/genealogy/passing.h"

namespace millwright::mes::genealogy {

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{
      {1, "lots, their parents, and the readings they come from",
       R"(create table mes_lot (
            id text primary key, kind text not null, material text not null, "order" text not null,
            quantity {real} not null, unit text not null, status text not null, disposition text not null,
            hold_reason text not null, held_since bigint not null, created bigint not null, "from" bigint not null,
            "to" bigint not null, line text not null, run bigint not null, number bigint not null);
          create index mes_lot_by_window on mes_lot (line, kind, "from");
          create index mes_lot_by_order on mes_lot ("order");
          create index mes_lot_by_disposition on mes_lot (disposition);
          create table mes_lot_parent (lot text not null, parent text not null, primary key (lot, parent));
          create index mes_lot_parent_reverse on mes_lot_parent (parent);
          create table mes_lot_reading (
            counter text not null, "time" bigint not null, reading bigint not null, run bigint not null,
            primary key (counter, "time"));
          create table mes_lot_entering (
            line text not null, "time" bigint not null, lot text not null, primary key (line, "time")))"},
      {2, "how well lots are traced; every hold with its cause",
       R"(alter table mes_lot add column presumed_from bigint not null default 0;
          alter table mes_lot add column tracing text not null default 'untraced';
          alter table mes_lot add column tracing_note text not null default '';
          update mes_lot set tracing = 'measured' where exists
            (select 1 from mes_lot_parent where mes_lot_parent.lot = mes_lot.id);
          update mes_lot set tracing = 'unknown' where kind = 'pallet' and tracing = 'untraced';
          update mes_lot set status = 'in_process' where disposition in ('held', 'rejected');
          create table mes_lot_hold (
            lot text not null, parent text not null, cause text not null, reason text not null, since bigint not null,
            placed bigint not null, lifted bigint not null, primary key (lot, parent, cause));
          create index mes_lot_hold_by_parent on mes_lot_hold (parent);
          insert into mes_lot_hold (lot, parent, cause, reason, since, placed, lifted)
            select l.id, p.id, '', l.hold_reason, l.held_since, l.created, 0 from mes_lot l
            join mes_lot_parent m on m.lot = l.id join mes_lot p on p.id = m.parent
            where l.disposition = 'held' and p.disposition = 'held' and l.hold_reason like 'made of %';
          insert into mes_lot_hold (lot, parent, cause, reason, since, placed, lifted)
            select id, '', 'recorded', hold_reason, held_since, created, 0 from mes_lot
            where disposition = 'held' and not exists (select 1 from mes_lot_hold h where h.lot = mes_lot.id);
          create table mes_lot_action (
            lot text not null, number bigint not null, "time" bigint not null, what text not null,
            "by" text not null, detail text not null, primary key (lot, number)))"},
      {3, "how much of a lot went into another",
       R"(alter table mes_lot_parent add column quantity {real} not null default 0;
          alter table mes_lot_parent add column unit text not null default '')"},
      {4, "serial units",
       R"(create table mes_unit (code text primary key, lot text not null);
          create index mes_unit_by_lot on mes_unit (lot, code))"},
      {5, "when a lot was held before it was held again for the same",
       R"(create table mes_lot_hold_past (lot text not null, placed bigint not null, lifted bigint not null);
          create index mes_lot_hold_past_by_lot on mes_lot_hold_past (lot))"},
      {6, "the runs of orders as the lots were given to them",
       R"(create table mes_lot_run (
            order_id text not null, equipment text not null, started bigint not null, ended bigint not null,
            primary key (equipment, started, order_id));
          create index mes_lot_run_by_end on mes_lot_run (equipment, ended);
          create index mes_lot_by_end on mes_lot (line, "to"))"},
      {7, "what passes the queue before a pallet",
       R"(create table mes_lot_passing (
            line text not null, place bigint not null, stretch bigint not null, "time" bigint not null,
            reading bigint not null, primary key (line, place, stretch));
          create index mes_lot_passing_by_time on mes_lot_passing (line, place, "time");
          alter table mes_lot add column left_from bigint not null default 0;
          alter table mes_lot add column left_to bigint not null default 0;
          alter table mes_lot add column printed_from bigint not null default 0;
          alter table mes_lot add column printed_to bigint not null default 0)"}};
  return kMigrations;
}

void apply(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event) {
  if (!event.quality.is_good()) return;
  note_leaving(transaction, data, event);
  const CounterName name{event.equipment, event.counter};
  for (const auto& line : data.lines) {
    if (line.lots.batch == name) place_batch(transaction, line, event.count, event.time);
    if (line.lots.entering == name && event.count > 0) note_entering(transaction, line, event.count, event.time);
    if (line.lots.pallet == name) place_pallets(transaction, line, event.count, event.time);
  }
}

std::vector<Lot> entered_in(store::Session& sql, const contracts::EquipmentPath& line, const Window& window) {
  auto sublots = select<Lot>(sql,
                             "mes_lot where line = :line and kind = 'sublot' and \"from\" > 0 and (case when "
                             "presumed_from > 0 then presumed_from else \"from\" end) <= :until and "
                             "(\"to\" = 0 or \"to\" > :since) order by \"from\", id",
                             line, window.to, window.from);
  if (!sublots.empty() || query_one<std::string>(sql,
                                                 "select id from mes_lot where line = :line and kind = 'sublot' and "
                                                 "\"from\" > 0 limit 1",
                                                 line))
    return sublots;
  return select<Lot>(sql,
                     "mes_lot where line = :line and kind = 'batch' and \"from\" > 0 and \"from\" <= :until and "
                     "(\"to\" = 0 or \"to\" > :since) order by \"from\", id",
                     line, window.to, window.from);
}

std::optional<Lot> find(store::Session& sql, const std::string& id) {
  return select_one<Lot>(sql, "mes_lot where id = :id", id);
}

std::vector<std::string> parents_of(store::Session& sql, const std::string& id) {
  std::vector<std::string> out;
  for (auto& [parent] :
       query<std::string>(sql, "select parent from mes_lot_parent where lot = :lot order by parent", id))
    out.push_back(std::move(parent));
  return out;
}

std::vector<std::string> children_of(store::Session& sql, const std::string& id) {
  std::vector<std::string> out;
  for (auto& [child] :
       query<std::string>(sql, "select lot from mes_lot_parent where parent = :parent order by lot", id))
    out.push_back(std::move(child));
  return out;
}

std::vector<Link> inputs_of(store::Session& sql, const std::string& lot) {
  return select<Link>(sql, "mes_lot_parent where lot = :lot order by parent", lot);
}

std::vector<Link> outputs_of(store::Session& sql, const std::string& parent) {
  return select<Link>(sql, "mes_lot_parent where parent = :parent order by lot", parent);
}

std::string against_completing(store::Session& sql, const std::string& order) {
  constexpr std::size_t kNamed = 3;
  const auto held = query<std::string>(
      sql, "select id from mes_lot where \"order\" = :of and disposition = 'held' order by created, id", order);
  std::string names;
  for (std::size_t i = 0; i < std::min(held.size(), kNamed); ++i)
    names += fmt::format("{}{}", i == 0 ? "" : ", ", std::get<0>(held[i]));
  if (held.size() > kNamed) names += fmt::format(" and {} more", held.size() - kNamed);
  if (held.size() == 1) return fmt::format("its lot {} is held until quality decides", names);
  return held.empty() ? "" : fmt::format("{} of its lots are held until quality decides: {}", held.size(), names);
}

std::vector<Lot> list(store::Session& sql, const LotFilter& filter) {
  const auto any = [](const std::optional<std::string>& wanted) { return wanted.value_or(""); };
  return select<Lot>(
      sql,
      "mes_lot where (status = :status or '' = :any_status) and (\"order\" = :ordered or '' = :any_order) "
      "and (disposition = :disposition or '' = :any_disposition) and (material = :material or '' = :any_material) "
      "order by created desc, id desc limit 1000",
      any(filter.status), any(filter.status), any(filter.order), any(filter.order), any(filter.disposition),
      any(filter.disposition), any(filter.material), any(filter.material));
}

}  // namespace millwright::mes::genealogy
