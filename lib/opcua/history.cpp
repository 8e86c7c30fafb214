#include "lib/opcua/history.h"

#include <open62541/types.h>

#include <algorithm>
#include <cstring>

namespace millwright::opcua {
namespace {

using contracts::Sample;
using Samples = std::vector<Sample>;

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

/// What is asked for, put in order of time: the samples with low <= time < high, and the moments of the bounds.
struct Span {
  Timestamp low = Timestamp::min();
  Timestamp high = Timestamp::max();
  bool forward = true;
  std::optional<Timestamp> early, late;  // bounds are wanted there
};

Span span_of(const HistoryRequest& request) {
  Span span;
  const auto& start = request.start;
  const auto& end = request.end;
  span.forward = start && (!end || *start <= *end);
  if (request.bounds) {
    const bool both = start && end;
    span.early = both ? std::min(*start, *end) : start;
    span.late = both ? std::max(*start, *end) : end;
    if (span.early) span.low = *span.early;
    if (span.late) span.high = *span.late;
  } else if (span.forward) {
    span.low = *start;
    // An empty interval asks for the samples of that very moment.
    if (end) span.high = *end == *start ? *end + kHistoryTick : *end;
  } else if (start) {
    span.low = *end + kHistoryTick;
    span.high = *start + kHistoryTick;
  } else {
    span.high = *end + kHistoryTick;
  }
  return span;
}

/// Reads a span in its direction.
class Reader {
 public:
  Reader(const RawSource& source, const Span& span) : source_(source), span_(span) {}

  /// At most `limit` samples and a bound on either side, beginning with the first sample of the moment of `from`.
  [[nodiscard]] Samples read(const Position* from, std::size_t limit) {
    Samples list;
    if (from == nullptr) span_.forward ? add_early_bound(list) : add_late_bound(list);
    auto low = span_.low;
    auto high = span_.high;
    if (from != nullptr && span_.forward) low = from_unix_ns(from->time_ns);
    if (from != nullptr && !span_.forward) high = from_unix_ns(from->time_ns) + Duration{1};
    const auto inside = ask(low, high, limit, span_.forward ? Order::oldest_first : Order::newest_first);
    list.insert(list.end(), inside.begin(), inside.end());
    inside_end_ = list.size();
    if (inside.size() < limit) span_.forward ? add_late_bound(list) : add_early_bound(list);
    return list;
  }
  /// The position of the sample of that index in the list that was read.
  [[nodiscard]] std::string position_of(const Samples& list, std::size_t index, std::uint32_t left) const {
    // The bound that comes last: behind all samples of the span.
    if (index >= inside_end_) return encode({unix_ns(span_.forward ? span_.high : span_.low - Duration{1}), 0, left});
    const auto time = list[index].source_time;
    auto same = index;
    while (same > 0 && list[same - 1].source_time == time) --same;
    return encode({unix_ns(time), static_cast<std::uint32_t>(index - same), left});
  }
  [[nodiscard]] StatusCode status() const { return status_; }

 private:
  [[nodiscard]] Samples ask(Timestamp low, Timestamp high, std::size_t limit, Order order) {
    if (low >= high) return {};
    auto samples = source_(low, high, limit, order);
    if (samples) return std::move(*samples);
    status_ = samples.error().code;
    return {};
  }
  /// The sample before the span, where none is at its very beginning.
  void add_early_bound(Samples& list) {
    if (!span_.early) return;
    const auto at = *span_.early;
    if (!ask(at, at + kHistoryTick, 1, Order::oldest_first).empty()) return;
    add(list, ask(Timestamp::min(), at, 1, Order::newest_first), at);
  }
  void add_late_bound(Samples& list) {
    if (span_.late) add(list, ask(*span_.late, Timestamp::max(), 1, Order::oldest_first), *span_.late);
  }
  static void add(Samples& list, Samples found, Timestamp at) {
    list.push_back(found.empty() ? Sample{contracts::Value{0.0}, kBadBoundNotFound, at} : std::move(found.front()));
  }

  const RawSource& source_;
  const Span& span_;
  std::size_t inside_end_ = 0;
  StatusCode status_ = UA_STATUSCODE_GOOD;
};

}  // namespace

HistoryPage read_history(const RawSource& source, const HistoryRequest& request) {
  HistoryPage page;
  const int given = (request.start ? 1 : 0) + (request.end ? 1 : 0) + (request.count > 0 ? 1 : 0);
  if (given < 2 || (!request.start && !request.end)) {
    page.status = UA_STATUSCODE_BADHISTORYOPERATIONINVALID;
    return page;
  }
  const auto from = decode(request.position);
  if (!request.position.empty() && !from) {
    page.status = UA_STATUSCODE_BADCONTINUATIONPOINTINVALID;
    return page;
  }
  const auto span = span_of(request);
  // Open at one end, `count` is all that is wanted; between two ends it is the size of a page.
  const bool open_ended = !request.start || !request.end;
  const std::uint32_t wanted = !open_ended ? 0 : from ? from->left : request.count;
  const std::size_t asked = open_ended ? wanted : request.count;
  const std::size_t size = asked == 0 ? kHistoryPageMax : std::min(asked, kHistoryPageMax);

  const std::size_t begin_at = from ? from->skip : 0;
  Reader reader(source, span);
  const auto samples = reader.read(from ? &*from : nullptr, size + begin_at + 1);
  if (reader.status() != UA_STATUSCODE_GOOD) {
    page.status = reader.status();
    return page;
  }
  const auto begin = std::min(begin_at, samples.size());
  const auto end = std::min(begin + size, samples.size());
  const auto left = wanted > size ? wanted - static_cast<std::uint32_t>(size) : 0;
  if (end < samples.size() && (!open_ended || left > 0)) page.position = reader.position_of(samples, end, left);
  page.samples.assign(samples.begin() + static_cast<std::ptrdiff_t>(begin),
                      samples.begin() + static_cast<std::ptrdiff_t>(end));
  if (page.samples.empty()) page.status = UA_STATUSCODE_GOODNODATA;
  return page;
}

}  // namespace millwright::opcua
