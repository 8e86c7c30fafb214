#include "scada/historian/compression/thinning.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millwright::scada::historian {
namespace {

using contracts::Sample;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double seconds_between(const Sample& from, const Sample& to) {
  return std::chrono::duration<double>(to.source_time - from.source_time).count();
}

/// The number that a deadband can be laid around; nullopt for text, NaN, infinity and anything that is not Good.
std::optional<double> thinnable(const Sample& sample) {
  if (sample.quality != contracts::quality::kGood) return std::nullopt;
  const auto number = contracts::number_in(sample.value);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

}  // namespace

void Thinning::offer(const Sample& sample, std::vector<Sample>& keep) {
  const auto number = thinnable(sample);
  if (settings_.off() || !number) return keep_at_once(sample, keep);
  if (!is_exception(sample, *number)) {
    before_ = sample;
    return;
  }
  // A line from the last value straight to the new one would cut the corner that the dropped ones stand in.
  if (before_) compress(*before_, *contracts::number_in(before_->value), keep);
  before_.reset();
  passed_ = sample;
  compress(sample, *number, keep);
}

bool Thinning::is_exception(const Sample& sample, double number) {
  if (settings_.exception_deviation <= 0 || !passed_) return true;
  if (sample.source_time - passed_->source_time >= settings_.exception_max) return true;
  return std::abs(number - *contracts::number_in(passed_->value)) > settings_.exception_deviation;
}

void Thinning::compress(const Sample& sample, double number, std::vector<Sample>& keep) {
  if (!kept_ || settings_.compression_deviation <= 0) {
    keep.push_back(sample);
    return start_from(sample, number);
  }
  if (held_) narrow_door(*held_, held_number_);
  const bool late = sample.source_time - kept_->source_time > settings_.compression_max;
  if (held_ && (late || !fits_through_door(sample, number))) {
    keep.push_back(*held_);
    start_from(Sample(*held_), held_number_);
  }
  held_ = sample;
  held_number_ = number;
  // A step is read back from its beginning on: where the band is left, the new value begins.
  if (settings_.stepped && std::abs(number - kept_number_) > settings_.compression_deviation) {
    keep.push_back(sample);
    start_from(sample, number);
  }
}

bool Thinning::fits_through_door(const Sample& sample, double number) const {
  if (settings_.stepped) return true;
  const double slope = (number - kept_number_) / seconds_between(*kept_, sample);
  return slope >= slope_low_ && slope <= slope_high_;
}

void Thinning::narrow_door(const Sample& held, double number) {
  const double seconds = seconds_between(*kept_, held);
  slope_low_ = std::max(slope_low_, (number - settings_.compression_deviation - kept_number_) / seconds);
  slope_high_ = std::min(slope_high_, (number + settings_.compression_deviation - kept_number_) / seconds);
}

void Thinning::start_from(const Sample& sample, double number) {
  kept_ = sample;
  kept_number_ = number;
  held_.reset();
  slope_low_ = -kInfinity;
  slope_high_ = kInfinity;
}

void Thinning::keep_at_once(const Sample& sample, std::vector<Sample>& keep) {
  flush(keep);
  keep.push_back(sample);
}

void Thinning::flush(std::vector<Sample>& keep) {
  if (before_) compress(*before_, *contracts::number_in(before_->value), keep);
  if (held_) keep.push_back(*held_);
  passed_.reset();
  before_.reset();
  kept_.reset();
  held_.reset();
}

}  // namespace millwright::scada::historian
