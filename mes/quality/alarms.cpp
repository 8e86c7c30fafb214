#include "mes/quality/alarms.h"

#include <algorithm>

namespace millwright::mes::quality {
namespace {

bool is_active(const std::string& state) { return state == "UNACK" || state == "ACKED"; }

struct Row {
  std::string alarm;
  contracts::TagPath tag;
  std::int64_t priority = 0;
  std::string message;
  Timestamp time{};
  std::optional<Timestamp> ended;
};
BOOST_DESCRIBE_STRUCT(Row, (), (alarm, tag, priority, message, time, ended))

// When an alarm that was active then was told to be so no more.
std::optional<Timestamp> end_after(store::Session& sql, const contracts::AlarmEvent& event) {
  return query_one<Timestamp>(sql,
                              "select \"time\" from mes_alarm where alarm = :alarm and \"time\" > :moment and state in "
                              "('RTNUN', 'NORM') order by \"time\" limit 1",
                              event.alarm, event.time);
}

}  // namespace

void apply(Transaction& transaction, const contracts::AlarmEvent& event) {
  auto& sql = transaction.sql;
  const bool active = is_active(event.state);
  execute(
      sql,
      "insert into mes_alarm (alarm, \"time\", state, equipment, message, tag, value, quality, recovered, priority, "
      "ended) values (:alarm, :moment, :state, :equipment, :message, :tag, :value, :quality, :recovered, :priority, "
      ":ended) on conflict do nothing",
      event.alarm, event.time, event.state, event.equipment, event.message, event.tag,
      contracts::number_in(event.sample.value).value_or(0), event.sample.quality.name(), event.recovered,
      event.priority, active ? end_after(sql, event) : std::nullopt);
  if (!active)
    execute(sql,
            "update mes_alarm set ended = :ended where alarm = :alarm and state in ('UNACK', 'ACKED') and \"time\" < "
            ":moment and (ended = 0 or ended > :sooner)",
            event.time, event.alarm, event.time, event.time);
}

std::vector<AlarmTime> alarms_during(store::Session& sql, const contracts::EquipmentPath& equipment, Timestamp from,
                                     const std::optional<Timestamp>& to) {
  std::vector<AlarmTime> out;
  // Being acknowledged is no second alarm: what ends at one time is one.
  for (const auto& row : select<Row>(sql,
                                     "mes_alarm where equipment = :equipment and state in ('UNACK', 'ACKED') and "
                                     "\"time\" <= :until and (ended = 0 or ended >= :since) order by \"time\", alarm",
                                     equipment, to.value_or(Timestamp::max()), from))
    if (std::ranges::none_of(out,
                             [&](const AlarmTime& known) { return known.alarm == row.alarm && known.to == row.ended; }))
      out.push_back({row.alarm, equipment, row.tag, row.priority, row.message, row.time, row.ended});
  return out;
}

}  // namespace millwright::mes::quality
