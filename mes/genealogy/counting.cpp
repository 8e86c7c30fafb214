#include "mes/genealogy/counting.h"

namespace millwright::mes::genealogy {
namespace {

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

}  // namespace

std::optional<Reading> reading_after(store::Session& sql, const std::string& key, Timestamp time) {
  return select_one<Reading>(
      sql, "mes_lot_reading where counter = :counter and \"time\" > :moment order by \"time\" limit 1", key, time);
}

std::optional<Placed> keep_reading(store::Session& sql, const std::string& key, std::int64_t reading, Timestamp time) {
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

}  // namespace millwright::mes::genealogy
