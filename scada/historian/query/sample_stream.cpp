#include "scada/historian/query/sample_stream.h"

#include <algorithm>
#include <array>
#include <limits>

namespace millwright::scada::historian {
namespace {

Point point_of_sample(const contracts::Sample& sample) {
  return {unix_ns(sample.source_time), sample.quality, contracts::number_in(sample.value).value_or(0), sample.value};
}

/// The number and the value at an index of a column.
void set_value(Point& point, const Values& values, std::size_t i) {
  std::visit(
      [&]<class T>(const std::vector<T>& column) {
        if constexpr (std::is_same_v<T, std::string>) {
          point.value = column[i];
        } else {
          point.number = static_cast<double>(column[i]);
          if constexpr (std::is_same_v<T, std::uint8_t>)
            point.value = column[i] != 0;
          else
            point.value = column[i];
        }
      },
      values);
}

Point point_of(const Block& block, std::size_t i) {
  Point point;
  point.time = block.times[i];
  point.quality = block.quality_at(i);
  set_value(point, block.values, i);
  return point;
}

}  // namespace

Point Run::point(std::size_t i) const {
  Point point;
  point.time = times[i];
  point.quality = quality_at(i);
  set_value(point, *values, offset + i);
  return point;
}

std::size_t count_before(const std::int64_t* begin, std::size_t size, std::int64_t until, std::size_t guess) {
  if (guess > 0 && guess < size && begin[guess - 1] < until && begin[guess] >= until) return guess;
  if (size == 0 || begin[0] >= until) return 0;
  if (begin[size - 1] < until) return size;
  std::size_t low = 0;  // begin[low] < until
  std::size_t step = 8;
  while (low + step < size && begin[low + step] < until) {
    low += step;
    step *= 2;
  }
  const auto* const end = begin + std::min(low + step, size);
  return static_cast<std::size_t>(std::lower_bound(begin + low + 1, end, until) - begin);
}

Result<SampleStream, QueryError> SampleStream::open(const Source& source, TagId tag, Rules rules, std::int64_t from,
                                                    std::int64_t to) {
  SampleStream stream(source, tag, rules, to);
  if (auto done = stream.look_back(from); !done) return std::unexpected(done.error());
  auto cursor = source.read(tag, from_unix_ns(from), from_unix_ns(to), Direction::forward);
  if (!cursor) return query_failure(cursor);
  stream.cursor_ = std::move(*cursor);
  return stream;
}

Result<void, QueryError> SampleStream::look_back(std::int64_t from) {
  const auto last = source_->last_before(tag_, from_unix_ns(from));
  if (!last) return query_failure(last);
  if (!*last) return {};
  before_ = point_of_sample(**last);
  const bool last_is_usable = rules_.usable(before_->quality);
  before_is_usable_ = last_is_usable;
  if (last_is_usable && !rules_.use_sloped_extrapolation) return {};
  auto cursor = source_->read(tag_, Timestamp::min(), from_unix_ns(before_->time), Direction::backward);
  if (!cursor) return query_failure(cursor);
  while (true) {
    const auto block = (*cursor)->next();
    if (!block) return query_failure(block);
    if ((*block)->empty()) return {};
    for (std::size_t i = 0; i < (*block)->size(); ++i) {
      if (!rules_.usable((*block)->quality_at(i))) continue;
      auto& place = usable_before() != nullptr ? usable_before2_ : usable_before_;
      place = point_of(**block, i);
      if (usable_before2_ || !rules_.use_sloped_extrapolation) return {};
    }
  }
}

Result<bool, QueryError> SampleStream::fill() {
  if (block_ != nullptr && at_ < block_->size()) return true;
  if (cursor_done_) return false;
  const auto block = cursor_->next();
  if (!block) return query_failure(block);
  at_ = 0;
  cursor_done_ = (*block)->empty();
  block_ = cursor_done_ ? nullptr : *block;
  return !cursor_done_;
}

Result<Run, QueryError> SampleStream::run(std::int64_t until) {
  const auto filled = fill();
  if (!filled) return std::unexpected(filled.error());
  if (!*filled) return Run{};
  Run run;
  run.times = block_->times.data() + at_;
  run.size = count_before(run.times, block_->size() - at_, until, last_size_);
  if (run.size > 0) last_size_ = run.size;
  run.values = &block_->values;
  run.offset = at_;
  if (block_->quality.empty()) return run;
  // Good ones apart from the others: most of a tag with a few bad samples still goes the quick way.
  run.quality = block_->quality.data() + at_;
  const bool good = run.size > 0 && run.quality_at(0).is_good();
  std::size_t alike = 0;
  while (alike < run.size && run.quality_at(alike).is_good() == good) ++alike;
  run.size = alike;
  if (good) run.quality = nullptr;
  return run;
}

/// Before the sample at `last` becomes before_: which usable ones will then lie before it.
void SampleStream::remember_usable(bool last_is_usable, std::size_t last) {
  std::array<std::optional<Point>, 2> newest;
  std::size_t size = 0;
  for (std::size_t i = last; i > at_ && size < 2; --i)
    if (rules_.usable(block_->quality_at(i - 1))) newest[size++] = point_of(*block_, i - 1);
  if (size < 2 && usable_before() != nullptr) newest[size++] = *usable_before();
  if (size < 2 && usable_before2_) newest[size++] = *usable_before2_;
  if (last_is_usable) {
    usable_before2_ = std::move(newest[0]);
  } else {
    usable_before_ = std::move(newest[0]);
    usable_before2_ = std::move(newest[1]);
  }
}

void SampleStream::step(std::size_t count) {
  const std::size_t last = at_ + count - 1;
  const bool last_is_usable = rules_.usable(block_->quality_at(last));
  if (!last_is_usable || rules_.use_sloped_extrapolation) remember_usable(last_is_usable, last);
  before_is_usable_ = last_is_usable;
  before_ = point_of(*block_, last);
  at_ += count;
  next_.reset();
  if (scouted_ && scouted_->time <= before_->time) scouted_.reset();
}

Result<bool, QueryError> SampleStream::more() {
  if (block_ != nullptr && at_ < block_->size()) return true;
  const auto following = next();
  if (!following) return std::unexpected(following.error());
  return *following != nullptr;
}

Result<const Point*, QueryError> SampleStream::next() {
  if (next_) return &*next_;
  if (beyond_known_) return nullptr;
  const auto filled = fill();
  if (!filled) return std::unexpected(filled.error());
  if (*filled) {
    next_ = point_of(*block_, at_);
    return &*next_;
  }
  beyond_known_ = true;
  const auto beyond = source_->first_from(tag_, from_unix_ns(to_));
  if (!beyond) return query_failure(beyond);
  if (!*beyond) return nullptr;
  next_ = point_of_sample(**beyond);
  return &*next_;
}

Result<const Point*, QueryError> SampleStream::usable_next() {
  const auto following = next();
  if (!following) return following;
  if (*following == nullptr || rules_.usable((*following)->quality)) return following;
  if (scouted_) return &*scouted_;
  if (none_usable_ahead_) return nullptr;
  auto cursor = source_->read(tag_, from_unix_ns((*following)->time), Timestamp::max(), Direction::forward);
  if (!cursor) return query_failure(cursor);
  while (true) {
    const auto block = (*cursor)->next();
    if (!block) return query_failure(block);
    if ((*block)->empty()) break;
    for (std::size_t i = 0; i < (*block)->size(); ++i) {
      if (!rules_.usable((*block)->quality_at(i))) continue;
      scouted_ = point_of(**block, i);
      return &*scouted_;
    }
  }
  none_usable_ahead_ = true;
  return nullptr;
}

Result<Around, QueryError> SampleStream::around(bool interpolated) {
  Around out;
  out.before = before();
  const auto after = next();
  if (!after) return std::unexpected(after.error());
  out.after = *after;
  if (!interpolated) return out;
  out.usable_before = usable_before();
  out.usable_before2 = usable_before2_ ? &*usable_before2_ : nullptr;
  const auto usable = usable_next();
  if (!usable) return std::unexpected(usable.error());
  out.usable_after = *usable;
  return out;
}

}  // namespace millwright::scada::historian
