#include "scada/historian/query/trend_query.h"

#include <algorithm>
#include <limits>

#include "scada/historian/query/interval_sums.h"
#include "scada/historian/query/kernels.h"

namespace millwright::scada::historian {
namespace {

/// A span cut into parts of equal width. Without a sign: the widest span is more than a signed number holds.
class Parts {
 public:
  Parts(std::int64_t from, std::int64_t to, std::uint64_t count) : from_(static_cast<std::uint64_t>(from)), to_(to) {
    const auto span = static_cast<std::uint64_t>(to) - from_;
    width_ = span / count + (span % count == 0 ? 0 : 1);
  }
  [[nodiscard]] std::int64_t start_of(std::int64_t time) const {
    const auto since = static_cast<std::uint64_t>(time) - from_;
    return static_cast<std::int64_t>(from_ + since / width_ * width_);
  }
  [[nodiscard]] std::int64_t end_of(std::int64_t start) const {
    const auto since = static_cast<std::uint64_t>(start) - from_;
    const auto span = static_cast<std::uint64_t>(to_) - from_;
    return span - since <= width_ ? to_ : static_cast<std::int64_t>(static_cast<std::uint64_t>(start) + width_);
  }

 private:
  std::uint64_t from_, width_;
  std::int64_t to_;
};

/// Calls `take(part's start, block, begin, end)` for the samples of each part in each block, in order of time.
template <class Take>
Result<void, QueryError> each_part(const Source& source, TagId tag, Timestamp from, Timestamp to, int count,
                                   Take take) {
  const Parts parts(unix_ns(from), unix_ns(to), static_cast<std::uint64_t>(count));
  auto cursor = source.read(tag, from, to, Direction::forward);
  if (!cursor) return query_failure(cursor);
  std::int64_t start = 0;
  std::int64_t end = std::numeric_limits<std::int64_t>::min();
  bool first = true;
  std::size_t size = 0;
  while (true) {
    const auto next = (*cursor)->next();
    if (!next) return query_failure(next);
    const Block& block = **next;
    if (block.empty()) return {};
    for (std::size_t begin = 0; begin < block.size();) {
      const auto time = block.times[begin];
      if (time >= end) {
        // Mostly the next part: no division.
        start = first || time >= parts.end_of(end) ? parts.start_of(time) : end;
        end = parts.end_of(start);
        first = false;
      }
      size = count_before(block.times.data() + begin, block.size() - begin, end, size);
      take(start, block, begin, begin + size);
      begin += size;
    }
  }
}

bool all_good(const Block& block, std::size_t begin, std::size_t end) {
  if (block.quality.empty()) return true;
  std::uint32_t any = 0;
  for (std::size_t i = begin; i < end; ++i) any |= block.quality[i];
  return contracts::Quality{any}.is_good();
}

/// The number at an index; nullopt for text.
std::optional<double> number_at(const Values& values, std::size_t i) {
  return std::visit(
      [i]<class T>(const std::vector<T>& column) -> std::optional<double> {
        if constexpr (std::is_same_v<T, std::string>)
          return std::nullopt;
        else
          return static_cast<double>(column[i]);
      },
      values);
}

bool is_text(const Block& block) { return std::holds_alternative<std::vector<std::string>>(block.values); }

/// One pixel column.
class Column {
 public:
  void take(const Block& block, std::size_t begin, std::size_t end) {
    if (!is_text(block) && all_good(block, begin, end)) {
      std::visit(
          [&]<class T>(const std::vector<T>& column) {
            if constexpr (!std::is_same_v<T, std::string>) take_good(block, column.data(), begin, end);
          },
          block.values);
      return;
    }
    for (auto i = begin; i < end; ++i) {
      const auto quality = block.quality_at(i);
      TrendPoint point{from_unix_ns(block.times[i]), std::nullopt, quality};
      if (!quality.is_bad()) point.value = number_at(block.values, i);
      take(point);
    }
  }

  /// In order of time, each once.
  void drain_into(std::vector<TrendPoint>& out) {
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    for (const auto* point : {&first_, &min_, &max_, &last_, &gap_})
      if (*point) out.push_back(**point);
    if (ends_in_gap_) out.push_back(*last_gap_);
    std::ranges::sort(out.begin() + begin, out.end(), {}, &TrendPoint::time);
    const auto twice = std::ranges::unique(out.begin() + begin, out.end(), {}, &TrendPoint::time);
    out.erase(twice.begin(), twice.end());
    *this = Column();
  }

