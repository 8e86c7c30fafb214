// How readings become lots. Each reading is kept by source time; a lot's window is a function of the readings kept,
// found anew when one comes in beside it.

#include "lib/base/log.h"
#include "mes/genealogy/lot_records.h"
#include "mes/orders/orders.h"

namespace millwright::mes::genealogy {
namespace {

// A counter that jumps further than this was not counting pallets.
constexpr std::int64_t kPalletsAtOnceMax = 1000;

struct Reading {
  Timestamp time{};
  std::int64_t reading = 0;
  std::int64_t run = 1;
};
BOOST_DESCRIBE_STRUCT(Reading, (), (time, reading, run))

struct Placed {
  Reading reading;
  std::optional<Reading> before;
  std::optional<Reading> later;
};

// Which run of the counter a reading belongs to: a reading below the one before it began a new one.
std::int64_t run_of(store::Session& sql, const std::string& key, std::int64_t reading,
                    const std::optional<Reading>& before, const std::optional<Reading>& later) {
  if (before && reading >= before->reading) return before->run;
  const bool fits_later = later && reading <= later->reading && (!before || later->run > before->run);
  if (fits_later) return later->run;
  const auto newest =
      query_one<std::int64_t>(sql, "select coalesce(max(run), 0) from mes_lot_reading where counter = :counter", key);
  return newest.value_or(0) + 1;
}

// nullopt when the reading says nothing new.
std::optional<Placed> place(store::Session& sql, const std::string& key, std::int64_t reading, Timestamp time) {
  const auto before = select_one<Reading>(
      sql, "mes_lot_reading where counter = :counter and \"time\" <= :moment order by \"time\" desc limit 1", key,
      time);
  if (before && (before->reading == reading || before->time == time)) return std::nullopt;
  const auto later = select_one<Reading>(
      sql, "mes_lot_reading where counter = :counter and \"time\" > :moment order by \"time\" limit 1", key, time);
  const Placed placed{{time, reading, run_of(sql, key, reading, before, later)}, before, later};
  execute(sql,
          "insert into mes_lot_reading (counter, \"time\", reading, run) values (:counter, :moment, :reading, :run)",
          key, time, reading, placed.reading.run);
  return placed;
}

// Writes a lot's window; makes the lot if it is not known. Says so when something changed.
void put(Transaction& transaction, const Lot& lot) {
  if (insert(transaction.sql, "mes_lot", lot)) return announce(transaction, lot, "made");
  const auto moved = execute(transaction.sql,
                             "update mes_lot set \"from\" = :began, \"to\" = :ended, status = :status, \"order\" = :of "
                             "where id = :id and (\"from\" <> :old_from or \"to\" <> :old_to)",
                             lot.from, lot.to, lot.status, lot.order, lot.id, lot.from, lot.to);
  if (moved > 0) transaction.changed("lots", lot.id);
}

Lot new_lot(Transaction& transaction, const Line& line, char letter, std::string kind, std::int64_t run,
            std::int64_t number) {
  return {.id = lot_id(line.equipment, letter, run, number),
          .kind = std::move(kind),
          .disposition = "none",
          .created = transaction.now,
          .line = line.equipment,
          .run = run,
          .number = number};
}

void set_window(Transaction& transaction, Lot& lot, std::optional<Timestamp> from, std::optional<Timestamp> to) {
  lot.from = from;
  lot.to = to;
  lot.status = to ? "available" : "in_process";
  if (from) lot.order = orders::running_during(transaction.sql, lot.line, *from, to);
}

Lot new_batch(Transaction& transaction, const Line& line, std::int64_t run, std::int64_t number) {
  Lot lot = new_lot(transaction, line, 'B', "batch", run, number);
  lot.material = line.lots.batch_material;
  lot.quantity = line.lots.batch_size;
  lot.unit = line.lots.batch_unit;
  lot.status = "in_process";
  return lot;
}

void put_batch(Transaction& transaction, const Line& line, std::int64_t run, std::int64_t number) {
  const std::string key = line.lots.batch.key();
  Lot lot = new_batch(transaction, line, run, number);
  const auto from = query_one<Timestamp>(
      transaction.sql,
      "select \"time\" from mes_lot_reading where counter = :counter and run = :run and reading = :reading "
      "order by \"time\" limit 1",
      key, run, number);
  if (!from) return;
  const auto to = query_one<Timestamp>(
      transaction.sql,
      "select \"time\" from mes_lot_reading where counter = :counter and \"time\" > :moment order by \"time\" limit 1",
      key, *from);
  set_window(transaction, lot, from, to);
  put(transaction, lot);
}

void put_sublot(Transaction& transaction, const Line& line, const std::string& batch) {
  const auto source = find(transaction.sql, batch);
  if (!source) return;
  Lot lot = new_lot(transaction, line, 'S', "sublot", source->run, source->number);
  lot.material = line.lots.sublot_material;
  lot.quantity = source->quantity;
  lot.unit = source->unit;
  const auto from = query_one<Timestamp>(
      transaction.sql,
      "select \"time\" from mes_lot_entering where line = :line and lot = :lot order by \"time\" limit 1",
      line.equipment, batch);
  if (!from) return;
  const auto to = query_one<Timestamp>(
      transaction.sql,
      "select \"time\" from mes_lot_entering where line = :line and \"time\" > :moment and lot <> :lot "
      "order by \"time\" limit 1",
      line.equipment, *from, batch);
  set_window(transaction, lot, from, to);
  add_parent(transaction.sql, lot.id, batch);
  put(transaction, lot);
}

// When what leaves the pallet's window entered the pasteurizer.
Window entered_for(const Line& line, const Lot& pallet) {
  const Duration shift = line.lots.transit + line.lots.dwell;
  return {*pallet.from - shift, *pallet.to - shift};
}

void trace(Transaction& transaction, const Line& line, const Lot& pallet) {
  execute(transaction.sql, "delete from mes_lot_parent where lot = :lot", pallet.id);
  for (const auto& parent : entered_in(transaction.sql, line.equipment, entered_for(line, pallet)))
    add_parent(transaction.sql, pallet.id, parent);
  inherit_hold(transaction, pallet.id);
}

void put_pallets(Transaction& transaction, const Line& line, const Reading& before, const Reading& later) {
  const std::int64_t first = later.run == before.run ? before.reading + 1 : 1;
  if (later.reading - first >= kPalletsAtOnceMax) {
    Logger("genealogy")
        .warning("{} went from {} to {} at once: no pallets are made of that", line.lots.pallet.key(), before.reading,
                 later.reading);
    return;
  }
  for (std::int64_t number = first; number <= later.reading; ++number) {
    Lot lot = new_lot(transaction, line, 'P', "pallet", later.run, number);
    const auto order = orders::running_at(transaction.sql, line.equipment, later.time);
    const auto made = order ? orders::find(transaction.sql, *order) : std::nullopt;
    lot.material = made ? made->material : std::string("unplanned");
    lot.quantity = static_cast<double>(line.lots.pallet_pieces);
    lot.unit = made ? made->unit : std::string("pieces");
    set_window(transaction, lot, before.time, later.time);
    lot.order = order;
    put(transaction, lot);
    trace(transaction, line, lot);
  }
}

}  // namespace

void place_batch(Transaction& transaction, const Line& line, std::int64_t reading, Timestamp time) {
  const auto placed = place(transaction.sql, line.lots.batch.key(), reading, time);
  if (!placed) return;
  if (placed->before) put_batch(transaction, line, placed->before->run, placed->before->reading);
  if (reading > 0) put_batch(transaction, line, placed->reading.run, reading);
}

void place_pallets(Transaction& transaction, const Line& line, std::int64_t reading, Timestamp time) {
  const auto placed = place(transaction.sql, line.lots.pallet.key(), reading, time);
  if (!placed) return;
  if (placed->before) put_pallets(transaction, line, *placed->before, placed->reading);
  if (placed->later) put_pallets(transaction, line, placed->reading, *placed->later);
}

std::string batch_of_number(Transaction& transaction, const Line& line, std::int64_t number, Timestamp time) {
  // The mixer's reading and the pasteurizer's are of the same scan at the earliest.
  const Timestamp latest = time + 2s;
  auto known =
      query_one<std::string>(transaction.sql,
                             "select id from mes_lot where line = :line and kind = 'batch' and number = :number "
                             "and \"from\" <= :moment order by run desc limit 1",
                             line.equipment, number, latest);
  if (known) return *known;
  const auto run = query_one<std::int64_t>(
      transaction.sql, "select coalesce(max(run), 1) from mes_lot where line = :line and kind = 'batch'",
      line.equipment);
  const Lot lot = new_batch(transaction, line, run.value_or(1), number);
  if (insert(transaction.sql, "mes_lot", lot)) announce(transaction, lot, "made");
  return lot.id;
}

void note_entering(Transaction& transaction, const Line& line, std::int64_t number, Timestamp time) {
  const std::string batch = batch_of_number(transaction, line, number, time);
  auto& sql = transaction.sql;
  const auto before = query_one<std::string>(
      sql, "select lot from mes_lot_entering where line = :line and \"time\" <= :moment order by \"time\" desc limit 1",
      line.equipment, time);
  if (before == batch) return;
  const auto added = execute(
      sql, "insert into mes_lot_entering (line, \"time\", lot) values (:line, :moment, :lot) on conflict do nothing",
      line.equipment, time, batch);
  if (added == 0) return;
  if (before) put_sublot(transaction, line, *before);
  put_sublot(transaction, line, batch);
  trace_pallets_since(transaction, line, time);
}

void trace_pallets_since(Transaction& transaction, const Line& line, Timestamp entered) {
  const Timestamp completed = entered + line.lots.transit + line.lots.dwell;
  for (const auto& pallet :
       select<Lot>(transaction.sql, "mes_lot where line = :line and kind = 'pallet' and \"to\" >= :completed",
                   line.equipment, completed))
    trace(transaction, line, pallet);
}

}  // namespace millwright::mes::genealogy
