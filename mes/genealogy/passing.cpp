// What passes the queue before the palletizer: readings as they are kept, and what they tell of a pallet.

#include "mes/genealogy/passing.h"

#include <algorithm>

#include "mes/genealogy/lot_records.h"
#include "mes/genealogy/queueing.h"

namespace millwright::mes::genealogy {
namespace {

// Places of readings: the counter that tells what left, and signs of the line; the queue's parts are 0, 1 …
constexpr std::int64_t kLeaving = -1, kSeen = -2;
// How far back it is looked for when something came in: mostly it is not long.
constexpr Duration kLooked[] = {10min, 2h, kPassingAge};

std::int64_t stretch_of(Timestamp time) { return unix_ns(time) / kPassingKept.count(); }

using LastOfStretches = std::map<std::int64_t, PassingReading>;
void note(LastOfStretches& last, const PassingReading& reading) {
  auto& kept = last[stretch_of(reading.time)];
  if (reading.time >= kept.time) kept = reading;
}

// The last one of its stretch stays.
void keep(Transaction& transaction, const contracts::EquipmentPath& line, std::int64_t place,
          const PassingReading& reading) {
  execute(transaction.sql,
          "insert into mes_lot_passing (line, place, stretch, \"time\", reading) values (:line, :place, :stretch, "
          ":moment, :reading) on conflict (line, place, stretch) do update set \"time\" = excluded.\"time\", reading = "
          "excluded.reading where excluded.\"time\" > mes_lot_passing.\"time\"",
          line, place, stretch_of(reading.time), reading.time, reading.reading);
}

// Those of the window, and the one that held when it began.
Readings readings_of(store::Session& sql, const Line& line, std::int64_t place, const Window& window) {
  auto out = select<PassingReading>(
      sql, "mes_lot_passing where line = :line and place = :place and \"time\" < :since order by \"time\" desc limit 1",
      line.equipment, place, window.from);
  auto in_it = select<PassingReading>(
      sql,
      "mes_lot_passing where line = :line and place = :place and \"time\" >= :since and \"time\" <= :until "
      "order by \"time\"",
      line.equipment, place, window.from, window.to);
  out.insert(out.end(), in_it.begin(), in_it.end());
  return out;
}

// The queue from its part `first` on, as it was up to that moment.
Passage passage_of(store::Session& sql, const Line& line, std::size_t first, const Window& window) {
  std::vector<Readings> queued;
  for (std::size_t part = first; part < line.lots.queue->on.size(); ++part)
    queued.push_back(readings_of(sql, line, static_cast<std::int64_t>(part), window));
  return {readings_of(sql, line, kLeaving, window), queued, readings_of(sql, line, kSeen, window)};
}

// When what left in the window came into the queue's part `first`.
std::optional<Window> entered_during(store::Session& sql, const Line& line, std::size_t first, const Window& left) {
  for (const auto looked : kLooked) {
    const auto passage = passage_of(sql, line, first, {left.from - looked, left.to});
    const auto from = passage.entered_of(left.from), to = passage.entered_of(left.to);
    if (from && to) return Window{*from, *to};
  }
  return std::nullopt;
}

}  // namespace

void note_leaving(Transaction& transaction, const MasterData& data, const contracts::CountEvent& event) {
  for (const auto& line : data.lines)
    if (line.lots.queue && line.lots.queue->leaving == CounterName{event.equipment, event.counter})
      keep(transaction, line.equipment, kLeaving, {event.time, event.count});
}

void apply(Transaction& transaction, const MasterData& data, const contracts::SamplesEvent& event) {
  for (const auto& line : data.lines) {
    if (!line.lots.queue) continue;
    const auto& parts = line.lots.queue->on;
    LastOfStretches seen;
    for (const auto& tag : event.tags) {
      const auto part = std::ranges::find(parts, tag.tag);
      LastOfStretches last;
      for (const auto& sample : tag.samples) {
        note(seen, {sample.source_time, 0});
        const auto number = contracts::number_in(sample.value);
        if (number && sample.quality.is_good()) note(last, {sample.source_time, static_cast<std::int64_t>(*number)});
      }
      if (part == parts.end()) continue;
      for (const auto& [stretch, reading] : last) keep(transaction, line.equipment, part - parts.begin(), reading);
    }
    for (const auto& [stretch, reading] : seen) keep(transaction, line.equipment, kSeen, reading);
  }
}

void find_passing(store::Session& sql, const Line& line, Lot& pallet) {
  const auto& queue = line.lots.queue;
  if (!queue || !pallet.from || !pallet.to) return;
  const Window filled{*pallet.from, *pallet.to};
  if (const auto entered = entered_during(sql, line, 0, filled)) {
    pallet.left_from = entered->from - queue->before;
    pallet.left_to = entered->to - queue->before;
  }
  if (queue->printed_on >= queue->on.size()) return;
  if (const auto printed = entered_during(sql, line, queue->printed_on, filled)) {
    pallet.printed_from = printed->from;
    pallet.printed_to = printed->to;
  }
}

void find_late(Transaction& transaction, const MasterData& data, Timestamp read) {
  for (const auto& line : data.lines) {
    if (!line.lots.queue) continue;
    for (auto& pallet : select<Lot>(transaction.sql,
                                    "mes_lot where line = :line and kind = 'pallet' and \"to\" >= :moment and "
                                    "(left_from = 0 or printed_from = 0) order by run, number",
                                    line.equipment, read)) {
      const auto before = pallet;
      find_passing(transaction.sql, line, pallet);
      if (pallet.left_from == before.left_from && pallet.printed_from == before.printed_from) continue;
      (void)put(transaction, pallet);
      trace(transaction, line, pallet);
      transaction.changed("lots", pallet.id);
    }
  }
}

void prune_passing(Transaction& transaction, Timestamp horizon) {
  execute(transaction.sql, "delete from mes_lot_passing where \"time\" < :horizon", horizon);
}

}  // namespace millwright::mes::genealogy
