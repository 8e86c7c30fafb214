#include "bridge/rules/threshold_rule.h"

#include <utility>

namespace millwright::bridge::rules {

void ThresholdRule::resume(std::string episode) {
  episode_ = std::move(episode);
  told_ = true;
  state_ = State::resumed;
}

bool ThresholdRule::back_to_normal(double value) const {
  return limit_.above() ? value <= limit_.value - limit_.deadband : value >= limit_.value + limit_.deadband;
}

std::optional<RuleChange> ThresholdRule::on_reading(const Reading& reading) {
  if (last_ && reading.sample.source_time <= last_->sample.source_time &&
      reading.sample.quality == last_->sample.quality)
    return std::nullopt;
  last_ = reading;
  const auto value = contracts::number_in(reading.sample.value);
  if (!reading.sample.quality.is_good() || !value) {
    lost();
    return std::nullopt;
  }
  if (limit_.violated_by(*value)) return beyond(reading);
  // Between the limit and its deadband an open episode stays open, and a timer does not survive.
  if (state_ == State::timing || back_to_normal(*value)) return back(reading);
  return std::nullopt;
}

std::optional<RuleChange> ThresholdRule::on_time(Timestamp now) {
  if (!last_ || !timing_since_) return std::nullopt;
  if (now < *timing_since_ + duration_ + silence_) return std::nullopt;
  return raise(*last_);
}

void ThresholdRule::begin_timing(const Reading& reading) {
  timing_since_ = reading.sample.source_time;
  if (state_ != State::raised_recovered) {
    crossed_at_ = reading.sample.source_time;
    recovered_ = false;
    state_ = State::timing;
  }
}

std::optional<RuleChange> ThresholdRule::beyond(const Reading& reading) {
  switch (state_) {
    case State::raised:
      return std::nullopt;
    case State::normal:
      episode_ = ids_.next();
      told_ = false;
      begin_timing(reading);
      break;
    case State::resumed:
      begin_timing(reading);
      break;
    case State::raised_recovered:
      if (reading.recovered) {
        timing_since_.reset();
        return std::nullopt;
      }
      if (!timing_since_) begin_timing(reading);
      break;
    case State::timing:
      break;
  }
  if (state_ == State::timing) recovered_ = recovered_ || reading.recovered;
  if (reading.sample.source_time - *timing_since_ < duration_) return std::nullopt;
  return raise(reading);
}

std::optional<RuleChange> ThresholdRule::raise(const Reading& reading) {
  const bool anew = state_ == State::raised_recovered;
  raised_at_ = *timing_since_ + duration_;
  if (anew) recovered_ = false;
  timing_since_.reset();
  told_ = true;
  state_ = recovered_ ? State::raised_recovered : State::raised;
  return RuleChange{RuleChange::Kind::raised, episode_, reading, crossed_at_, raised_at_, recovered_};
}

std::optional<RuleChange> ThresholdRule::back(const Reading& reading) {
  timing_since_.reset();
  state_ = State::normal;
  if (!std::exchange(told_, false)) return std::nullopt;
  return RuleChange{RuleChange::Kind::cleared, episode_, reading, crossed_at_, raised_at_, reading.recovered};
}

void ThresholdRule::lost() {
  timing_since_.reset();
  if (state_ == State::timing) state_ = told_ ? State::resumed : State::normal;
}

}  // namespace millwright::bridge::rules
