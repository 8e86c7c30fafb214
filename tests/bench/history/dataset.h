#pragma once
// The signals of a plant, as the historian's benchmarks and its peers get them: seeded, each with the least number of
// bits that any code can keep it in on average (its entropy, computed from the distributions it is made of).

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace millwright::bench {

enum class Signal { analog, state, counter };

struct Stamps {
  std::int64_t period_ns = 1'000'000'000;
  int jitter_ms = 0;  // each stamp is 0 to `jitter_ms` ms behind its even place, all equally likely
};

/// One tag's samples, one after the other.
class Source {
 public:
  /// Of ten tags six are analog (two decimals), two are states, two counters.
  Source(std::uint32_t tag, const Stamps& stamps);

  struct Sample {
    std::int64_t time_ns;
    double value;
  };
  Sample next();

  [[nodiscard]] Signal signal() const { return signal_; }
  /// Bits a sample: of what is new in each value, and of each stamp.
  [[nodiscard]] double entropy_bits() const;

 private:
  Signal signal_;
  Stamps stamps_;
  std::mt19937_64 random_;
  std::normal_distribution<double> noise_;
  std::poisson_distribution<int> count_{2};
  double deviation_;  // of the noise, in hundredths
  std::int64_t hundredths_ = 7600;
  std::int64_t number_ = 0;
  std::int64_t place_ = 0;
};

/// 2026-01-01T00:00:00Z
inline constexpr std::int64_t kStart = 1'767'225'600'000'000'000;

}  // namespace millwright::bench
