// GET /api/v1/tags and /api/v1/history.
#include "scada/api/operator_api.h"
#include "scada/api/query.h"

namespace millwright::scada::api {
namespace {

struct TagValue {
  std::string path;
  contracts::Value value{0.0};
  contracts::Quality quality;
  Timestamp time{};
  std::string unit;
};
BOOST_DESCRIBE_STRUCT(TagValue, (), (path, value, quality, time, unit))

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
};
BOOST_DESCRIBE_STRUCT(History, (), (tag, unit, samples, buckets))

constexpr std::size_t kSamplesMax = 100'000;
constexpr int kBucketsMax = 10'000;

http::HttpResult<std::vector<TagValue>> current_values(const Parts& parts, const http::Call& call) {
  std::vector<std::uint32_t> numbers;
  if (const auto under = call.find("under")) {
    const auto found = tags_under(parts.plant, *under);
    if (!found) return http::not_found(fmt::format("there is no equipment and no tag {}", *under));
    numbers = *found;
  } else {
    for (std::uint32_t i = 0; i < parts.plant.tags.size(); ++i) numbers.push_back(i);
  }
  std::vector<TagValue> out;
  for (const auto number : numbers) {
    const auto& tag = parts.plant.tags[number];
    const auto sample = parts.values.read(number);
    out.push_back({tag.path.str(), sample.value, sample.quality, sample.source_time, tag.unit.symbol});
  }
  return out;
}

http::HttpResult<Timestamp> time_in(const http::Call& call, const std::string& key, Timestamp otherwise) {
  const auto text = call.find(key);
  if (!text) return otherwise;
  const auto time = parse_rfc3339(*text);
  if (!time) return http::bad_request(fmt::format("{}: expected an RFC 3339 time such as 2026-11-23T06:00:00Z", key));
  return *time;
}

http::HttpResult<History> history(const Parts& parts, const http::Call& call) {
  const auto path = call.find("tag").value_or("");
  const auto number = parts.plant.tag_number(plant::TagPath{path});
  if (!number) return http::not_found(fmt::format("there is no tag {}", path));
  const auto now = parts.clock.utc();
  const auto to = time_in(call, "to", now);
  if (!to) return std::unexpected(to.error());
  const auto from = time_in(call, "from", *to - 10min);
  if (!from) return std::unexpected(from.error());
  if (*to < *from) return http::bad_request("to: lies before from");
  const auto buckets = count_in(call, "buckets", 0, kBucketsMax);
  if (!buckets) return std::unexpected(buckets.error());

  History out{path, parts.plant.tags[*number].unit.symbol, std::nullopt, std::nullopt};
  if (*buckets > 0) {
    out.buckets.emplace();
    for (const auto& b : parts.history.buckets(*number, *from, *to, *buckets))
      out.buckets->push_back({b.start, b.count, b.min, b.max, b.mean, b.last, b.quality});
  } else {
    out.samples.emplace();
    for (auto& sample : parts.history.raw(*number, *from, *to, kSamplesMax))
      out.samples->push_back({sample.source_time, std::move(sample.value), sample.quality});
  }
  return out;
}

}  // namespace

void add_tag_routes(http::Router& router, const Parts& parts) {
  router.add<http::Nothing, std::vector<TagValue>>(
      {.method = http::Method::get,
       .path = "/api/v1/tags",
       .summary = "Current values with quality and source time",
       .access = http::Access::signed_in(),
       .query = {{"under", "an equipment (with all below) or a tag; everything if left out"}}},
      [&parts](const http::Call& call) { return current_values(parts, call); });
  router.add<http::Nothing, History>(
      {.method = http::Method::get,
       .path = "/api/v1/history",
       .summary = "Samples of a tag, or min, max, mean and last per bucket, with quality",
       .access = http::Access::signed_in(),
       .query = {{"tag", "path of the tag", true},
                 {"from", "RFC 3339; ten minutes before `to` if left out"},
                 {"to", "RFC 3339, not included; now if left out"},
                 {"buckets", "how many buckets to divide the time into; samples if left out"}}},
      [&parts](const http::Call& call) { return history(parts, call); });
}

}  // namespace millwright::scada::api
