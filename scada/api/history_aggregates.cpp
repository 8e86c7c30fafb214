#include "scada/api/history_aggregates.h"

#include <charconv>

#include "scada/historian/query/many_tags.h"

namespace millwright::scada::api {
namespace {

using historian::Aggregate;

constexpr double kIntervalDefault_s = 60;
constexpr std::int64_t kEntriesMax = 1'000'000;  // of all tags

http::HttpResult<Duration> interval_in(const http::Call& call) {
  const auto text = call.find("interval");
  double seconds = kIntervalDefault_s;
  if (text) {
    const auto read = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size() || !(seconds >= 0.001 && seconds <= 1e9))
      return http::bad_request("interval: expected seconds, 0.001 at least");
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

http::HttpResult<Aggregate> aggregate_in(const http::Call& call) {
  const auto name = call.find("aggregate").value_or("Average");
  const auto found = historian::aggregate_from_name(name);
  if (!found) return http::bad_request("aggregate: OPC UA Part 13 has none of the name " + name);
  switch (*found) {
    case Aggregate::minimum_actual_time:
    case Aggregate::maximum_actual_time:
    case Aggregate::minimum_actual_time2:
    case Aggregate::maximum_actual_time2:
      return http::bad_request("aggregate: " + name + " has a time of its own for each value; columns have none");
    default:
      return *found;
  }
}

historian::ProcessedRequest request_for(const HistoryTag& tag, const HistoryRequest& request, Duration interval,
                                        Aggregate aggregate) {
  historian::ProcessedRequest out{*tag.id, request.from, request.to, interval, {aggregate}, {}};
  out.configuration.stepped = tag.spec->stepped;
  return out;
}

}  // namespace

http::HttpResult<Aggregates> aggregates(const Parts& parts, const http::Call& call) {
  const auto request = read_history_request(parts, call, kAggregateTagsMax);
  if (!request) return std::unexpected(request.error());
  const auto interval = interval_in(call);
  if (!interval) return std::unexpected(interval.error());
  const auto aggregate = aggregate_in(call);
  if (!aggregate) return std::unexpected(aggregate.error());
  if (request->from == request->to) return http::bad_request("to: is the same as from");
  const auto intervals = (request->to - request->from - Duration{1}) / *interval + 1;
  if (intervals > kEntriesMax / static_cast<std::int64_t>(request->tags.size()))
    return http::bad_request(
        fmt::format("interval: {} of them for each tag are too many; {} for all tags at most", intervals, kEntriesMax));

  Aggregates out{.aggregate = std::string(historian::name_of(*aggregate)),
                 .interval_s = std::chrono::duration<double>(*interval).count(),
                 .times = {},
                 .tags = {}};
  for (std::int64_t i = 0; i < intervals; ++i) out.times.ns.push_back(unix_ns(request->from + i * *interval));
  std::vector<historian::ProcessedRequest> kept;
  for (const auto& tag : request->tags) {
    out.tags.push_back({tag.spec->path.str(), tag.spec->unit.symbol, {}, {}});
    if (tag.id) kept.push_back(request_for(tag, *request, *interval, *aggregate));
  }
  const auto answers = historian::read_processed(parts.history.source(), kept);
  auto answer = answers.begin();
  for (std::size_t i = 0; i < out.tags.size(); ++i) {
    if (!request->tags[i].id) continue;  // nothing is kept of it: no values
    if (!*answer) {
      if (answer->error().code == historian::QueryError::aggregate_not_supported)
        return http::bad_request(fmt::format("aggregate: {} of {}", answer->error().message, out.tags[i].tag));
      return unreadable(answer->error());
    }
    auto column = historian::aggregate_column(**answer++);
    out.tags[i].values = std::move(column.values);
    out.tags[i].quality = std::move(column.quality);
  }
  return out;
}

}  // namespace millwright::scada::api
