#pragma once
// What a run of the line cost, counted from the PLC's own registers: an account that neither SCADA nor MES has a hand
// in. Pure.

#include <cstdint>
#include <span>

#include "lib/base/time.h"

namespace millwright::cli::demo {

/// One reading of the registers.
struct PlantSample {
  Timestamp time{};            // the PLC's scan time
  double temperature_c = 0;    // the independent recording thermometer
  double setpoint_c = 0;       // of the pasteurizer
  double flow_l_min = 0;       // out of the pasteurizer
  double diverted_l = 0;       // led away from the filler, since the PLC's start
  std::uint32_t filled = 0;    // bottles, since the PLC's start
  std::uint32_t rejected = 0;  // bottles at the checkweigher, since the PLC's start
  bool filler_executes = false;
};

inline constexpr double kTooHotC = 80;
inline constexpr double kBottleL = 0.5;

struct Losses {
  double overheated_l = 0;  // left the pasteurizer above kTooHotC
  double diverted_l = 0;
  std::uint32_t rejected = 0;  // bottles
  Duration hot{};              // how long the product was above kTooHotC

  [[nodiscard]] double bottles() const { return (overheated_l + diverted_l) / kBottleL + rejected; }
};

/// Between the first and the last sample. A reading holds until the next one; one that is not later than its
/// predecessor tells nothing new about time. The counters may wrap.
[[nodiscard]] Losses losses_over(std::span<const PlantSample> samples);

}  // namespace millwright::cli::demo
