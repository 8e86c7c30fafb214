// GET /api/v1/history and what is below it: samples, buckets, trends, statistics, export.
#include "scada/api/history_aggregates.h"
#include "scada/api/history_export.h"
#include "scada/api/history_request.h"
#include "scada/api/history_trend.h"
#include "scada/api/operator_api.h"
#include "scada/api/query.h"
#include "scada/historian/query/processed.h"
#include "scada/historian/query/trend_query.h"

namespace millwright::scada::api {
namespace {

using historian::Aggregate;

struct HistorySample {
  Timestamp time{};
  contracts::Value value{0.0};
  contracts::Quality quality;
};
BOOST_DESCRIBE_STRUCT(HistorySample, (), (time, value, quality))

struct HistoryBucket {
  Timestamp time{};
  std::int64_t count = 0;
  double min = 0, max = 0, mean = 0, last = 0;
  contracts::Quality quality;
};
BOOST_DESCRIBE_STRUCT(HistoryBucket, (), (time, count, min, max, mean, last, quality))

struct History {
  std::string tag;
  std::string unit;
  std::optional<std::vector<HistorySample>> samples;
  std::optional<std::vector<HistoryBucket>> buckets;
  std::optional<historian::SampleColumns> columns;
};
BOOST_DESCRIBE_STRUCT(History, (), (tag, unit, samples, buckets, columns))

/// Part 13's aggregates of one interval; what there is none of is left out.
struct Statistics {
  std::string tag;
  std::string unit;
  std::int64_t count = 0;
  std::optional<double> minimum{};
  std::optional<Timestamp> minimum_time{};
  std::optional<double> maximum{};
  std::optional<Timestamp> maximum_time{};
  std::optional<double> average{};  // weighted by time
  std::optional<double> standard_deviation{};
  std::optional<double> first{}, last{}, delta{};
  std::optional<double> percent_good{};
};
BOOST_DESCRIBE_STRUCT(Statistics, (),
                      (tag, unit, count, minimum, minimum_time, maximum, maximum_time, average, standard_deviation,
                       first, last, delta, percent_good))

constexpr std::size_t kSamplesMax = 100'000;
constexpr int kBucketsMax = 10'000;

http::HttpResult<History> history(const Parts& parts, const http::Call& call) {
  const auto request = read_history_request(parts, call, 1);
  if (!request) return std::unexpected(request.error());
  const auto buckets = count_in(call, "buckets", 0, kBucketsMax);
  if (!buckets) return std::unexpected(buckets.error());
  const auto& [from, to, tags] = *request;
  const auto& tag = tags.front();
  const auto& source = parts.history.source();
  History out{tag.spec->path.str(), tag.spec->unit.symbol, std::nullopt, std::nullopt, std::nullopt};
  const auto form = call.find("form").value_or("samples");
  if (form != "samples" && form != "columns") return http::bad_request("form: expected samples or columns");
  if (form == "columns") {
    if (*buckets > 0) return http::bad_request("form: buckets have no columns");
    out.columns.emplace();
    if (!tag.id) return out;
    auto found = historian::sample_columns(source, *tag.id, from, to, kSamplesMax);
    if (!found) return unreadable(found.error());
    out.columns = std::move(*found);
    return out;
  }
  if (*buckets > 0) {
    out.buckets.emplace();
    if (!tag.id) return out;
    const auto found = historian::buckets(source, *tag.id, from, to, *buckets);
    if (!found) return unreadable(found.error());
    for (const auto& b : *found) out.buckets->push_back({b.start, b.count, b.min, b.max, b.mean, b.last, b.quality});
    return out;
  }
  out.samples.emplace();
  if (!tag.id) return out;
  const auto read = each_sample(source, *tag.id, from, to, [&](contracts::Sample sample) {
    out.samples->push_back({sample.source_time, std::move(sample.value), sample.quality});
    return out.samples->size() < kSamplesMax;
  });
  if (!read) return std::unexpected(read.error());
  return out;
}

std::optional<double> number_of(const historian::Processed& answer) {
  return answer.value ? contracts::number_in(*answer.value) : std::nullopt;
}

http::HttpResult<Statistics> statistics_of(const Parts& parts, const HistoryTag& tag, Timestamp from, Timestamp to) {
  Statistics out{.tag = tag.spec->path.str(), .unit = tag.spec->unit.symbol};
  if (!tag.id) return out;
  const bool text = tag.spec->type == plant::ValueType::text;
  historian::ProcessedRequest request{*tag.id, from, to, {}, {Aggregate::count, Aggregate::percent_good}, {}};
  if (!text)
    request.aggregates.insert(request.aggregates.end(), {Aggregate::minimum_actual_time, Aggregate::maximum_actual_time,
                                                         Aggregate::time_average2, Aggregate::standard_deviation_sample,
                                                         Aggregate::start, Aggregate::end, Aggregate::delta});
  request.configuration.treat_uncertain_as_bad = false;
  request.configuration.stepped = tag.spec->stepped;
  const auto rows = historian::read_processed(parts.history.source(), request);
  if (!rows) return unreadable(rows.error());
  if (rows->empty()) return out;
  const auto& row = rows->front();
  out.count = static_cast<std::int64_t>(number_of(row[0]).value_or(0));
  out.percent_good = number_of(row[1]);
  if (text) return out;
  if ((out.minimum = number_of(row[2]))) out.minimum_time = row[2].time;
  if ((out.maximum = number_of(row[3]))) out.maximum_time = row[3].time;
  out.average = number_of(row[4]);
  out.standard_deviation = number_of(row[5]);
  out.first = number_of(row[6]);
  out.last = number_of(row[7]);
  out.delta = number_of(row[8]);
  return out;
}

http::HttpResult<std::vector<Statistics>> statistics(const Parts& parts, const http::Call& call) {
  const auto request = read_history_request(parts, call, kTagsMax);
  if (!request) return std::unexpected(request.error());
  if (request->from == request->to) return http::bad_request("to: is the same as from");
  std::vector<Statistics> out;
  for (const auto& tag : request->tags) {
    auto one = statistics_of(parts, tag, request->from, request->to);
    if (!one) return std::unexpected(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

http::HttpResult<http::RawResponse> exported(const Parts& parts, const http::Call& call) {
  auto request = read_history_request(parts, call, kTagsMax);
  if (!request) return std::unexpected(request.error());
  auto stream = csv_of(parts.history.source(), std::move(*request));
  if (!stream) return std::unexpected(stream.error());
  return http::RawResponse{200,
                           "text/csv; charset=utf-8",
                           "",
                           {{"Content-Disposition", "attachment; filename=\"history.csv\""}},
                           std::move(*stream)};
}

std::vector<http::QueryParameter> parameters(const std::string& tag, std::vector<http::QueryParameter> more = {}) {
  std::vector<http::QueryParameter> out{{"tag", tag, true},
                                        {"from", "RFC 3339; ten minutes before `to` if left out"},
                                        {"to", "RFC 3339, not included; now if left out"}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace

void add_history_routes(http::Router& router, const Parts& parts) {
  const std::string tags = fmt::format("paths of up to {} tags, separated by commas", kTagsMax);
  const auto route = [](std::string path, std::string summary, std::vector<http::QueryParameter> query, bool slow) {
    return http::Route{.method = http::Method::get,
                       .path = "/api/v1/history" + path,
                       .summary = std::move(summary),
                       .access = http::Access::signed_in(),
                       .query = std::move(query),
                       .slow = slow};
  };
  router.add<http::Nothing, History>(
      route("", "Samples of a tag (the first 100,000), or min, max, mean and last per bucket, with quality",
            parameters("path of the tag",
                       {{"buckets", "how many buckets to divide the time into; samples if left out"},
                        {"form", "samples, or columns: times in ms since 1970, values, and qualities as runs"}}),
            false),
      [&parts](const http::Call& call) { return history(parts, call); });
  router.add<http::Nothing, Trend>(
      route("/trend",
            "What a drawing of so many pixel columns needs of each tag: every sample, or of each column the "
            "first, least, greatest and last",
            parameters(tags, {{"columns", fmt::format("1 to {}; {} if left out", kColumnsMax, kColumns)}}), true),
      [&parts](const http::Call& call) { return trend(parts, call); });
  router.add<http::Nothing, std::vector<Statistics>>(
      route("/statistics", "Statistics of each tag over the time, by the rules of OPC UA Part 13", parameters(tags),
            true),
      [&parts](const http::Call& call) { return statistics(parts, call); });
  router.add<http::Nothing, Aggregates>(
      route("/aggregates", "An aggregate of OPC UA Part 13 of each tag, interval by interval, in columns",
            parameters(fmt::format("paths of up to {} tags, separated by commas", kAggregateTagsMax),
                       {{"aggregate", "Average if left out; TimeAverage2, Minimum, PercentGood and the others"},
                        {"interval", "seconds; 60 if left out"}}),
            true),
      [&parts](const http::Call& call) { return aggregates(parts, call); });
  router.add_raw(route("/export", "Every sample of the tags in order of time, as CSV", parameters(tags), true),
                 "text/csv", [&parts](const http::Call& call) { return exported(parts, call); });
}

}  // namespace millwright::scada::api
