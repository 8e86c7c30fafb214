#include "mes/planning/model/open_time.h"

#include <algorithm>
#include <limits>

namespace millwright::mes::planning {

namespace {

// Far enough that no sum of a problem's times comes near, near enough that adding to it does not overflow.
constexpr std::int64_t kEndOfTime = std::numeric_limits<std::int64_t>::max() / 4;

}  // namespace

OpenTime::OpenTime(const std::vector<ClosedTime>& closed) {
  std::vector<Span> spans;
  for (const auto& time : closed)
    if (time.from_s < time.to_s) spans.push_back({time.from_s, time.to_s});
  std::ranges::sort(spans, {}, &Span::start_s);
  std::int64_t open_from = -kEndOfTime;
  for (const auto& span : spans) {
    if (span.start_s > open_from) open_.push_back({open_from, span.start_s});
    open_from = std::max(open_from, span.end_s);
  }
  open_.push_back({open_from, kEndOfTime});
}

std::size_t OpenTime::segment_ending_after(std::int64_t time_s, std::size_t hint) const {
  if (hint > 0 && open_[hint - 1].to_s > time_s) {
    const auto found = std::ranges::upper_bound(open_, time_s, {}, &Open::to_s);
    return static_cast<std::size_t>(found - open_.begin());
  }
  while (open_[hint].to_s <= time_s) ++hint;
  return hint;
}

Span OpenTime::fit_in_calendar(std::int64_t from_s, std::int64_t duration_s, bool interruptible,
                               std::size_t& hint) const {
  std::size_t i = hint = segment_ending_after(from_s, hint);
  const std::int64_t start = std::max(from_s, open_[i].from_s);
  if (start + duration_s <= open_[i].to_s) return {start, start + duration_s};
  if (!interruptible) {
    do ++i;
    while (open_[i].from_s + duration_s > open_[i].to_s);
    return {open_[i].from_s, open_[i].from_s + duration_s};
  }
  std::int64_t left = duration_s - (open_[i].to_s - start);
  for (++i; left > open_[i].to_s - open_[i].from_s; ++i) left -= open_[i].to_s - open_[i].from_s;
  return {start, open_[i].from_s + left};
}

Span OpenTime::latest(std::int64_t before_s, std::int64_t duration_s, bool interruptible) const {
  auto i = segment_ending_after(before_s, 0);
  if (open_[i].from_s >= before_s && i > 0) --i;
  const std::int64_t end = std::min(before_s, open_[i].to_s);
  if (end - duration_s >= open_[i].from_s) return {end - duration_s, end};
  if (!interruptible) {
    do --i;
    while (open_[i].to_s - duration_s < open_[i].from_s);
    return {open_[i].to_s - duration_s, open_[i].to_s};
  }
  std::int64_t left = duration_s - (end - open_[i].from_s);
  for (--i; left > open_[i].to_s - open_[i].from_s; --i) left -= open_[i].to_s - open_[i].from_s;
  return {open_[i].to_s - left, end};
}

std::int64_t OpenTime::opening(std::int64_t from_s) const {
  return std::max(from_s, open_[segment_ending_after(from_s, 0)].from_s);
}

}  // namespace millwright::mes::planning
