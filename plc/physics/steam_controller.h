#pragma once
// PI control of the steam valve, with anti-windup by external reset: the integral follows the position that the valve
// really has (it is fed back by the positioner), so neither a saturated nor a stuck valve winds it up.
// See Shinskey, Process Control Systems, "external reset feedback"; tuned by lambda (direct synthesis).

#include <algorithm>

#include "plc/physics/simulation.h"

namespace millwright::plc {

class SteamController {
 public:
  /// `gain_k`: kelvins of a fully open valve. `lambda`: the time constant wanted of the closed loop.
  SteamController(double gain_k, Seconds lambda) : gain_k_(gain_k), lambda_(lambda) {}

  /// Takes over without a bump: from the position that would hold the temperature it finds.
  void take_over(double position) { integral_ = std::clamp(position, 0.0, 1.0); }

  /// The position wanted, 0 to 1. `process_time` is the heater's time constant at the present flow: the controller is
  /// scheduled on it and so cancels the heater's pole at every flow, which is why it does not overshoot.
  [[nodiscard]] double position(double error_k, Seconds process_time) const {
    const double gain = process_time / lambda_ / gain_k_;
    return std::clamp(gain * error_k + integral_, 0.0, 1.0);
  }

  /// Called once a step with where the valve went.
  void follow(double actual_position, Seconds process_time, Seconds dt) {
    integral_ += (actual_position - integral_) * std::min(1.0, dt / process_time);
  }

 private:
  double gain_k_;
  Seconds lambda_;
  double integral_ = 0;
};

}  // namespace millwright::plc
