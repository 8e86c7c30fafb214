// Control charts: what is measured, and the points of one stream as they were judged.

#include <charconv>
#include <cmath>
#include <numeric>

#include "mes/api/serving.h"
#include "mes/quality/chart_deviations.h"
#include "mes/quality/spc/capability.h"

namespace millwright::mes::api {
namespace {

constexpr std::int64_t kPointsMost = 10'000;

struct StreamView {
  std::string stream;
  contracts::TagPath tag;
  bool tightened = false;
  Timestamp since{};
  std::optional<Timestamp> time{};  // of the newest point, with its value
  std::optional<double> value{};
  std::vector<std::string> marks{};
  std::optional<std::string> deviation{};  // that is open
};
BOOST_DESCRIBE_STRUCT(StreamView, (), (stream, tag, tightened, since, time, value, marks, deviation))

struct CharacteristicView {
  std::string id;
  std::string name;
  contracts::EquipmentPath equipment;
  std::string unit;
  std::optional<double> lower{};
  std::optional<double> target{};
  std::optional<double> upper{};
  std::vector<std::string> rules{};
  std::vector<StreamView> streams{};
};
BOOST_DESCRIBE_STRUCT(CharacteristicView, (), (id, name, equipment, unit, lower, target, upper, rules, streams))

struct PointView {
  Timestamp time{};
  double value = 0;
  std::optional<double> centre{};  // it and the limits are left out while they are not known
  std::optional<double> lower{};
  std::optional<double> upper{};
  std::vector<std::string> marks{};
};
BOOST_DESCRIBE_STRUCT(PointView, (), (time, value, centre, lower, upper, marks))

struct CapabilityView {
  std::optional<double> cp{};
  double cpk = 0;
  std::optional<double> pp{};
  double ppk = 0;
  double mean = 0;
  double sigma_within = 0;
  double sigma_overall = 0;
  std::int64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(CapabilityView, (), (cp, cpk, pp, ppk, mean, sigma_within, sigma_overall, points))

struct ChartView {
  std::string characteristic;
  std::string name;
  std::string stream;
  std::string unit;
  std::optional<double> lower{};
  std::optional<double> target{};
  std::optional<double> upper{};
  bool tightened = false;
  Timestamp since{};
  std::vector<PointView> points{};
  std::optional<CapabilityView> capability{};  // of the points of the present phase; without two of them there is none
  std::vector<std::string> deviations{};       // of this stream, newest first
};
BOOST_DESCRIBE_STRUCT(ChartView, (),
                      (characteristic, name, stream, unit, lower, target, upper, tightened, since, points, capability,
                       deviations))

std::vector<std::string> names(std::int64_t marks) {
  std::vector<std::string> out;
  for (int rule = 0; rule < spc::kRules; ++rule)
    if (spc::RuleSet(static_cast<std::uint32_t>(marks)).has(static_cast<spc::Rule>(rule)))
      out.emplace_back(spc::name_of(static_cast<spc::Rule>(rule)));
  return out;
}

std::vector<std::string> deviations_of(store::Session& sql, const Characteristic& of, const Stream& stream, bool open) {
  std::vector<std::string> out;
  for (auto& [id] : query<std::string>(
           sql,
           fmt::format(
               "select id from mes_deviation where rule = :rule and equipment = :equipment{} order by opened_at "
               "desc limit 20",
               open ? " and cleared_at = 0" : ""),
           quality::chart_rule(of, stream), of.equipment))
    out.push_back(std::move(id));
  return out;
}

StreamView stream_view(store::Session& sql, const Characteristic& of, const Stream& stream, Timestamp now) {
  const auto state = quality::state_of(sql, of.id, stream.name);
  StreamView view{.stream = stream.name, .tag = stream.tag, .tightened = state.tightened, .since = state.since};
  if (const auto points = quality::points_of(sql, of.id, stream.name, now, 1); !points.empty()) {
    view.time = points.back().time;
    view.value = points.back().value;
    view.marks = names(points.back().marks);
  }
  if (auto open = deviations_of(sql, of, stream, true); !open.empty()) view.deviation = std::move(open.front());
  return view;
}

std::optional<CapabilityView> capability_of(const Characteristic& of, const std::vector<quality::ChartPointRow>& points,
                                            Timestamp since) {
  std::vector<double> values;
  for (const auto& point : points)
    if (point.time >= since) values.push_back(point.value);
  std::vector<std::size_t> all(values.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto process = spc::estimate(values, all, spc::WithinSigma::mean_moving_range);
  if (!process) return std::nullopt;
  const auto found = spc::capability({of.lower, of.upper, of.target}, *process);
  if (!found) return std::nullopt;
  return CapabilityView{
      found->within.spread, found->within.nearest, found->overall.spread,  found->overall.nearest,
      process->mean,        process->sigma,        process->sigma_overall, static_cast<std::int64_t>(values.size())};
}

HttpResult<std::vector<CharacteristicView>> charts(const Parts& parts) {
  return reading<std::vector<CharacteristicView>>(
      parts, [&](store::Session& sql) -> MesResult<std::vector<CharacteristicView>> {
        std::vector<CharacteristicView> views;
        for (const auto& of : parts.data().characteristics) {
          CharacteristicView view{of.id, of.name, of.equipment, of.unit, of.lower, of.target, of.upper};
          view.rules = names(of.rules.bits());
          for (const auto& stream : of.streams)
            view.streams.push_back(stream_view(sql, of, stream, parts.writer.clock().utc()));
          views.push_back(std::move(view));
        }
        return views;
      });
}

HttpResult<ChartView> chart(const Parts& parts, const Call& call) {
  const auto* of = parts.data().find_characteristic(call.parameters.at("characteristic"));
  if (of == nullptr)
    return http::not_found("there is no characteristic '" + call.parameters.at("characteristic") + "'");
  const auto* stream = of->find_stream(call.parameters.at("stream"));
  if (stream == nullptr)
    return http::not_found(fmt::format("{} has no stream '{}'", of->id, call.parameters.at("stream")));
  std::int64_t most = 500;
  if (const auto text = call.find("points")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), most);
    if (error != std::errc{} || end != text->data() + text->size() || most < 1 || most > kPointsMost)
      return http::bad_request(fmt::format("points: 1 to {}", kPointsMost));
  }
  auto until = parts.writer.clock().utc();
  if (const auto text = call.find("until")) {
    const auto at = parse_rfc3339(*text);
    if (!at) return http::bad_request("until: expected RFC 3339, such as 2026-12-24T06:00:00Z");
    until = *at;
  }
  return reading<ChartView>(parts, [&](store::Session& sql) -> MesResult<ChartView> {
    const auto state = quality::state_of(sql, of->id, stream->name);
    const auto points = quality::points_of(sql, of->id, stream->name, until, most);
    ChartView view{.characteristic = of->id,
                   .name = of->name,
                   .stream = stream->name,
                   .unit = of->unit,
                   .lower = of->lower,
                   .target = of->target,
                   .upper = of->upper,
                   .tightened = state.tightened,
                   .since = state.since};
    for (const auto& point : points) {
      PointView one{.time = point.time, .value = point.value, .marks = names(point.marks)};
      if (point.sigma > 0) {
        one.centre = point.centre;
        one.lower = point.centre - 3 * point.sigma;
        one.upper = point.centre + 3 * point.sigma;
      }
      view.points.push_back(std::move(one));
    }
    view.capability = capability_of(*of, points, state.since);
    view.deviations = deviations_of(sql, *of, *stream, false);
    return view;
  });
}

}  // namespace

void add_chart_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<CharacteristicView>>({Method::get,
                                                        "/api/v1/charts",
                                                        "What quality measures, each stream with its newest point",
                                                        Access::signed_in(),
                                                        {},
                                                        200},
                                                       [parts](const Call&) { return charts(parts); });
  router.add<Nothing, ChartView>(
      {Method::get,
       "/api/v1/charts/{characteristic}/{stream}",
       "The control chart of a stream: its points, oldest first, with the limits by which each was judged",
       Access::signed_in(),
       {{"points", "how many at most, 1 to 10000; 500 where it is not given"},
        {"until", "RFC 3339; the newest where it is not given"}},
       200},
      [parts](const Call& call) { return chart(parts, call); });
}

}  // namespace millwright::mes::api
