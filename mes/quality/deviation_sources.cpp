#include "mes/quality/deviation_sources.h"

#include <algorithm>

namespace millwright::mes::quality {
namespace {

// The alarm's limit may lie a little nearer than the rule's, and its clock is another process's.
constexpr Duration kSameCrossing = 10s;

struct AlarmSource {
  std::string alarm;
  Timestamp time{};
  double value = 0;
  std::string quality;
  bool recovered = false;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(AlarmSource, (), (alarm, time, value, quality, recovered, message))

struct RuleSource {
  std::string source;
  Timestamp time{};
  Timestamp crossed_at{};
  std::string limit;
  double limit_value = 0;
  double value = 0;
  bool recovered = false;
  std::string summary;
  std::int64_t dwell_ns = 0;
  std::string context;
};
BOOST_DESCRIBE_STRUCT(RuleSource, (),
                      (source, time, crossed_at, limit, limit_value, value, recovered, summary, dwell_ns, context))

DeviationSource source_of(const RuleSource& row) {
  const auto context = from_json_text<Context>(row.context);
  return {
      "rule",
      row.source,
      row.time,
      row.crossed_at,
      row.limit,
      row.limit_value,
      row.value,
      row.recovered,
      row.summary,
      row.dwell_ns == 0 ? std::nullopt : std::optional(std::chrono::duration<double>(Duration{row.dwell_ns}).count()),
      context.value_or(Context{})};
}

DeviationSource source_of(const AlarmSource& row) {
  return {"alarm",
          row.alarm,
          row.time,
          std::nullopt,
          std::string(contracts::leaf_of(row.alarm)),
          std::nullopt,
          row.quality == "Good" ? std::optional(row.value) : std::nullopt,
          row.recovered,
          row.message,
          std::nullopt,
          {}};
}

}  // namespace

void keep_source(store::Session& sql, const std::string& deviation, const contracts::ThresholdEvent& event,
                 const Deviation& told) {
  execute(sql,
          "insert into mes_deviation_source (deviation, source, \"time\", crossed_at, \"limit\", limit_value, value, "
          "recovered, summary, dwell_ns, context) values (:deviation, :source, :moment, :crossed, :limit, "
          ":limit_value, :value, :recovered, :summary, :dwell, :context) on conflict (deviation, source) do update set "
          "recovered = 0 where excluded.recovered = 0",
          deviation, event.episode, told.opened_at, told.crossed_at, told.limit, told.limit_value, told.value,
          told.recovered, told.summary, told.dwell_ns, told.context);
}

bool has_fresh_source(store::Session& sql, const std::string& deviation, Timestamp now) {
  return query_one<std::string>(
             sql,
             "select s.source from mes_deviation_source s join mes_deviation d on d.id = "
             "s.deviation join mes_episode e on e.deviation = d.id and e.episode = d.rule || '|' || "
             "d.equipment || '|' || s.source where d.id = :id and s.recovered = 0 and e.raised_at >= "
             ":since limit 1",
             deviation, Timestamp{now - kEventAgeMax})
      .has_value();
}

std::string merged_context(const std::string& known, const Context& told) {
  Context merged = from_json_text<Context>(known).value_or(Context{});
  for (const auto& [leaf, sample] : told) {
    const auto [at, added] = merged.emplace(leaf, sample);
    if (added) continue;
    const auto worth = [](const contracts::Sample& of) { return std::pair(of.quality.is_good(), of.source_time); };
    if (worth(sample) > worth(at->second)) at->second = sample;
  }
  return to_json_text(merged);
}

std::vector<DeviationSource> sources_of(store::Session& sql, const Deviation& deviation) {
  std::vector<DeviationSource> sources;
  for (const auto& row :
       select<RuleSource>(sql, "mes_deviation_source where deviation = :deviation order by \"time\"", deviation.id))
    sources.push_back(source_of(row));
  // Alarm and rule are made of the same samples by two programs; either may tell first.
  for (const auto& row :
       select<AlarmSource>(sql,
                           "mes_alarm where tag = :tag and state = 'UNACK' and \"time\" >= :since and "
                           "(\"time\" <= :until or :open = 1) order by \"time\"",
                           deviation.tag, deviation.crossed_at - kSameCrossing,
                           deviation.cleared_at.value_or(deviation.crossed_at), deviation.cleared_at ? 0 : 1))
    sources.push_back(source_of(row));
  std::ranges::stable_sort(sources, {}, &DeviationSource::time);
  return sources;
}

}  // namespace millwright::mes::quality
