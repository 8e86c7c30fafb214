#pragma once
// The searches' random numbers: small, fast, the same on every machine for the same seed (splitmix64, Steele, Lea and
// Flood 2014), which std::uniform_int_distribution does not promise.

#include <cmath>
#include <cstdint>

namespace millwright::mes::planning {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// 0 to `bound - 1`; `bound` is at least 1.
  int below(int bound) { return static_cast<int>((next() >> 32) * static_cast<std::uint64_t>(bound) >> 32); }
  /// `low` to `high`, both included.
  int between(int low, int high) { return low + below(high - low + 1); }
  /// From 0 on, below 1.
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace millwright::mes::planning
