#pragma once
// What every part of the simulated line shares: its unit of time, its faults, its seeded noise.

#include <chrono>
#include <cstdint>
#include <random>

namespace millwright::plc {

/// Simulated time that passes in a step.
using Seconds = std::chrono::duration<double>;

/// Faults that can be switched on from the service port, for demonstration and tests.
struct Faults {
  bool control_sensor_drift = false;
  bool steam_valve_stuck = false;
  bool nozzle_drift = false;
  bool low_pressure = false;
  bool conveyor_jam = false;
};

/// Gaussian noise of one unit. Each unit has its own, so that one unit's draws never shift another's.
class Noise {
 public:
  Noise(std::uint64_t seed, std::uint64_t stream) : random_(seed * 0x9E3779B97F4A7C15ULL + stream) {}
  [[nodiscard]] double gauss(double deviation) { return normal_(random_) * deviation; }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_{0.0, 1.0};
};

/// A condition that sets at one threshold and clears at another, so that a unit does not flutter at the edge.
class Latch {
 public:
  bool update(bool set, bool clear) {
    on_ = on_ ? !clear : set;
    return on_;
  }

 private:
  bool on_ = false;
};

}  // namespace millwright::plc
