#pragma once
// The pasteurizer: heat balance, steam valve under PI control, two thermometers, a holding tube, and the protections
// that hold with everything above the PLC dead: set-points are clamped, cold product is diverted, steam is cut out.

#include <cstdint>

#include "plc/physics/packml.h"
#include "plc/physics/product_tank.h"
#include "plc/physics/simulation.h"
#include "plc/physics/steam_controller.h"

namespace millwright::plc {

/// Owned by Line, stepped with it.
class Pasteurizer {
 public:
  static constexpr double kSetpointMinC = 72;
  static constexpr double kSetpointMaxC = 78;
  static constexpr double kSetpointNominalC = 76;
  static constexpr double kDivertBelowC = 70;
  static constexpr double kCutOutC = 85;
  static constexpr double kHoldVolumeL = 30;
  static constexpr double kJuiceC = 20;

  Pasteurizer(std::uint64_t seed, bool cold);

  /// Draws from `feed`, as much as `room_l` in the filler's bowl asks for. Returns the volume that reaches the bowl:
  /// nothing while the product is diverted.
  double step(Seconds dt, ProductTank& feed, double room_l, const Faults& faults, double juice_c = kJuiceC);

  /// Clamps and takes; returns what was taken.
  double set_temperature(double setpoint_c);
  /// Clears the high-temperature cut-out, or resumes a held unit.
  bool reset();

  UnitControl control;

  [[nodiscard]] double true_temperature_c() const { return true_c_; }
  [[nodiscard]] double temperature_c() const { return recording_c_; }
  [[nodiscard]] double control_temperature_c() const { return control_c_; }
  [[nodiscard]] double setpoint_c() const { return setpoint_c_; }
  [[nodiscard]] double steam_valve_percent() const { return valve_ * 100; }
  [[nodiscard]] double flow_l_per_min() const { return flow_l_per_s_ * 60; }
  [[nodiscard]] bool diverted() const { return diverted_; }
  [[nodiscard]] bool steam_shut() const { return steam_shut_; }
  [[nodiscard]] double diverted_total_l() const { return diverted_total_l_; }
  /// Time in the holding tube at the present flow, at most an hour.
  [[nodiscard]] Seconds dwell() const;
  [[nodiscard]] std::uint32_t batch_entering() const { return batch_entering_; }

 private:
  [[nodiscard]] StopCode condition(const ProductTank& feed, double room_l);
  void heat(Seconds dt, const Faults& faults, double juice_c);
  void read_thermometers(const Faults& faults);

  Noise noise_;
  SteamController controller_;
  double true_c_;
  double recording_c_ = 0;
  double control_c_ = 0;
  double setpoint_c_ = kSetpointNominalC;
  double valve_ = 0;
  double flow_l_per_s_ = 0;
  bool was_flowing_ = false;
  bool diverted_ = false;
  bool steam_shut_ = false;
  double diverted_total_l_ = 0;
  std::uint32_t batch_entering_ = 0;
  Latch blocked_;
  Latch starved_;
};

}  // namespace millwright::plc
