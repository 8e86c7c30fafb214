#pragma once
// The filler: twelve nozzles fill one bottle after another from a bowl under pressure; a checkweigher behind it lets
// good bottles onto the conveyor and rejects the others.

#include <array>
#include <cstdint>

#include "plc/physics/conveyor.h"
#include "plc/physics/packml.h"
#include "plc/physics/simulation.h"

namespace millwright::plc {

/// Owned by Line, stepped with it.
class Filler {
 public:
  static constexpr int kNozzles = 12;
  static constexpr int kDriftingNozzle = 7;
  static constexpr double kBowlCapacityL = 60;
  static constexpr double kSpeedMin = 60;
  static constexpr double kSpeedMax = 300;
  static constexpr double kSpeedNominal = 240;
  static constexpr double kRejectBelowG = 485;
  static constexpr double kRejectAboveG = 515;
  static constexpr double kDensityGPerL = 1040;
  static constexpr double kTrimMostG = 10;

  Filler(std::uint64_t seed, bool cold);

  void step(Seconds dt, Conveyor& out, const Faults& faults);
  void pour_in(double volume_l) { bowl_l_ += volume_l; }

  /// Clamps and takes; returns what was taken. Bottles a minute.
  double set_speed(double setpoint);
  /// How much more a nozzle is to fill, in g; `nozzle` from 1. Clamps and takes.
  void set_trim(int nozzle, double trim_g);

  UnitControl control;

  [[nodiscard]] double speed() const { return speed_; }
  [[nodiscard]] double speed_setpoint() const { return speed_setpoint_; }
  [[nodiscard]] double pressure_bar() const { return pressure_shown_bar_; }
  [[nodiscard]] std::uint32_t good_count() const { return good_; }
  [[nodiscard]] std::uint32_t reject_count() const { return rejected_; }
  [[nodiscard]] double bowl_l() const { return bowl_l_; }
  [[nodiscard]] double bowl_room_l() const { return kBowlCapacityL - bowl_l_; }
  [[nodiscard]] double last_fill_weight_g() const { return last_weight_g_; }
  /// 1 to 12; 0 before the first bottle.
  [[nodiscard]] int last_fill_nozzle() const { return last_nozzle_; }
  [[nodiscard]] const std::array<double, kNozzles>& nozzle_weights_g() const { return nozzle_weights_g_; }
  [[nodiscard]] const std::array<double, kNozzles>& trims_g() const { return trims_g_; }
  [[nodiscard]] double filled_total_l() const { return filled_total_l_; }
  [[nodiscard]] double rejected_total_l() const { return rejected_total_l_; }

 private:
  [[nodiscard]] StopCode condition(const Conveyor& out);
  void fill_one(Conveyor& out);

  Noise noise_;
  std::array<double, kNozzles> nozzle_offset_g_{};
  std::array<double, kNozzles> nozzle_weights_g_{};
  std::array<double, kNozzles> trims_g_{};
  double drift_g_ = 0;
  double bowl_l_;
  double speed_ = 0;
  double speed_setpoint_ = kSpeedNominal;
  double pressure_bar_;
  double pressure_shown_bar_;
  double bottles_due_ = 0;
  int next_nozzle_ = 0;
  int last_nozzle_ = 0;
  double last_weight_g_ = 0;
  std::uint32_t good_ = 0;
  std::uint32_t rejected_ = 0;
  double filled_total_l_ = 0;
  double rejected_total_l_ = 0;
  Latch blocked_;
  Latch starved_;
};

}  // namespace millwright::plc
