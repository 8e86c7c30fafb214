#include "scada/historian/query/intervals.h"

#include <algorithm>
#include <limits>

#include "lib/base/assert.h"

namespace millwright::scada::historian {
namespace {

// Without a sign: the widest range is more than a signed number holds.
std::uint64_t between(std::int64_t low, std::int64_t high) {
  return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

std::int64_t plus(std::int64_t time, std::uint64_t ns) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(time) + ns);
}

std::int64_t minus(std::int64_t time, std::uint64_t ns) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(time) - ns);
}

}  // namespace

Intervals::Intervals(std::int64_t start, std::int64_t end, std::int64_t processing_interval)
    : start_(start),
      end_(end),
      length_(static_cast<std::uint64_t>(processing_interval)),
      range_(between(std::min(start, end), std::max(start, end))),
      count_(1),
      backwards_(end < start) {
  MW_ASSERT(start != end && processing_interval >= 0);
  if (length_ == 0 || length_ > range_) length_ = range_;
  count_ = range_ / length_ + (range_ % length_ == 0 ? 0 : 1);
}

Interval Intervals::at(std::uint64_t number) const {
  const std::uint64_t offset = number * length_;
  const std::uint64_t length = std::min(length_, range_ - offset);
  Interval out;
  out.whole = length == length_;
  if (backwards_) {
    out.high = minus(start_, offset);
    out.low = minus(out.high, length);
  } else {
    out.low = plus(start_, offset);
    out.high = plus(out.low, length);
  }
  return out;
}

std::int64_t Intervals::inclusive(std::int64_t time) const {
  return backwards_ && time < std::numeric_limits<std::int64_t>::max() ? time + 1 : time;
}

}  // namespace millwright::scada::historian
