#include "plc/physics/filler.h"

#include <algorithm>
#include <cmath>

namespace millwright::plc {
namespace {

constexpr double kNominalG = 500;
constexpr double kPressureBar = 2.0;
constexpr double kLowPressureBar = 1.5;
constexpr Seconds kPressureTime{1.0};
constexpr double kRampPerS = 120;
constexpr double kNozzleSpreadG = 0.6;
constexpr double kFillNoiseG = 1.2;
constexpr double kDriftGPerS = 0.2;
constexpr double kDriftMostG = 40;

}  // namespace

Filler::Filler(std::uint64_t seed, bool cold)
    : control(cold ? State::stopped : State::idle, cold ? StopCode::commanded : StopCode::none),
      noise_(seed, 3),
      bowl_l_(cold ? 0 : 45),
      pressure_bar_(kPressureBar),
      pressure_shown_bar_(kPressureBar) {
  for (double& offset : nozzle_offset_g_) offset = noise_.gauss(kNozzleSpreadG);
}

void Filler::step(Seconds dt, Conveyor& out, const Faults& faults) {
  control.step(dt, condition(out));
  const double target_bar = faults.low_pressure ? kLowPressureBar : kPressureBar;
  pressure_bar_ += (target_bar - pressure_bar_) * std::min(1.0, dt / kPressureTime);
  pressure_shown_bar_ = pressure_bar_ + noise_.gauss(0.004);
  drift_g_ = faults.nozzle_drift ? std::min(kDriftMostG, drift_g_ + kDriftGPerS * dt.count()) : 0;

  if (!control.executing()) {
    speed_ = 0;
    bottles_due_ = 0;
    return;
  }
  const double step = kRampPerS * dt.count();
  speed_ += std::clamp(speed_setpoint_ - speed_, -step, step);
  bottles_due_ += speed_ / 60 * dt.count();
  while (bottles_due_ >= 1 && out.room() > 0 && bowl_l_ > 1) {
    bottles_due_ -= 1;
    fill_one(out);
  }
  // A bottle that found no room is not owed later.
  bottles_due_ = std::min(bottles_due_, 1.0);
}

StopCode Filler::condition(const Conveyor& out) {
  const bool blocked = blocked_.update(out.room() == 0, out.room() >= 10);
  const bool starved = starved_.update(bowl_l_ < 2, bowl_l_ > 15);
  if (blocked) return StopCode::blocked;
  return starved ? StopCode::starved : StopCode::none;
}

void Filler::fill_one(Conveyor& out) {
  const auto nozzle = static_cast<std::size_t>(next_nozzle_);
  next_nozzle_ = (next_nozzle_ + 1) % kNozzles;
  last_nozzle_ = static_cast<int>(nozzle) + 1;
  // Through an orifice in a fixed time flows what the root of the pressure drives.
  double weight_g = kNominalG * std::sqrt(pressure_bar_ / kPressureBar);
  weight_g += nozzle_offset_g_[nozzle] + trims_g_[nozzle] + noise_.gauss(kFillNoiseG);
  if (last_nozzle_ == kDriftingNozzle) weight_g -= drift_g_;
  last_weight_g_ = weight_g;
  nozzle_weights_g_[nozzle] = weight_g;

  const double volume_l = weight_g / kDensityGPerL;
  bowl_l_ -= volume_l;
  if (weight_g < kRejectBelowG || weight_g > kRejectAboveG) {
    ++rejected_;
    rejected_total_l_ += volume_l;
    return;
  }
  ++good_;
  filled_total_l_ += volume_l;
  out.put();
}

double Filler::set_speed(double setpoint) {
  speed_setpoint_ = std::clamp(setpoint, kSpeedMin, kSpeedMax);
  return speed_setpoint_;
}

void Filler::set_trim(int nozzle, double trim_g) {
  trims_g_.at(static_cast<std::size_t>(nozzle - 1)) = std::clamp(trim_g, -kTrimMostG, kTrimMostG);
}

}  // namespace millwright::plc
