#pragma once
// The mixer: fills, mixes and empties in numbered batches into the balance tank before the pasteurizer.

#include <cstdint>

#include "plc/physics/packml.h"
#include "plc/physics/product_tank.h"
#include "plc/physics/simulation.h"

namespace millwright::plc {

enum class BatchPhase : std::uint16_t { empty = 0, filling = 1, mixing = 2, emptying = 3 };

/// Owned by Line, stepped with it.
class Mixer {
 public:
  static constexpr double kCapacityL = 300;

  /// Warm: half-way through emptying batch 1. Cold: empty and stopped.
  Mixer(std::uint64_t seed, bool cold);

  void step(Seconds dt, ProductTank& downstream);

  UnitControl control;

  [[nodiscard]] double level_l() const { return level_l_; }
  [[nodiscard]] double temperature_c() const { return temperature_c_; }
  [[nodiscard]] double outflow_l_per_min() const { return outflow_l_per_min_; }
  [[nodiscard]] std::uint32_t batch() const { return batch_; }
  [[nodiscard]] BatchPhase phase() const { return phase_; }
  /// All that was ever put in, what a warm line starts with included.
  [[nodiscard]] double filled_total_l() const { return filled_total_l_; }

 private:
  void run_phase(Seconds dt, ProductTank& downstream);

  Noise noise_;
  double level_l_ = 0;
  double temperature_c_ = 20;
  double outflow_l_per_min_ = 0;
  double filled_total_l_ = 0;
  std::uint32_t batch_ = 0;
  BatchPhase phase_ = BatchPhase::empty;
  Seconds mixed_for_{0};
  Latch blocked_;
};

}  // namespace millwright::plc
