#include "mes/quality/chart_deviations.h"

#include <algorithm>

#include "mes/genealogy/affected.h"
#include "mes/genealogy/holds.h"
#include "mes/quality/announcing.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::quality {
namespace {

std::optional<Deviation> open_of(store::Session& sql, const Characteristic& of, const Stream& stream) {
  return select_one<Deviation>(sql, "mes_deviation where rule = :rule and equipment = :equipment and cleared_at = 0",
                               chart_rule(of, stream), of.equipment);
}

std::string summary_of(const ChartMark& mark, const ChartPointRow& point) {
  return fmt::format("{} of {} is {:.1f} {}, centre {:.1f}, σ {:.2f}: {}", mark.characteristic->name, mark.stream->name,
                     point.value, mark.characteristic->unit, point.centre, point.sigma, mark.rules);
}

// The pattern began with the first of the points that the longest of its rules looks at.
Timestamp began(store::Session& sql, const ChartPointRow& point, spc::RuleSet rules, Timestamp since) {
  const bool alone = (rules & spc::RuleSet{spc::Rule::nelson_1, spc::Rule::western_electric_1}) == rules;
  constexpr std::int64_t kNine = 9;
  const auto before = points_of(sql, point.characteristic, point.stream, point.time, alone ? 1 : kNine);
  return before.empty() ? point.time : std::max(before.front().time, since);
}

}  // namespace

std::string chart_rule(const Characteristic& of, const Stream& stream) { return of.id + "/" + stream.name; }

void raise_by_chart(Transaction& transaction, const ChartPointRow& point, spc::RuleSet rules, ChartMark& mark) {
  auto& sql = transaction.sql;
  const auto& of = *mark.characteristic;
  if (const auto open = open_of(sql, of, *mark.stream)) {
    mark.deviation = open->id;
    if (open->limit == mark.rules) return;  // the same again
    execute(sql, "update mes_deviation set \"limit\" = :rules where id = :id", mark.rules, open->id);
    add_action(transaction, open->id, "marked again", "chart", summary_of(mark, point));
    transaction.changed("deviations", open->id);
    return;
  }
  const auto state = state_of(sql, of.id, mark.stream->name);
  const bool low = point.value < point.centre;
  Deviation deviation{
      .id = derived_id("deviation", fmt::format("{}|{}", chart_rule(of, *mark.stream), unix_ns(point.time))),
      .rule = chart_rule(of, *mark.stream),
      .equipment = of.equipment,
      .tag = mark.stream->tag,
      .severity = of.severity,
      .limit = mark.rules,
      .limit_value = point.centre + (low ? -3 : 3) * point.sigma,
      .unit = of.unit,
      .value = point.value,
      .opened_at = point.time,
      .crossed_at = began(sql, point, rules, state.since),
      .recovered = transaction.now - point.time > kChartAgeMax,
      .summary = summary_of(mark, point),
      .context = "{}"};
  mark.deviation = deviation.id;
  mark.opened = insert(sql, "mes_deviation", deviation, "");
  if (!mark.opened) return;
  add_action(transaction, deviation.id, "raised", "chart", deviation.summary);
  announce(transaction, deviation, deviation.summary);
}

void clear_if_calm(Transaction& transaction, const Characteristic& of, const Stream& stream, Timestamp at) {
  auto& sql = transaction.sql;
  auto open = open_of(sql, of, stream);
  if (!open) return;
  const auto last = points_of(sql, of.id, stream.name, at, of.clear_after);
  const auto since = std::max(open->opened_at, state_of(sql, of.id, stream.name).since);
  const auto calm = std::ranges::count_if(
      last, [&](const ChartPointRow& point) { return point.time >= since && point.marks == 0 && point.sigma > 0; });
  if (calm < of.clear_after) return;
  open->cleared_at = at;
  if (open->state == DeviationState::open) open->state = DeviationState::corrected;
  execute(sql, "update mes_deviation set cleared_at = :cleared, state = :state where id = :id", at, open->state,
          open->id);
  add_action(transaction, open->id, "in control again", "chart",
             fmt::format("nothing marks the last {} points", of.clear_after));
  announce(transaction, *open, "cleared");
  close_if_settled(transaction, open->id);
}

std::vector<std::string> hold_for(Transaction& transaction, const MasterData& data, const Deviation& deviation,
                                  Timestamp until) {
  const auto* line = data.line_of(deviation.equipment.str());
  const Duration dwell = line != nullptr ? line->lots.dwell : Duration{};
  const auto found = genealogy::made_of_what_was_in(transaction.sql, data, deviation.equipment,
                                                    {{{deviation.crossed_at, until}, dwell}});
  std::vector<std::string> lots;
  if (!found) {
    add_action(transaction, deviation.id, "no lot held", "quality", found.error().message);
    return lots;
  }
  for (const auto& lot : *found) {
    execute(transaction.sql,
            "insert into mes_deviation_lot (deviation, lot) values (:deviation, :lot) on conflict do nothing",
            deviation.id, lot.id);
    const auto held =
        genealogy::hold(transaction, lot.id,
                        {"deviation:" + deviation.id, fmt::format("{}: {}", deviation.rule, deviation.summary),
                         deviation.crossed_at, "quality"});
    add_action(transaction, deviation.id, held ? "lot held" : "lot not held", "quality",
               held ? lot.id : held.error().message);
    if (held) lots.push_back(lot.id);
  }
  return lots;
}

}  // namespace millwright::mes::quality
