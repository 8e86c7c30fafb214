#include "plc/physics/mixer.h"

namespace millwright::plc {
namespace {

constexpr double kFillLPerS = 10;
constexpr double kEmptyLPerS = 5;
constexpr Seconds kMixingTime{10};
// The outlet valve closes in proportion as the tank below fills, so that the flow fades instead of switching.
constexpr double kThrottleBandL = 60;
constexpr double kJuiceC = 20;

}  // namespace

Mixer::Mixer(std::uint64_t seed, bool cold)
    : control(cold ? State::stopped : State::idle, cold ? StopCode::commanded : StopCode::none), noise_(seed, 1) {
  if (cold) return;
  batch_ = 1;
  level_l_ = kCapacityL / 2;
  filled_total_l_ = level_l_;
  phase_ = BatchPhase::emptying;
}

void Mixer::step(Seconds dt, ProductTank& downstream) {
  const bool blocked =
      blocked_.update(phase_ == BatchPhase::emptying && downstream.room_l() < 3, downstream.room_l() > 15);
  control.step(dt, blocked ? StopCode::blocked : StopCode::none);
  outflow_l_per_min_ = 0;
  temperature_c_ = kJuiceC + noise_.gauss(0.05);
  if (control.executing()) run_phase(dt, downstream);
}

void Mixer::run_phase(Seconds dt, ProductTank& downstream) {
  switch (phase_) {
    case BatchPhase::empty:
      ++batch_;
      phase_ = BatchPhase::filling;
      break;
    case BatchPhase::filling: {
      const double volume_l = std::min(kFillLPerS * dt.count(), kCapacityL - level_l_);
      level_l_ += volume_l;
      filled_total_l_ += volume_l;
      if (level_l_ >= kCapacityL) {
        mixed_for_ = Seconds{0};
        phase_ = BatchPhase::mixing;
      }
      break;
    }
    case BatchPhase::mixing:
      mixed_for_ += dt;
      if (mixed_for_ >= kMixingTime) phase_ = BatchPhase::emptying;
      break;
    case BatchPhase::emptying: {
      const double opening = std::clamp(downstream.room_l() / kThrottleBandL, 0.0, 1.0);
      const double volume_l = std::min(kEmptyLPerS * opening * dt.count(), level_l_);
      level_l_ -= volume_l;
      downstream.push({batch_, volume_l});
      outflow_l_per_min_ = volume_l / dt.count() * 60;
      if (level_l_ <= 0) phase_ = BatchPhase::empty;
      break;
    }
  }
}

}  // namespace millwright::plc
