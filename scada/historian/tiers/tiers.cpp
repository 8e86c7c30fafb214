#include "scada/historian/tiers/tiers.h"

#include <algorithm>
#include <array>

#include "scada/historian/query/processed.h"

namespace millwright::scada::historian {
namespace {

constexpr std::size_t kRowsTogether = 4096;
constexpr auto kEarliest = Timestamp::min();
constexpr auto kLatest = Timestamp::max();
/// Part 4, 7.39.2: the info bits of an aggregate are not part of what is kept.
constexpr std::uint32_t kInfoBits = 0x0000FFFFu;

std::string name_of(const std::string& path, Tier tier, std::string_view part) {
  return fmt::format("{};{};{}", path, tier == Tier::minute ? "minute" : "hour", part);
}
std::string mark_name(const std::string& path) { return path + ";late"; }

StoreResult<TierSeries> make_series(Store& store, const std::string& path, Tier tier) {
  TierSeries series;
  const std::pair<TagId*, std::string_view> parts[] = {{&series.minimum, "minimum"},
                                                       {&series.maximum, "maximum"},
                                                       {&series.average, "average"},
                                                       {&series.count, "count"}};
  for (const auto& [id, part] : parts) {
    const auto made = store.tag(name_of(path, tier, part));
    if (!made) return std::unexpected(made.error());
    *id = *made;
  }
  return series;
}

template <class Code>
std::unexpected<Failure<StoreError>> unread(const Failure<Code>& failure) {
  return fail(StoreError::io, "{}", failure.message);
}

contracts::Sample sample_of(const Processed& answer, Timestamp start) {
  const auto number = answer.value ? contracts::number_in(*answer.value) : std::nullopt;
  return {number.value_or(0), contracts::Quality{answer.status.code() & ~kInfoBits}, start};
}

/// Makes the rows of [from, until), which are whole intervals.
StoreResult<void> make_rows(RowBatch& batch, const TieredTag& tag, Tier tier, Timestamp from, Timestamp until) {
  if (until <= from) return {};
  auto& store = batch.store();
  const auto series = make_series(store, tag.path, tier);
  if (!series) return std::unexpected(series.error());
  ProcessedRequest request{tag.id,
                           from,
                           until,
                           width_of(tier),
                           {Aggregate::minimum2, Aggregate::maximum2, Aggregate::time_average2, Aggregate::count},
                           {}};
  request.configuration.treat_uncertain_as_bad = false;
  request.configuration.stepped = tag.stepped;
  auto reader = ProcessedReader::open(store, std::move(request));
  if (!reader) return unread(reader.error());
  for (auto start = from; start < until; start += width_of(tier)) {
    const auto answers = reader->next();
    if (!answers) return unread(answers.error());
    const TagId ids[] = {series->minimum, series->maximum, series->average, series->count};
    std::array<Row, std::size(ids)> rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].tag = ids[i];
      rows[i].sample = sample_of((**answers)[i], start);
    }
    if (auto added = batch.add(rows); !added) return added;
  }
  return {};
}

void shift(std::vector<TrendPoint>& points, Duration by) {
  for (auto& point : points) point.time += by;
}

}  // namespace

Timestamp round_down(Timestamp time, Duration width) {
  const auto since = time.time_since_epoch();
  auto rest = since % width;
  if (rest < Duration::zero()) rest += width;
  return time - rest;
}

std::optional<TierSeries> tier_series(const Store& store, const std::string& path, Tier tier) {
  const auto minimum = store.find(name_of(path, tier, "minimum"));
  const auto maximum = store.find(name_of(path, tier, "maximum"));
  const auto average = store.find(name_of(path, tier, "average"));
  const auto count = store.find(name_of(path, tier, "count"));
  if (!minimum || !maximum || !average || !count) return std::nullopt;
  return TierSeries{*minimum, *maximum, *average, *count};
}

Result<std::optional<Timestamp>, ReadError> tier_end(const Source& source, const TierSeries& series, Tier tier) {
  // The counts are written last.
  const auto last = source.last_before(series.count, kLatest);
  if (!last) return std::unexpected(last.error());
  if (!*last) return std::nullopt;
  return (*last)->source_time + width_of(tier);
}

StoreResult<void> RowBatch::add(std::span<const Row> rows) {
  rows_.insert(rows_.end(), rows.begin(), rows.end());
  return rows_.size() < kRowsTogether ? StoreResult<void>{} : flush();
}

StoreResult<void> RowBatch::flush() {
  const auto written = store_.append(rows_);
  rows_.clear();
  return written;
}

