#include "plc/physics/pasteurizer.h"

#include <algorithm>

namespace millwright::plc {
namespace {

constexpr double kFlowMaxLPerS = 2.5;
// Flow fades in proportion as the filler's bowl fills.
constexpr double kThrottleBandL = 20;
constexpr double kHeaterVolumeL = 5.8;
// The injector draws steam in proportion to the product flow, so the valve sets kelvins, not kilowatts.
constexpr double kSteamGainK = 75;
constexpr Seconds kLambda{6.2};
constexpr Seconds kHeatLossTime{1200};
constexpr double kAmbientC = 20;
constexpr double kThermometerNoiseK = 0.02;
constexpr double kDriftK = 6;
// 20 °C of juice and 83.4 % of 75 K make 82.5 °C, less what the heater loses.
constexpr double kStuckPosition = 0.834;

}  // namespace

Pasteurizer::Pasteurizer(std::uint64_t seed, bool cold)
    : control(cold ? State::stopped : State::idle, cold ? StopCode::commanded : StopCode::none),
      noise_(seed, 2),
      controller_(kSteamGainK, kLambda),
      true_c_(cold ? kAmbientC : kSetpointNominalC) {
  read_thermometers({});
}

double Pasteurizer::step(Seconds dt, ProductTank& feed, double room_l, const Faults& faults, double juice_c) {
  control.step(dt, condition(feed, room_l));
  flow_l_per_s_ = 0;
  double volume_l = 0;
  if (control.executing()) {
    const double wanted = kFlowMaxLPerS * std::clamp(room_l / kThrottleBandL, 0.0, 1.0);
    const Slug drawn = feed.take(wanted * dt.count());
    volume_l = drawn.volume_l;
    flow_l_per_s_ = volume_l / dt.count();
    if (volume_l > 0) batch_entering_ = drawn.batch;
  }
  heat(dt, faults, juice_c);
  read_thermometers(faults);
  if (recording_c_ >= kCutOutC) {
    // An aborted unit draws no feed, and without feed the valve is shut.
    steam_shut_ = true;
    control.abort(StopCode::high_temperature);
  }
  diverted_ = volume_l > 0 && recording_c_ < kDivertBelowC;
  if (!diverted_) return volume_l;
  diverted_total_l_ += volume_l;
  return 0;
}

StopCode Pasteurizer::condition(const ProductTank& feed, double room_l) {
  const bool starved = starved_.update(feed.level_l() < 1, feed.level_l() > 20);
  const bool blocked = blocked_.update(room_l < 1.6, room_l > 8);
  if (blocked) return StopCode::blocked;
  return starved ? StopCode::starved : StopCode::none;
}

void Pasteurizer::heat(Seconds dt, const Faults& faults, double juice_c) {
  double inflow_k_per_s = 0;
  const bool flowing = flow_l_per_s_ > 0.01;
  if (flowing) {
    const Seconds process_time{kHeaterVolumeL / flow_l_per_s_};
    if (!was_flowing_) controller_.take_over((control_c_ - kJuiceC) / kSteamGainK);
    valve_ = controller_.position(setpoint_c_ - control_c_, process_time);
    if (faults.steam_valve_stuck) valve_ = kStuckPosition;
    controller_.follow(valve_, process_time, dt);
    inflow_k_per_s = (juice_c + kSteamGainK * valve_ - true_c_) / process_time.count();
  } else {
    valve_ = 0;
  }
  was_flowing_ = flowing;
  true_c_ += (inflow_k_per_s - (true_c_ - kAmbientC) / kHeatLossTime.count()) * dt.count();
}

void Pasteurizer::read_thermometers(const Faults& faults) {
  recording_c_ = true_c_ + noise_.gauss(kThermometerNoiseK);
  control_c_ = true_c_ + noise_.gauss(kThermometerNoiseK) - (faults.control_sensor_drift ? kDriftK : 0);
}

double Pasteurizer::set_temperature(double setpoint_c) {
  setpoint_c_ = std::clamp(setpoint_c, kSetpointMinC, kSetpointMaxC);
  return setpoint_c_;
}

bool Pasteurizer::reset() {
  if (!control.reset()) return false;
  steam_shut_ = false;
  return true;
}

Seconds Pasteurizer::dwell() const {
  constexpr Seconds kLongest{3600};
  if (flow_l_per_s_ <= 0) return kLongest;
  return std::min(kLongest, Seconds{kHoldVolumeL / flow_l_per_s_});
}

}  // namespace millwright::plc