 private:
  void take(const TrendPoint& point) {
    ends_in_gap_ = !point.value;
    if (!point.value) {
      if (!gap_) gap_ = point;
      last_gap_ = point;
      return;
    }
    if (!first_) first_ = point;
    last_ = point;
    if (!min_ || *point.value < *min_->value) min_ = point;
    if (!max_ || *point.value > *max_->value) max_ = point;
  }

  template <class T>
  void take_good(const Block& block, const T* values, std::size_t begin, std::size_t end) {
    const auto size = end - begin;
    const auto found = kernels::min_max(values + begin, size);
    const auto point = [&](std::size_t at) {
      return TrendPoint{from_unix_ns(block.times[begin + at]), static_cast<double>(values[begin + at]),
                        block.quality_at(begin + at)};
    };
    const auto where = [&](T number) { return std::min(kernels::first_of(values + begin, size, number), size - 1); };
    if (!first_) first_ = point(0);
    if (!min_ || static_cast<double>(found.min) < *min_->value) min_ = point(where(found.min));
    if (!max_ || static_cast<double>(found.max) > *max_->value) max_ = point(where(found.max));
    last_ = point(size - 1);
    ends_in_gap_ = false;
  }

  std::optional<TrendPoint> first_, min_, max_, last_;
  std::optional<TrendPoint> gap_, last_gap_;
  bool ends_in_gap_ = false;
};

/// One bucket in the making: `mean` holds the sum until it is done.
struct Making {
  TrendBucket bucket;
  Worst worst;

  void take(double min, double max, double sum, double last, std::int64_t count) {
    bucket.min = bucket.count == 0 ? min : std::min(bucket.min, min);
    bucket.max = bucket.count == 0 ? max : std::max(bucket.max, max);
    bucket.mean += sum;
    bucket.last = last;
    bucket.count += count;
  }
  void take(const Block& block, std::size_t begin, std::size_t end) {
    if (!is_text(block) && all_good(block, begin, end)) {
      worst.take(block.quality_at(begin));
      std::visit(
          [&]<class T>(const std::vector<T>& column) {
            if constexpr (!std::is_same_v<T, std::string>) {
              const auto found = kernels::min_max(column.data() + begin, end - begin);
              take(static_cast<double>(found.min), static_cast<double>(found.max),
                   kernels::sum(column.data() + begin, end - begin), static_cast<double>(column[end - 1]),
                   static_cast<std::int64_t>(end - begin));
            }
          },
          block.values);
      return;
    }
    for (auto i = begin; i < end; ++i) {
      const auto quality = block.quality_at(i);
      worst.take(quality);
      const auto number = quality.is_bad() ? std::nullopt : number_at(block.values, i);
      if (number) take(*number, *number, *number, *number, 1);
    }
  }
  [[nodiscard]] TrendBucket done() const {
    auto out = bucket;
    if (out.count > 0) out.mean /= static_cast<double>(out.count);
    out.quality = worst.quality;
    return out;
  }
};

}  // namespace

Result<std::vector<TrendPoint>, QueryError> decimate(const Source& source, TagId tag, Timestamp from, Timestamp to,
                                                     int columns) {
  std::vector<TrendPoint> out;
  if (columns <= 0 || to <= from) return out;
  Column column;
  std::optional<std::int64_t> at;
  const auto done = each_part(source, tag, from, to, columns,
                              [&](std::int64_t start, const Block& block, std::size_t begin, std::size_t end) {
                                if (at && *at != start) column.drain_into(out);
                                at = start;
                                column.take(block, begin, end);
                              });
  if (!done) return std::unexpected(done.error());
  column.drain_into(out);
  return out;
}

Result<std::vector<TrendBucket>, QueryError> buckets(const Source& source, TagId tag, Timestamp from, Timestamp to,
                                                     int count) {
  std::vector<TrendBucket> out;
  if (count <= 0 || to <= from) return out;
  std::optional<Making> making;
  out.reserve(static_cast<std::size_t>(std::min(count, 10'000)));
  const auto done = each_part(source, tag, from, to, count,
                              [&](std::int64_t start, const Block& block, std::size_t begin, std::size_t end) {
                                if (making && unix_ns(making->bucket.start) != start) {
                                  out.push_back(making->done());
                                  making.reset();
                                }
                                if (!making) making.emplace().bucket.start = from_unix_ns(start);
                                making->take(block, begin, end);
                              });
  if (!done) return std::unexpected(done.error());
  if (making) out.push_back(making->done());
  return out;
}

}  // namespace millwright::scada::historian
