#include "scada/jobs/counting.h"

#include <algorithm>
#include <cmath>

namespace millwright::scada::jobs {
namespace {

/// Readings are not taken at the moment at which a piece passes: a few may come at once.
constexpr double kBurst_s = 2;
constexpr double kMargin = 1.5;

std::uint64_t width(int bits) { return bits >= 64 ? 1ull << 63 : 1ull << bits; }

/// The most that can have been made since the last reading; a counter that shrank is held to less where no rate tells.
struct Plausible {
  std::uint64_t growing = 0;
  std::uint64_t going_round = 0;
};

Plausible plausible(const MeterSpec& spec, Duration elapsed) {
  const auto all = width(spec.bits) - 1;
  if (!spec.rate_max) return {all, all / 8};
  const double seconds = std::max(0.0, std::chrono::duration<double>(elapsed).count());
  const double most = std::ceil(*spec.rate_max * (seconds * kMargin + kBurst_s));
  const auto pieces = most >= static_cast<double>(all / 2) ? all / 2 : static_cast<std::uint64_t>(most);
  return {pieces, pieces};
}

}  // namespace

MeterSpec meter_spec(const plant::Tag& tag, const plant::JobSettings& settings) {
  MeterSpec spec;
  spec.bits = 16 * plant::register_count(tag.address.encoding);
  if (settings.rate_max_per_min) spec.rate_max = *settings.rate_max_per_min / 60;
  return spec;
}

Step advance(const Meter& meter, std::int64_t raw, Timestamp time, const MeterSpec& spec) {
  Step step;
  step.after = {true, raw, meter.epoch, std::max(time, meter.time)};
  if (!meter.known) {
    step.kind = StepKind::first;
    step.after.time = time;
    return step;
  }
  if (raw == meter.raw) return step;
  const auto most = plausible(spec, time - meter.time);
  // Both lie in 0 … width - 1, so this is what was counted if it went round once at most.
  const auto grown = (static_cast<std::uint64_t>(raw) - static_cast<std::uint64_t>(meter.raw)) & (width(spec.bits) - 1);
  const bool grew = raw > meter.raw;
  if (grown <= (grew ? most.growing : most.going_round)) {
    step.kind = grew ? StepKind::forward : StepKind::rollover;
    step.counted = static_cast<std::int64_t>(grown);
    return step;
  }
  ++step.after.epoch;
  step.kind = !grew && static_cast<std::uint64_t>(raw) <= most.growing ? StepKind::reset : StepKind::jump;
  if (step.kind == StepKind::reset) step.counted = raw;
  return step;
}

}  // namespace millwright::scada::jobs
