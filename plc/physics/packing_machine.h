#pragma once
// Capper, labeller and palletizer as the line sees them: each takes bottles from the conveyor before it, counts them
// and puts them on the conveyor behind it, faster the fuller the conveyor before it is.

#include <cstdint>

#include "plc/physics/conveyor.h"
#include "plc/physics/packml.h"
#include "plc/physics/simulation.h"

namespace millwright::plc {

/// Owned by Line, stepped with it.
class PackingMachine {
 public:
  static constexpr double kSpeedMin = 30;
  static constexpr double kSpeedMax = 300;

  explicit PackingMachine(bool cold);

  /// `out` is null for the last machine: pallets always leave.
  void step(Seconds dt, Conveyor& in, Conveyor* out);

  UnitControl control;

  /// Bottles a minute.
  [[nodiscard]] double speed() const { return speed_; }
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  [[nodiscard]] StopCode condition(const Conveyor& in, const Conveyor* out);

  double speed_ = 0;
  double bottles_due_ = 0;
  std::uint32_t count_ = 0;
  Latch blocked_;
  Latch starved_;
};

}  // namespace millwright::plc
