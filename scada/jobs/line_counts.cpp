// Counting for the job that has the line.

#include "scada/jobs/line_jobs.h"

namespace millwright::scada::jobs {
namespace {

/// A count is committed this often while the line runs; the reading on disk makes up for what is between.
constexpr Duration kCountEvery = 500ms;

std::string in_words(const Step& step, const Meter& before, const contracts::TagPath& path) {
  if (step.kind == StepKind::reset)
    return fmt::format("{} began again: {} after {}; what it counted between is not known", path.str(), step.after.raw,
                       before.raw);
  return fmt::format("{} went from {} to {}, which nothing made; none of it is counted", path.str(), before.raw,
                     step.after.raw);
}

}  // namespace

bool LineJobs::Reading::changed() const {
  const auto moved = [](const std::optional<Step>& step) { return step && step->kind != StepKind::same; };
  return moved(good) || moved(scrap);
}

LineJobs::Reading LineJobs::read_counters() const {
  const auto read = [&](const std::optional<Counter>& counter) -> std::optional<Step> {
    if (!counter) return std::nullopt;
    const auto sample = floor_.values.read(counter->tag);
    const auto* raw = std::get_if<std::int64_t>(&sample.value);
    if (!sample.quality.is_good() || raw == nullptr || *raw < 0) return std::nullopt;
    return advance(counter->meter, *raw, sample.source_time, counter->spec);
  };
  return {read(good_), read(scrap_)};
}

void LineJobs::add(const Reading& reading, Counts& counts) const {
  const auto one = [&](const std::optional<Step>& step, const std::optional<Counter>& counter, std::int64_t& into) {
    if (!step || !counter) return;
    into += step->counted;
    if (!step->gap()) return;
    ++counts.gaps;
    counts.gap = in_words(*step, counter->meter, counter->path);
  };
  one(reading.good, good_, counts.good);
  one(reading.scrap, scrap_, counts.scrap);
}

void LineJobs::remember(const Reading& reading, Meters& meters) const {
  if (reading.good && good_) meters[good_->path.str()] = reading.good->after;
  if (reading.scrap && scrap_) meters[scrap_->path.str()] = reading.scrap->after;
}

void LineJobs::adopt(const Meters& meters) {
  for (auto* counter : {&good_, &scrap_}) {
    if (!*counter) continue;
    const auto it = meters.find((*counter)->path.str());
    if (it != meters.end()) (*counter)->meter = it->second;
  }
}

std::optional<std::string> LineJobs::counter_not_good() const {
  const auto reading = read_counters();
  if (!reading.good) return fmt::format("{} cannot be read", settings_.good.str());
  if (scrap_ && !reading.scrap) return fmt::format("{} cannot be read", scrap_->path.str());
  return std::nullopt;
}

void LineJobs::count() {
  const auto reading = read_counters();
  if (!reading.changed()) return;
  auto* active = with_line();
  Meters meters;
  remember(reading, meters);
  if (active == nullptr) {  // nobody's pieces: a job begins with a reading of its own
    adopt(meters);
    return;
  }
  auto counted = *active;
  add(reading, counted.counts);
  Commit commit;
  commit.meters = std::move(meters);
  const bool full = settings_.end_at_quantity && counted.counts.good >= counted.order.quantity;
  if (counted.counts.gaps != active->counts.gaps) log_.warning("job {}: {}", counted.order.id, counted.counts.gap);
  if (full) {
    static_cast<void>(move(counted, Cause::quantity_reached, "", std::move(commit)));
    return;
  }
  const bool gap = counted.counts.gaps != active->counts.gaps;
  if (!gap && floor_.clock.monotonic() < count_due_) return;
  count_due_ = floor_.clock.monotonic() + kCountEvery;
  commit.counted.push_back(std::move(counted));
  static_cast<void>(this->commit(std::move(commit), false));
}

}  // namespace millwright::scada::jobs
