#include "lib/opcua/history.h"

#include <open62541/types.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace millwright::opcua {
namespace {

constexpr std::size_t kPageMax = 10'000;
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max() / 2;
constexpr Duration kTick = 100ns;  // the resolution of an OPC UA DateTime

/// Where the next page begins: at the `skip`-th sample of this time; `left` samples may still be given (0: no limit).
struct Position {
  std::int64_t time_ns = 0;
  std::uint32_t skip = 0;
  std::uint32_t left = 0;
};

std::string encode(const Position& position) {
  std::string bytes(sizeof(Position), '\0');
  std::memcpy(bytes.data(), &position, sizeof(Position));
  return bytes;
}

std::optional<Position> decode(const std::string& bytes) {
  if (bytes.size() != sizeof(Position)) return std::nullopt;
  Position position;
  std::memcpy(&position, bytes.data(), sizeof(Position));
  return position;
}

/// What is asked for, put in order: low <= high, with the direction beside it.
struct Span {
  Timestamp low = Timestamp::min();
  Timestamp high = Timestamp::max();  // not included
  bool forward = true;
};

Span span_of(const HistoryRequest& request) {
  Span span;
  span.forward = request.start && (!request.end || *request.start <= *request.end);
  if (span.forward) {
    span.low = *request.start;
    // An empty interval asks for the samples of that very moment.
    if (request.end) span.high = *request.end == *request.start ? *request.end + kTick : *request.end;
  } else {
    if (request.end) span.low = *request.end + kTick;
    if (request.start) span.high = *request.start + kTick;
  }
  return span;
}

contracts::Sample no_bound(Timestamp at) { return {contracts::Value{0.0}, kBadBoundNotFound, at}; }

/// All samples between start and end with their bounds: the sample at each end, or else the next one outside.
std::optional<std::vector<contracts::Sample>> with_bounds(const HistorySource& source, const std::string& node,
                                                          const HistoryRequest& request) {
  const auto early = request.start && request.end ? std::min(*request.start, *request.end) : request.start;
  const auto late = request.start && request.end ? std::max(*request.start, *request.end) : request.end;
  auto samples = source(node, early.value_or(Timestamp::min()), late.value_or(Timestamp::max()), kAll);
  if (!samples) return std::nullopt;
  if (early && (samples->empty() || samples->front().source_time >= *early + kTick)) {
    const auto before = source(node, Timestamp::min(), *early, kAll);
    samples->insert(samples->begin(), before && !before->empty() ? before->back() : no_bound(*early));
  }
  if (late) {
    const auto after = source(node, *late, Timestamp::max(), 1);
    samples->push_back(after && !after->empty() ? after->front() : no_bound(*late));
  }
  return samples;
}

std::optional<std::vector<contracts::Sample>> collect(const HistorySource& source, const std::string& node,
                                                      const HistoryRequest& request, const Span& span,
                                                      const Position* from, std::size_t page) {
  if (request.bounds) return with_bounds(source, node, request);
  if (!span.forward) return source(node, span.low, span.high, kAll);
  const auto low = from != nullptr ? from_unix_ns(from->time_ns) : span.low;
  return source(node, low, span.high, page + (from != nullptr ? from->skip : 0) + 1);
}

/// Index in `samples`, which are in the direction of the read, at which `from` stands.
std::size_t index_of(const std::vector<contracts::Sample>& samples, const Position& from, bool forward) {
  const auto time = from_unix_ns(from.time_ns);
  const auto first = std::ranges::find_if(samples, [&](const contracts::Sample& sample) {
    return forward ? sample.source_time >= time : sample.source_time <= time;
  });
  const auto index = static_cast<std::size_t>(first - samples.begin()) + from.skip;
  return std::min(index, samples.size());
}

/// The list begins with the first sample of its moment (see collect), so that the skip can be counted inside it.
std::string position_of(const std::vector<contracts::Sample>& samples, std::size_t next, std::uint32_t left) {
  const auto time = samples[next].source_time;
  auto same = next;
  while (same > 0 && samples[same - 1].source_time == time) --same;
  return encode({unix_ns(time), static_cast<std::uint32_t>(next - same), left});
}

}  // namespace

HistoryPage read_history(const HistorySource& source, const std::string& node, const HistoryRequest& request) {
  HistoryPage page;
  const int given = (request.start ? 1 : 0) + (request.end ? 1 : 0) + (request.count > 0 ? 1 : 0);
  if (given < 2 || (!request.start && !request.end)) {
    page.status = UA_STATUSCODE_BADHISTORYOPERATIONINVALID;
    return page;
  }
  const auto from = decode(request.continuation);
  if (!request.continuation.empty() && !from) {
    page.status = UA_STATUSCODE_BADCONTINUATIONPOINTINVALID;
    return page;
  }
  const auto span = span_of(request);
  // Open at one end, `count` is all that is wanted; between two ends it is the size of a page.
  const bool open_ended = !request.start || !request.end;
  const std::uint32_t wanted = !open_ended ? 0 : from ? from->left : request.count;
  const std::size_t asked = open_ended ? wanted : request.count;
  const std::size_t size = asked == 0 ? kPageMax : std::min(asked, kPageMax);

  auto samples = collect(source, node, request, span, from ? &*from : nullptr, size);
  if (!samples) {
    page.status = UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED;
    return page;
  }
  if (!span.forward) std::ranges::reverse(*samples);
  const auto begin = from ? index_of(*samples, *from, span.forward) : 0;
  const auto end = std::min(begin + size, samples->size());
  const auto left = wanted > size ? wanted - static_cast<std::uint32_t>(size) : 0;
  if (end < samples->size() && (!open_ended || left > 0)) page.continuation = position_of(*samples, end, left);
  page.samples.assign(samples->begin() + static_cast<std::ptrdiff_t>(begin),
                      samples->begin() + static_cast<std::ptrdiff_t>(end));
  if (page.samples.empty()) page.status = UA_STATUSCODE_GOODNODATA;
  return page;
}

}  // namespace millwright::opcua
