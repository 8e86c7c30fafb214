// How readings become batches and sublots: a lot's window is a function of the readings kept, found anew when one comes
// in beside it.

#include "mes/genealogy/counting.h"
#include "mes/genealogy/holds.h"

namespace millwright::mes::genealogy {
namespace {

// The batch that was seen entering at that moment.
std::optional<Lot> entering_before(store::Session& sql, const Line& line, Timestamp time) {
  return select_one<Lot>(sql,
                         "mes_lot where id = (select lot from mes_lot_entering where line = :line and "
                         "\"time\" <= :moment order by \"time\" desc limit 1)",
                         line.equipment, time);
}

std::optional<Timestamp> first_entering(store::Session& sql, const Line& line, const std::string& batch) {
  return query_one<Timestamp>(
      sql, "select \"time\" from mes_lot_entering where line = :line and lot = :lot order by \"time\" limit 1",
      line.equipment, batch);
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
  set_window(transaction, line, lot, from, to);
  if (put(transaction, lot)) announce(transaction, lot, "made");
}

// A sublot whose beginning was not seen may have begun since then: nullopt where the number before it was seen, or
// where the counter began anew with it.
std::optional<Timestamp> presumed_beginning(store::Session& sql, const Line& line, const Lot& batch, Timestamp seen) {
  const auto before = entering_before(sql, line, seen - 1ns);
  if (!before) return seen - line.lots.transit - line.lots.dwell;
  const bool next = before->run == batch.run && before->number + 1 == batch.number;
  const bool anew = before->run != batch.run && batch.number == 1;
  return next || anew ? std::nullopt : first_entering(sql, line, before->id);
}

void put_sublot(Transaction& transaction, const Line& line, const std::string& batch) {
  const auto source = find(transaction.sql, batch);
  const auto from = first_entering(transaction.sql, line, batch);
  if (!source || !from) return;
  Lot lot = new_lot(transaction, line, 'S', "sublot", source->run, source->number);
  lot.quantity = source->quantity;
  lot.unit = source->unit;
  lot.tracing = Tracing::measured;
  lot.presumed_from = presumed_beginning(transaction.sql, line, *source, *from);
  const auto to = query_one<Timestamp>(
      transaction.sql,
      "select \"time\" from mes_lot_entering where line = :line and \"time\" > :moment and lot <> :lot "
      "order by \"time\" limit 1",
      line.equipment, *from, batch);
  set_window(transaction, line, lot, from, to);
  put_link(transaction, {lot.id, batch, lot.quantity, lot.unit});
  if (put(transaction, lot)) announce(transaction, lot, "made");
  inherit(transaction, lot.id);
}

}  // namespace

void place_batch(Transaction& transaction, const Line& line, std::int64_t reading, Timestamp time) {
  const auto placed = keep_reading(transaction.sql, line.lots.batch.key(), reading, time);
  if (!placed) return;
  if (placed->before) put_batch(transaction, line, placed->before->run, placed->before->reading);
  if (reading > 0) put_batch(transaction, line, placed->reading.run, reading);
}

std::string batch_of_number(Transaction& transaction, const Line& line, std::int64_t number, Timestamp time) {
  // The mixer's reading and the pasteurizer's are of the same scan at the earliest.
  const Timestamp latest = time + 2s;
  const auto known = select_one<Lot>(transaction.sql,
                                     "mes_lot where line = :line and kind = 'batch' and number = :number "
                                     "and \"from\" <= :moment order by run desc limit 1",
                                     line.equipment, number, latest);
  // Numbers only rise until the counter begins anew; the mixer's reading that tells of it may be on its way still.
  const auto last = entering_before(transaction.sql, line, time);
  const bool anew = last && number < last->number;
  if (known && !(anew && known->run <= last->run)) return known->id;
  std::int64_t run = 1;
  if (last)
    run = last->run + (anew ? 1 : 0);
  else
    run = query_one<std::int64_t>(transaction.sql,
                                  "select coalesce(max(run), 1) from mes_lot where line = :line and kind = 'batch'",
                                  line.equipment)
              .value_or(1);
  const Lot lot = new_batch(transaction, line, run, number);
  if (insert(transaction.sql, "mes_lot", lot)) announce(transaction, lot, "made");
  return lot.id;
}

void note_entering(Transaction& transaction, const Line& line, std::int64_t number, Timestamp time) {
  const std::string batch = batch_of_number(transaction, line, number, time);
  auto& sql = transaction.sql;
  const auto before = entering_before(sql, line, time);
  if (before && before->id == batch) return;
  const auto added = execute(
      sql, "insert into mes_lot_entering (line, \"time\", lot) values (:line, :moment, :lot) on conflict do nothing",
      line.equipment, time, batch);
  if (added == 0) return;
  if (before) put_sublot(transaction, line, before->id);
  put_sublot(transaction, line, batch);
  const auto after = query_one<std::string>(
      sql,
      "select lot from mes_lot_entering where line = :line and \"time\" > :moment and lot <> :lot "
      "order by \"time\" limit 1",
      line.equipment, time, batch);
  if (after) put_sublot(transaction, line, *after);
  const auto since = before ? first_entering(sql, line, before->id) : std::nullopt;
  trace_pallets_since(transaction, line, since.value_or(Timestamp{}));
}

}  // namespace millwright::mes::genealogy
