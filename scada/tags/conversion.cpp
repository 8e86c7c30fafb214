#include "scada/tags/conversion.h"

#include <algorithm>
#include <cmath>

namespace millwright::scada::tags {
namespace {

using contracts::Quality;
using contracts::Sample;
using contracts::Value;
namespace quality = contracts::quality;

Sample bad(const RawSample& raw, const Value& last, Quality why) { return {last, why, raw.source_time}; }

/// Beyond 2^53 a double no longer holds every whole number.
constexpr double kIntegerMax = 9007199254740992.0;

Sample number(const plant::Tag& tag, const RawSample& raw, const Value& last) {
  const auto reading = contracts::number_in(raw.raw);
  if (!reading) return bad(raw, last, quality::kBadConfigurationError);
  if (!std::isfinite(*reading)) return bad(raw, last, quality::kBadSensorFailure);
  if (tag.type == plant::ValueType::boolean) return {*reading != 0, raw.quality, raw.source_time};

  const double scaled = *reading * tag.scale + tag.offset;
  if (!std::isfinite(scaled)) return bad(raw, last, quality::kBadSensorFailure);
  Sample sample{scaled, raw.quality, raw.source_time};
  if (tag.type == plant::ValueType::integer) {
    const bool untouched = tag.scale == 1 && tag.offset == 0;
    const auto* whole = std::get_if<std::int64_t>(&raw.raw);
    if (!(untouched && whole != nullptr) && std::abs(scaled) > kIntegerMax)
      return bad(raw, last, quality::kBadOutOfRange);
    sample.value = untouched && whole != nullptr ? *whole : std::int64_t{std::llround(scaled)};
  }
  if (tag.range && !tag.range->contains(scaled) && sample.quality.is_good())
    sample.quality = quality::kUncertainEngineeringUnitsExceeded;
  return sample;
}

}  // namespace

Sample convert(const plant::Tag& tag, const RawSample& raw, const Value& last) {
  if (raw.quality.is_bad()) return bad(raw, last, raw.quality);
  if (tag.type != plant::ValueType::text) return number(tag, raw, last);
  if (!std::holds_alternative<std::string>(raw.raw)) return bad(raw, last, quality::kBadConfigurationError);
  return {raw.raw, raw.quality, raw.source_time};
}

bool within_deadband(const plant::Tag& tag, const Sample& last, const Sample& next) {
  if (last.quality != next.quality) return false;
  if (last.value == next.value) return true;
  if (tag.deadband <= 0 || last.value.index() != next.value.index()) return false;
  const auto a = contracts::number_in(last.value);
  const auto b = contracts::number_in(next.value);
  if (!a || !b || std::holds_alternative<bool>(last.value)) return false;
  // Whoever counts how long a limit is violated is told of every change beyond it, and of the one that ends it.
  const bool violated = std::ranges::any_of(
      tag.limits, [&](const auto& limit) { return limit.violated_by(*a) || limit.violated_by(*b); });
  return !violated && std::abs(*a - *b) <= tag.deadband;
}

}  // namespace millwright::scada::tags
