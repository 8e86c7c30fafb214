// What a pallet is made of: what entered the pasteurizer in the stretch of time whose product it took. Where that
// stretch reaches back before something was first seen, the nearest that is known is taken and the pallet says so.

#include <algorithm>
#include <cmath>

#include "mes/genealogy/holds.h"
#include "mes/genealogy/lot_records.h"
#include "mes/genealogy/whereabouts.h"

namespace millwright::mes::genealogy {
namespace {

struct Origins {
  std::vector<Lot> lots;
  Tracing tracing = Tracing::measured;
  std::string note;

  void not_seen(Tracing how, const std::string& what) {
    tracing = how;
    note += (note.empty() ? "" : "; ") + what;
  }
};

bool filling_was_seen_to_begin(store::Session& sql, const Line& line, const Lot& pallet) {
  return query_one<Timestamp>(sql,
                              "select \"time\" from mes_lot_reading where counter = :counter and \"time\" < :began "
                              "limit 1",
                              line.lots.pallet.key(), *pallet.from)
      .has_value();
}

std::int64_t counted_together(store::Session& sql, const Lot& pallet) {
  return query_one<std::int64_t>(sql,
                                 "select count(*) from mes_lot where line = :line and kind = 'pallet' and "
                                 "\"from\" = :began and \"to\" = :ended",
                                 pallet.line, *pallet.from, *pallet.to)
      .value_or(1);
}

Origins origins_of(store::Session& sql, const Line& line, const Lot& pallet) {
  const auto window = entered_for(line, pallet);
  Origins origins{entered_in(sql, line.equipment, window), Tracing::measured, ""};
  if (origins.lots.empty()) {
    origins.not_seen(Tracing::unknown,
                     fmt::format("what entered {} from {} to {} was not seen", line.lots.entering.equipment.str(),
                                 to_rfc3339(window.from), to_rfc3339(window.to)));
    return origins;
  }
  for (const auto& lot : origins.lots) {
    if (lot.kind == "batch")
      origins.not_seen(Tracing::presumed, fmt::format("{} was in the mixer then; what entered {} is not reported",
                                                      lot.id, line.lots.entering.equipment.str()));
    else if (lot.presumed_from && window.from < *lot.from)
      origins.not_seen(Tracing::presumed,
                       fmt::format("{} was entering when it was first seen, at {}; when it began, and what entered "
                                   "before it, was not seen",
                                   lot.id, to_rfc3339(*lot.from)));
  }
  if (!filling_was_seen_to_begin(sql, line, pallet))
    origins.not_seen(Tracing::presumed, "it was being filled already when its counter was first seen");
  if (const auto together = counted_together(sql, pallet); together > 1)
    origins.not_seen(Tracing::presumed,
                     fmt::format("{} pallets were counted at once: each may be of any of these lots", together));
  return origins;
}

// What other pallets leave of a sublot.
double left_of(store::Session& sql, const Lot& sublot, const Lot& pallet) {
  const auto given = query_one<double>(sql,
                                       "select coalesce(sum(quantity), 0.0) from mes_lot_parent where parent = :parent "
                                       "and lot <> :pallet",
                                       sublot.id, pallet.id);
  return std::max(sublot.quantity - given.value_or(0), 0.0);
}

// So much of a sublot as entered in the pallet's time, as if it flowed evenly. Pallets' times do not overlap, and those
// that were counted at once share theirs, so that no sublot gives more than it is; rounded down for the same reason.
// A time that the queue told may overlap a nominal one: then there is what the others leave.
// 0, not known, where the sublot's time is not known at both ends.
double share_of(store::Session& sql, const Line& line, const Lot& pallet, const Lot& sublot) {
  if (sublot.kind != "sublot" || sublot.presumed_from || !sublot.from || !sublot.to || *sublot.to <= *sublot.from)
    return 0;
  const auto window = entered_for(line, pallet);
  const Duration common = std::min(window.to, *sublot.to) - std::max(window.from, *sublot.from);
  if (common <= Duration{0}) return 0;
  using Seconds = std::chrono::duration<double>;
  const double part = Seconds(common) / Seconds(*sublot.to - *sublot.from);
  constexpr double kSteps = 1e6;
  const double share = sublot.quantity * part / static_cast<double>(counted_together(sql, pallet));
  const double given = pallet.left_from ? std::min(share, left_of(sql, sublot, pallet)) : share;
  return std::floor(given * kSteps) / kSteps;
}

}  // namespace

void trace(Transaction& transaction, const Line& line, const Lot& pallet) {
  auto& sql = transaction.sql;
  const auto origins = origins_of(sql, line, pallet);
  execute(sql,
          "delete from mes_lot_parent where lot = :lot and not exists (select 1 from mes_lot m "
          "where m.id = mes_lot_parent.parent and m.kind = 'received')",
          pallet.id);
  for (const auto& parent : origins.lots)
    put_link(transaction, {pallet.id, parent.id, share_of(sql, line, pallet, parent), parent.unit});
  const auto changed = execute(sql,
                               "update mes_lot set tracing = :tracing, tracing_note = :note where id = :id and "
                               "(tracing <> :old_tracing or tracing_note <> :old_note)",
                               origins.tracing, origins.note, pallet.id, origins.tracing, origins.note);
  if (changed > 0) transaction.changed("lots", pallet.id);
  inherit(transaction, pallet.id);
}

void trace_pallets_since(Transaction& transaction, const Line& line, Timestamp entered) {
  const auto way = line.lots.queue ? std::min(line.lots.queue->before, line.lots.transit) : line.lots.transit;
  const Timestamp completed = entered + way + line.lots.dwell;
  for (const auto& pallet : select<Lot>(transaction.sql,
                                        "mes_lot where line = :line and kind = 'pallet' and \"to\" >= :completed "
                                        "order by run, number",
                                        line.equipment, completed))
    trace(transaction, line, pallet);
}

}  // namespace millwright::mes::genealogy
