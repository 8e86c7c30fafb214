#include "mes/quality/charts.h"

#include <algorithm>
#include <numeric>

#include "mes/quality/chart_deviations.h"
#include "mes/quality/spc/chart.h"
#include "mes/quality/spc/estimates.h"

namespace millwright::mes::quality {
namespace {

// The longest pattern has fifteen points.
constexpr std::int64_t kPattern = 20;

void keep_state(store::Session& sql, const StreamState& state) {
  execute(
      sql,
      "insert into mes_chart_stream (characteristic, stream, skipped, tightened, since, mean, sigma) values "
      "(:characteristic, :stream, :skipped, :tightened, :since, :mean, :sigma) on conflict (characteristic, stream) "
      "do update set skipped = excluded.skipped, tightened = excluded.tightened, since = excluded.since, "
      "mean = excluded.mean, sigma = excluded.sigma",
      state.characteristic, state.stream, state.skipped, state.tightened, state.since, state.mean, state.sigma);
}

/// Whether sampling takes this reading.
bool takes(const Characteristic& of, StreamState& state) {
  const auto every = state.tightened ? of.sampling.tightened : of.sampling.every;
  if (++state.skipped < every) return false;
  state.skipped = 0;
  return true;
}

/// Limits that rest on the first points, once there are enough of them.
void find_limits(store::Session& sql, const Characteristic& of, StreamState& state) {
  if (of.limits.sigma) {
    state.mean = *of.limits.mean;
    state.sigma = *of.limits.sigma;
    return;
  }
  if (state.sigma > 0) return;
  std::vector<double> values;
  for (const auto& [value] : query<double>(sql,
                                           "select value from mes_chart_point where characteristic = :characteristic "
                                           "and stream = :stream and \"time\" >= :since order by \"time\" limit :most",
                                           state.characteristic, state.stream, state.since, of.limits.baseline))
    values.push_back(value);
  if (static_cast<std::int64_t>(values.size()) < of.limits.baseline) return;
  std::vector<std::size_t> all(values.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto found = spc::estimate(values, all, spc::WithinSigma::mean_moving_range);
  if (!found || !(found->sigma > 0)) return;  // values that all are the same tell no spread
  state.mean = found->mean;
  state.sigma = found->sigma;
}

struct Judged {
  ChartPointRow newest;
  spc::RuleSet rules;
  double recent = 0;
};
/// Judges the points from `first` on anew, with those before them; returns the newest.
std::optional<Judged> judge(store::Session& sql, const Characteristic& of, const StreamState& state, Timestamp first) {
  auto points = select<ChartPointRow>(
      sql,
      "mes_chart_point where characteristic = :characteristic and stream = :stream and \"time\" >= :since and \"time\" "
      ">= coalesce((select min(p.\"time\") from (select \"time\" from mes_chart_point where characteristic = :same and "
      "stream = :its and \"time\" < :first order by \"time\" desc limit :most) p), :from) order by \"time\"",
      state.characteristic, state.stream, state.since, state.characteristic, state.stream, first, kPattern, first);
  if (points.empty() || !(state.sigma > 0)) return std::nullopt;
  spc::RuleState rules;
  spc::RuleSet last;
  for (auto& point : points) {
    last = rules.push(spc::standardised(point.value, state.mean, state.sigma)) & of.rules;
    if (point.time < first) continue;
    const auto marks = static_cast<std::int64_t>(last.bits());
    if (point.sigma == state.sigma && point.centre == state.mean && point.marks == marks) continue;
    point.centre = state.mean;
    point.sigma = state.sigma;
    point.marks = marks;
    execute(sql,
            "update mes_chart_point set centre = :centre, sigma = :sigma, marks = :marks where "
            "characteristic = :characteristic and stream = :stream and \"time\" = :moment",
            point.centre, point.sigma, point.marks, point.characteristic, point.stream, point.time);
  }
  const auto newest = std::min(kRecent, points.size());
  const double sum = std::accumulate(points.end() - static_cast<std::ptrdiff_t>(newest), points.end(), 0.0,
                                     [](double so_far, const auto& point) { return so_far + point.value; });
  return Judged{points.back(), last, sum / static_cast<double>(newest)};
}

std::optional<ChartMark> take(Transaction& transaction, const Characteristic& of, const Stream& stream,
                              StreamState& state, const contracts::Sample& sample) {
  auto& sql = transaction.sql;
  const auto value = contracts::number_in(sample.value);
  if (!value || !sample.quality.is_good() || sample.source_time < state.since || !takes(of, state)) return std::nullopt;
  if (!insert(sql, "mes_chart_point", ChartPointRow{of.id, stream.name, sample.source_time, *value, 0, 0, 0}))
    return std::nullopt;
  transaction.changed("charts", of.id);
  find_limits(sql, of, state);
  const auto judged = judge(sql, of, state, sample.source_time);
  if (!judged || judged->newest.time != sample.source_time) return std::nullopt;  // an older one: it is on the chart
  if (judged->rules.empty()) {
    clear_if_calm(transaction, of, stream, sample.source_time);
    return std::nullopt;
  }
  ChartMark mark{.characteristic = &of,
                 .stream = &stream,
                 .rules = names_of(judged->rules),
                 .value = *value,
                 .recent = judged->recent,
                 .centre = judged->newest.centre,
                 .sigma = judged->newest.sigma};
  raise_by_chart(transaction, judged->newest, judged->rules, mark);
  mark.may_act = transaction.now - sample.source_time <= kChartAgeMax;
  return mark;
}

}  // namespace

std::vector<ChartMark> chart(Transaction& transaction, const MasterData& data, const contracts::SamplesEvent& event) {
  std::vector<ChartMark> marks;
  for (const auto& of : data.characteristics)
    for (const auto& tag : event.tags) {
      const auto* stream = of.stream_of(tag.tag);
      if (stream == nullptr) continue;
      auto state = state_of(transaction.sql, of.id, stream->name);
      for (const auto& sample : tag.samples)
        if (auto mark = take(transaction, of, *stream, state, sample)) {
          mark->may_act = mark->may_act && !event.recovered;
          marks.push_back(std::move(*mark));
        }
      keep_state(transaction.sql, state);
    }
  return marks;
}

StreamState state_of(store::Session& sql, const std::string& characteristic, const std::string& stream) {
  return select_one<StreamState>(sql, "mes_chart_stream where characteristic = :characteristic and stream = :stream",
                                 characteristic, stream)
      .value_or(StreamState{.characteristic = characteristic, .stream = stream});
}

void tighten(Transaction& transaction, const std::string& characteristic, const std::string& stream, bool tightened) {
  auto state = state_of(transaction.sql, characteristic, stream);
  if (state.tightened == tightened) return;
  state.tightened = tightened;
  state.skipped = 0;
  keep_state(transaction.sql, state);
  transaction.changed("charts", characteristic);
}

void restart(Transaction& transaction, const std::string& characteristic, const std::string& stream, Timestamp since) {
  auto state = state_of(transaction.sql, characteristic, stream);
  if (since <= state.since) return;
  state.since = since;
  keep_state(transaction.sql, state);
  transaction.changed("charts", characteristic);
}

std::vector<ChartPointRow> points_of(store::Session& sql, const std::string& characteristic, const std::string& stream,
                                     Timestamp until, std::int64_t most) {
  auto points = select<ChartPointRow>(
      sql,
      "mes_chart_point where characteristic = :characteristic and stream = :stream and \"time\" <= :until "
      "order by \"time\" desc limit :most",
      characteristic, stream, until, most);
  std::ranges::reverse(points);
  return points;
}

std::string names_of(spc::RuleSet rules) {
  std::string out;
  for (int rule = 0; rule < spc::kRules; ++rule)
    if (rules.has(static_cast<spc::Rule>(rule)))
      out += fmt::format("{}{}", out.empty() ? "" : ", ", spc::name_of(static_cast<spc::Rule>(rule)));
  return out;
}

}  // namespace millwright::mes::quality
