#include "scada/api/history_trend.h"

#include <cmath>

#include "scada/api/query.h"
#include "scada/historian/tiers/tiers.h"

namespace millwright::scada::api {
namespace {

constexpr std::size_t kRawPerColumn = 4;  // as many as a decimated column has

int grade(contracts::Quality quality) { return quality.is_bad() ? 2 : quality.is_good() ? 0 : 1; }

void add_point(Pen& pen, Timestamp time, std::optional<double> value, contracts::Quality quality) {
  pen.times.push_back(static_cast<double>(unix_ns(time)) / 1e6);
  pen.values.push_back(value && std::isfinite(*value) ? value : std::nullopt);
  pen.quality.push_back(grade(quality));
}

void add_point(Pen& pen, const contracts::Sample& sample) {
  add_point(pen, sample.source_time, sample.quality.is_bad() ? std::nullopt : contracts::number_in(sample.value),
            sample.quality);
}

/// Where the tier's summaries are all that is left, or all that a drawing this coarse needs.
struct TierPart {
  historian::Tier tier;
  historian::TierSeries series;
  Timestamp begin{}, until{};  // from there on samples are drawn
};

/// The coarsest tier whose intervals are no wider than a column; where the samples do not reach back to `from`, the
/// finest one that has what they lack.
http::HttpResult<std::optional<TierPart>> tier_for(const Parts& parts, const HistoryTag& tag, Timestamp from,
                                                   Timestamp to, int columns) {
  const auto& source = parts.history.source();
  const auto first = source.first_from(*tag.id, from);
  if (!first) return unreadable(first.error());
  std::optional<TierPart> chosen;
  for (const auto tier : historian::kTiers) {
    const auto series = parts.history.tier(tag.number, tier);
    if (!series) continue;
    const auto end = historian::tier_end(source, *series, tier);
    if (!end) return unreadable(end.error());
    const auto begin = source.first_from(series->count, Timestamp::min());
    if (!begin) return unreadable(begin.error());
    if (!*end || !*begin || **end <= from) continue;
    const bool coarse_enough = (to - from) / columns >= historian::width_of(tier);
    const bool samples_lack = !*first || (*first)->source_time >= **end;
    const bool reaches_back = !chosen || (chosen->begin > from && (*begin)->source_time < chosen->begin);
    if (coarse_enough || (samples_lack && reaches_back))
      chosen = TierPart{tier, *series, (*begin)->source_time, std::min(**end, to)};
  }
  return chosen;
}

/// All samples, where they are at most `max`; false, and none, where there are more.
http::HttpResult<bool> add_raw(Pen& pen, const historian::Source& source, historian::TagId id, Timestamp from,
                               Timestamp to, std::size_t max) {
  const auto before = pen;
  std::size_t count = 0;
  const auto read = each_sample(source, id, from, to, [&](const contracts::Sample& sample) {
    add_point(pen, sample);
    return ++count <= max;
  });
  if (!read) return std::unexpected(read.error());
  if (count <= max) return true;
  pen = before;
  return false;
}

http::HttpResult<void> add_points(Pen& pen,
                                  const Result<std::vector<historian::TrendPoint>, historian::QueryError>& points) {
  if (!points) return unreadable(points.error());
  for (const auto& point : *points) add_point(pen, point.time, point.value, point.quality);
  pen.raw = false;
  return {};
}

http::HttpResult<void> add_neighbour(Pen& pen,
                                     const Result<std::optional<contracts::Sample>, historian::ReadError>& found) {
  if (!found) return unreadable(found.error());
  if (*found) add_point(pen, **found);
  return {};
}

http::HttpResult<Pen> pen_of(const Parts& parts, const HistoryTag& tag, Timestamp from, Timestamp to, int columns) {
  Pen pen{tag.spec->path.str(), tag.spec->unit.symbol, tag.spec->stepped, true, std::nullopt, {}, {}, {}};
  if (!tag.id || from == to) return pen;
  const auto& source = parts.history.source();
  const auto tier = tier_for(parts, tag, from, to, columns);
  if (!tier) return std::unexpected(tier.error());
  if (const auto& part = *tier) {
    pen.tier = part->tier == historian::Tier::minute ? "minute" : "hour";
    const auto added =
        add_points(pen, historian::decimate_tier(source, part->series, part->tier, from, part->until, columns));
    if (!added) return std::unexpected(added.error());
    from = part->until;
  } else if (auto before = add_neighbour(pen, source.last_before(*tag.id, from)); !before) {
    return std::unexpected(before.error());
  }
  const auto raw = add_raw(pen, source, *tag.id, from, to, kRawPerColumn * static_cast<std::size_t>(columns));
  if (!raw) return std::unexpected(raw.error());
  if (!*raw)
    if (auto added = add_points(pen, historian::decimate(source, *tag.id, from, to, columns)); !added)
      return std::unexpected(added.error());
  if (auto behind = add_neighbour(pen, source.first_from(*tag.id, to)); !behind) return std::unexpected(behind.error());
  return pen;
}

}  // namespace

http::HttpResult<Trend> trend(const Parts& parts, const http::Call& call) {
  const auto request = read_history_request(parts, call, kTagsMax);
  if (!request) return std::unexpected(request.error());
  const auto columns = count_in(call, "columns", kColumns, kColumnsMax);
  if (!columns) return std::unexpected(columns.error());
  Trend out{request->from, request->to, {}};
  for (const auto& tag : request->tags) {
    auto pen = pen_of(parts, tag, request->from, request->to, *columns);
    if (!pen) return std::unexpected(pen.error());
    out.pens.push_back(std::move(*pen));
  }
  return out;
}

}  // namespace millwright::scada::api
