// What is kept with a deviation, and how it is read back.

#include <algorithm>

#include "mes/quality/deviations.h"

namespace millwright::mes::quality {
namespace {

constexpr Duration kBeforeIt = 5min;
constexpr Duration kAfterIt = 5min;

// The stretch of time that tells its story.
std::pair<Timestamp, Timestamp> story_of(const Deviation& deviation, Timestamp now) {
  return {deviation.crossed_at - kBeforeIt, deviation.cleared_at.value_or(now) + kAfterIt};
}

struct AlarmRow {
  std::string alarm;
  Timestamp time{};
  std::string state;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(AlarmRow, (), (alarm, time, state, message))

}  // namespace

void add_hops(Transaction& transaction, const std::string& deviation, Leg leg,
              const std::vector<contracts::Hop>& hops) {
  for (const auto& hop : hops)
    execute(
        transaction.sql,
        "insert into mes_deviation_hop (deviation, leg, place, \"time\") values (:deviation, :leg, :place, :moment) "
        "on conflict do nothing",
        deviation, leg, hop.place, hop.time);
}

std::vector<contracts::Hop> hops_of(store::Session& sql, const std::string& deviation, Leg leg) {
  return select<contracts::Hop>(sql, "mes_deviation_hop where deviation = :deviation and leg = :leg order by \"time\"",
                                deviation, leg);
}

void add_action(Transaction& transaction, const std::string& deviation, const std::string& what, const std::string& by,
                const std::string& detail) {
  execute(transaction.sql,
          "insert into mes_deviation_action (deviation, number, \"time\", what, \"by\", detail) "
          "select :deviation, coalesce(max(number), 0) + 1, cast(:moment as bigint), cast(:what as text), "
          "cast(:by as text), cast(:detail as text) from mes_deviation_action where deviation = :same",
          deviation, transaction.moment(), what, by, detail, deviation);
}

void set_workflow(Transaction& transaction, const std::string& deviation, const std::string& workflow) {
  execute(transaction.sql, "update mes_deviation set workflow = :workflow where id = :id", workflow, deviation);
}

std::optional<Deviation> find(store::Session& sql, const std::string& id) {
  return select_one<Deviation>(sql, "mes_deviation where id = :id", id);
}

std::vector<Deviation> list(store::Session& sql, const std::optional<std::string>& state) {
  if (!state) return select<Deviation>(sql, "mes_deviation order by opened_at desc, id limit 500");
  if (*state == "open")
    return select<Deviation>(sql, "mes_deviation where closed_at = 0 order by opened_at desc, id limit 500");
  return select<Deviation>(sql, "mes_deviation where state = :state order by opened_at desc, id limit 500", *state);
}

std::vector<Deviation> during(store::Session& sql, const contracts::EquipmentPath& equipment, Timestamp from,
                              Timestamp to) {
  return select<Deviation>(sql,
                           "mes_deviation where equipment = :equipment and crossed_at <= :until and (cleared_at = 0 or "
                           "cleared_at >= :since) order by crossed_at, id",
                           equipment, to, from);
}

std::vector<std::string> lots_of(store::Session& sql, const std::string& deviation) {
  std::vector<std::string> out;
  for (auto& [lot] : query<std::string>(
           sql, "select lot from mes_deviation_lot where deviation = :deviation order by lot", deviation))
    out.push_back(std::move(lot));
  return out;
}

std::vector<std::string> deviations_of_lot(store::Session& sql, const std::string& lot) {
  std::vector<std::string> out;
  for (auto& [deviation] :
       query<std::string>(sql, "select deviation from mes_deviation_lot where lot = :lot order by deviation", lot))
    out.push_back(std::move(deviation));
  return out;
}

std::optional<double> context_number(const Deviation& deviation, const std::string& leaf) {
  const auto context = from_json_text<std::map<std::string, contracts::Sample>>(deviation.context);
  if (!context) return std::nullopt;
  const auto found = context->find(leaf);
  if (found == context->end() || !found->second.quality.is_good()) return std::nullopt;
  return contracts::number_in(found->second.value);
}

std::vector<std::string> held_lots_of(store::Session& sql, const std::string& deviation) {
  std::vector<std::string> out;
  for (auto& [lot] :
       query<std::string>(sql,
                          "select l.lot from mes_deviation_lot l join mes_lot on mes_lot.id = l.lot where "
                          "l.deviation = :deviation and mes_lot.disposition = 'held' order by l.lot",
                          deviation))
    out.push_back(std::move(lot));
  return out;
}

std::vector<DeviationAction> actions_of(store::Session& sql, const Deviation& deviation, Timestamp now) {
  auto actions =
      select<DeviationAction>(sql, "mes_deviation_action where deviation = :deviation order by number", deviation.id);
  const auto [from, to] = story_of(deviation, now);
  for (const auto& alarm : select<AlarmRow>(
           sql,
           "mes_alarm where equipment = :equipment and \"time\" >= :since and \"time\" <= :until order by \"time\"",
           deviation.equipment, from, to))
    actions.push_back(
        {alarm.time, fmt::format("alarm {}", alarm.state), "scada", fmt::format("{}: {}", alarm.alarm, alarm.message)});
  std::ranges::stable_sort(actions, {}, &DeviationAction::time);
  return actions;
}

std::vector<TrendPoint> samples_around(store::Session& sql, const Deviation& deviation, Timestamp now) {
  const auto [from, to] = story_of(deviation, now);
  return select<TrendPoint>(
      sql, "mes_sample where tag = :tag and \"time\" >= :since and \"time\" <= :until order by \"time\" limit 20000",
      deviation.tag, from, to);
}

std::optional<TrendPoint> latest_sample(store::Session& sql, const contracts::TagPath& tag) {
  return select_one<TrendPoint>(sql, "mes_sample where tag = :tag order by \"time\" desc limit 1", tag);
}

void prune(Transaction& transaction, Timestamp horizon) {
  execute(
      transaction.sql,
      // A value that stands still is told once: the newest of a tag is what is in force.
      fmt::format("delete from mes_sample where \"time\" < :horizon and exists (select 1 from mes_sample newer where "
                  "newer.tag = mes_sample.tag and newer.\"time\" > mes_sample.\"time\") and not exists (select 1 "
                  "from mes_deviation d where d.tag = mes_sample.tag and mes_sample.\"time\" > d.crossed_at - {0} "
                  "and (d.cleared_at = 0 or mes_sample.\"time\" < d.cleared_at + {1}))",
                  kBeforeIt.count(), kAfterIt.count()),
      horizon);
}

}  // namespace millwright::mes::quality
