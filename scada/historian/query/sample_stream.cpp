#include "scada/historian/query/sample_stream.h"

#include <algorithm>
#include <limits>

namespace millwright::scada::historian {
namespace {

Point point_of_sample(const contracts::Sample& sample) {
  return {unix_ns(sample.source_time), sample.quality, contracts::number_in(sample.value).value_or(0), sample.value};
}

}  // namespace

Point point_of(const Block& block, std::size_t i) {
  Point point;
  point.time = block.times[i];
  point.quality = block.quality_at(i);
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
      block.values);
  return point;
}

std::size_t count_before(const std::int64_t* begin, std::size_t size, std::int64_t until) {
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
  if (last_is_usable) usable_before_ = before_;
  if (last_is_usable && !rules_.use_sloped_extrapolation) return {};
  auto cursor = source_->read(tag_, Timestamp::min(), from_unix_ns(before_->time), Direction::backward);
  if (!cursor) return query_failure(cursor);
  while (true) {
    const auto block = (*cursor)->next();
    if (!block) return query_failure(block);
    if ((*block)->empty()) return {};
    for (std::size_t i = 0; i < (*block)->size(); ++i) {
      if (!rules_.usable((*block)->quality_at(i))) continue;
      auto& place = usable_before_ ? usable_before2_ : usable_before_;
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
  run.size = count_before(run.times, block_->size() - at_, until);
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

void SampleStream::step(std::size_t count) {
  // Of those stepped over only the last, and the last two usable ones, will be asked for.
  const std::size_t wanted = rules_.use_sloped_extrapolation ? 2 : 1;
  std::size_t usable[2] = {};
  std::size_t found = 0;
  for (std::size_t i = at_ + count; i > at_ && found < wanted; --i)
    if (rules_.usable(block_->quality_at(i - 1))) usable[found++] = i - 1;
  for (; found > 0; --found) {
    if (rules_.use_sloped_extrapolation) usable_before2_ = usable_before_;
    usable_before_ = point_of(*block_, usable[found - 1]);
  }
  before_ = point_of(*block_, at_ + count - 1);
  at_ += count;
  next_.reset();
  if (scouted_ && scouted_->time <= before_->time) scouted_.reset();
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
  out.usable_before = usable_before_ ? &*usable_before_ : nullptr;
  out.usable_before2 = usable_before2_ ? &*usable_before2_ : nullptr;
  const auto usable = usable_next();
  if (!usable) return std::unexpected(usable.error());
  out.usable_after = *usable;
  return out;
}

}  // namespace millwright::scada::historian
