#include "scada/alarms/limit_watch.h"

namespace millwright::scada::alarms {

bool LimitWatch::back(double value) const {
  return limit_->above() ? value <= limit_->value - limit_->deadband : value >= limit_->value + limit_->deadband;
}

std::optional<AlarmInput> LimitWatch::judge(const contracts::Sample& sample) {
  const auto value = contracts::number_in(sample.value);
  if (sample.quality.is_bad() || !value) {
    beyond_since_.reset();
    return std::nullopt;
  }
  if (active_) {
    if (!sample.quality.is_good() || !back(*value)) return std::nullopt;
    active_ = false;
    return AlarmInput::goes_normal;
  }
  if (!limit_->violated_by(*value)) {
    beyond_since_.reset();
    return std::nullopt;
  }
  if (!beyond_since_) beyond_since_ = sample.source_time;
  if (sample.source_time - *beyond_since_ < limit_->on_delay) return std::nullopt;
  beyond_since_.reset();
  active_ = true;
  return AlarmInput::goes_active;
}

}  // namespace millwright::scada::alarms