StoreResult<void> bring_up_to(Store& store, const TieredTag& tag, Tier tier, Timestamp until) {
  RowBatch batch(store);
  if (auto made = bring_up_to(batch, tag, tier, until); !made) return made;
  return batch.flush();
}

StoreResult<void> bring_up_to(RowBatch& batch, const TieredTag& tag, Tier tier, Timestamp until) {
  auto& store = batch.store();
  const auto first = store.first_from(tag.id, kEarliest);
  if (!first) return unread(first.error());
  if (!*first) return {};
  auto from = round_down((*first)->source_time, width_of(tier));
  if (const auto series = tier_series(store, tag.path, tier)) {
    const auto end = tier_end(store, *series, tier);
    if (!end) return unread(end.error());
    from = std::max(from, end->value_or(from));
  }
  return make_rows(batch, tag, tier, from, round_down(until, width_of(tier)));
}

StoreResult<Row> late_mark(Store& store, const std::string& path, Timestamp time) {
  const auto id = store.tag(mark_name(path));
  if (!id) return std::unexpected(id.error());
  return Row{*id, {true, contracts::quality::kGood, round_down(time, width_of(Tier::hour))}};
}

StoreResult<std::vector<Row>> late_marks(Store& store, const std::string& path, Timestamp from, Timestamp to) {
  std::vector<Row> marks;
  for (const auto tier : kTiers) {
    const auto series = tier_series(store, path, tier);
    if (!series) continue;
    const auto first = store.first_from(series->count, kEarliest);
    if (!first) return unread(first.error());
    const auto end = tier_end(store, *series, tier);
    if (!end) return unread(end.error());
    if (!*first || !*end) continue;
    const auto until = std::min(to, **end);
    for (auto hour = std::max(from, (*first)->source_time); hour <= until; hour += width_of(Tier::hour)) {
      auto mark = late_mark(store, path, hour);
      if (!mark) return std::unexpected(mark.error());
      marks.push_back(std::move(*mark));
    }
    // The last hour may begin behind the last step.
    if (auto mark = late_mark(store, path, until); mark && from <= until) marks.push_back(std::move(*mark));
  }
  return marks;
}

StoreResult<void> redo_late(Store& store, const TieredTag& tag) {
  const auto marks = store.find(mark_name(tag.path));
  if (!marks) return {};
  for (;;) {
    const auto mark = store.first_from(*marks, kEarliest);
    if (!mark) return unread(mark.error());
    if (!*mark) return {};
    const auto hour = (*mark)->source_time;
    // A bounding value of the next hour may have changed, too.
    RowBatch batch(store);
    for (const auto tier : kTiers) {
      const auto series = tier_series(store, tag.path, tier);
      if (!series) continue;
      const auto end = tier_end(store, *series, tier);
      if (!end) return unread(end.error());
      const auto oldest = store.first_from(series->count, kEarliest);
      if (!oldest) return unread(oldest.error());
      if (!*end || !*oldest) continue;
      const auto from = std::max(hour, (*oldest)->source_time);
      const auto until = std::min(hour + 2 * width_of(Tier::hour), **end);
      if (auto made = make_rows(batch, tag, tier, from, until); !made) return made;
    }
    if (auto written = batch.flush(); !written) return written;
    if (auto removed = store.remove(*marks, hour, hour + width_of(Tier::hour)); !removed)
      return std::unexpected(removed.error());
  }
}

StoreResult<void> remove_tier_before(Store& store, const std::string& path, Tier tier, Timestamp before) {
  const auto series = tier_series(store, path, tier);
  if (!series) return {};
  const auto first = store.first_from(series->count, kEarliest);
  if (!first) return unread(first.error());
  if (!*first || (*first)->source_time >= before) return {};
  // The counts, by which the tier's beginning is known, last.
  for (const auto id : {series->minimum, series->maximum, series->average, series->count})
    if (auto removed = store.remove(id, kEarliest, before); !removed) return std::unexpected(removed.error());
  return {};
}

Result<std::vector<TrendPoint>, QueryError> decimate_tier(const Source& source, const TierSeries& series, Tier tier,
                                                          Timestamp from, Timestamp to, int columns) {
  const auto since = from - width_of(tier);
  auto low = decimate(source, series.minimum, since, to, columns);
  if (!low) return low;
  auto high = decimate(source, series.maximum, since, to, columns);
  if (!high) return high;
  shift(*high, width_of(tier) / 2);
  std::vector<TrendPoint> out;
  std::ranges::merge(*low, *high, std::back_inserter(out), {}, &TrendPoint::time, &TrendPoint::time);
  return out;
}

}  // namespace millwright::scada::historian
