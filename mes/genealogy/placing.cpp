// How readings become lots. Each reading is kept by source time; a lot's window is a function of the readings kept,
// found anew when one comes in beside it.

#include "lib/base/log.h"
#include "mes/genealogy/holds.h"
#include "mes/genealogy/lot_records.h"
#include "mes/genealogy/passing.h"

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

std::optional<Reading> reading_after(store::Session& sql, const std::string& key, Timestamp time) {
  return select_one<Reading>(
      sql, "mes_lot_reading where counter = :counter and \"time\" > :moment order by \"time\" limit 1", key, time);
}

// nullopt when the reading says nothing new.
std::optional<Placed> place(store::Session& sql, const std::string& key, std::int64_t reading, Timestamp time) {
  const auto before = select_one<Reading>(
      sql, "mes_lot_reading where counter = :counter and \"time\" <= :moment order by \"time\" desc limit 1", key,
      time);
  if (before && (before->reading == reading || before->time == time)) return std::nullopt;
  auto later = reading_after(sql, key, time);
  const auto run = run_of(sql, key, reading, before, later);
  if (later && later->reading == reading && later->run == run) {  // the same was seen later only
    execute(sql, "delete from mes_lot_reading where counter = :counter and \"time\" = :moment", key, later->time);
    later = reading_after(sql, key, time);
  }
  const Placed placed{{time, reading, run}, before, later};
  execute(sql,
          "insert into mes_lot_reading (counter, \"time\", reading, run) values (:counter, :moment, :reading, :run)",
          key, time, reading, placed.reading.run);
  return placed;
}

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

void set_window(Transaction& transaction, const Line& line, Lot& lot, std::optional<Timestamp> from,
                std::optional<Timestamp> to) {
  lot.from = from;
  lot.to = to;
  lot.status = to ? "available" : "in_process";
  give_to_order(transaction, line, lot);
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

// A pallet is being filled since the one before it was complete. A counter that began anew at zero did so during that.
Timestamp filling_began(store::Session& sql, const std::string& key, const Reading& before) {
  if (before.reading > 0) return before.time;
  const auto complete = query_one<Timestamp>(
      sql,
      "select \"time\" from mes_lot_reading where counter = :counter and \"time\" < :moment order by \"time\" desc "
      "limit 1",
      key, before.time);
  return complete.value_or(before.time);
}

void put_pallets(Transaction& transaction, const Line& line, const Reading& before, const Reading& later) {
  const std::int64_t first = later.run == before.run ? before.reading + 1 : 1;
  if (later.reading - first >= kPalletsAtOnceMax) {
    Logger("genealogy")
        .warning("{} went from {} to {} at once: no pallets are made of that", line.lots.pallet.key(), before.reading,
                 later.reading);
    return;
  }
  const auto began = filling_began(transaction.sql, line.lots.pallet.key(), before);
  std::vector<Lot> made_now, known;
  for (std::int64_t number = first; number <= later.reading; ++number) {
    Lot lot = new_lot(transaction, line, 'P', "pallet", later.run, number);
    lot.quantity = static_cast<double>(line.lots.pallet_pieces);
    set_window(transaction, line, lot, began, later.time);
    find_passing(transaction.sql, line, lot);
    (put(transaction, lot) ? made_now : known).push_back(std::move(lot));
  }
  for (const auto& lot : known) trace(transaction, line, lot);
  for (const auto& lot : made_now) {
    trace(transaction, line, lot);
    if (const auto traced = find(transaction.sql, lot.id); traced && traced->disposition == "none")
      announce(transaction, *traced, "made");
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
  const auto key = line.lots.pallet.key();
  const auto placed = place(transaction.sql, key, reading, time);
  if (!placed) return;
  if (placed->before) put_pallets(transaction, line, *placed->before, placed->reading);
  if (!placed->later) return;
  put_pallets(transaction, line, placed->reading, *placed->later);
  // What is known of the pallet after that may hang on this reading too.
  if (const auto next = reading_after(transaction.sql, key, placed->later->time))
    put_pallets(transaction, line, *placed->later, *next);
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
