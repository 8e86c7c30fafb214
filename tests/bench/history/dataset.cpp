#include "tests/bench/history/dataset.h"

#include <array>
#include <cmath>

namespace millwright::bench {
namespace {

constexpr std::int64_t kMean = 7600;        // hundredths
constexpr double kPull = 0.02;              // an analog value comes back to its mean in some fifty samples
constexpr double kStateChange = 1.0 / 200;  // chance that a state changes at a sample
constexpr int kStates = 5;

double log2_of(double p) { return p > 0 ? p * std::log2(p) : 0; }

/// Of the whole number nearest to something normally distributed, wherever its middle lies between two numbers.
double rounded_normal_bits(double deviation) {
  const auto below = [&](double x) { return 0.5 * std::erfc(-x / (deviation * std::sqrt(2.0))); };
  double bits = 0;
  constexpr int kPlaces = 64;
  for (int place = 0; place < kPlaces; ++place) {
    const double middle = static_cast<double>(place) / kPlaces;
    for (int n = -200; n <= 200; ++n) bits -= log2_of(below(n + 0.5 - middle) - below(n - 0.5 - middle));
  }
  return bits / kPlaces;
}

double poisson_bits(double mean) {
  double bits = 0;
  double p = std::exp(-mean);
  for (int n = 0; n < 100; p *= mean / ++n) bits -= log2_of(p);
  return bits;
}

}  // namespace

Source::Source(std::uint32_t tag, const Stamps& stamps) : stamps_(stamps), random_(tag * 7919 + 13) {
  const auto kind = tag % 10;
  signal_ = kind < 6 ? Signal::analog : kind < 8 ? Signal::state : Signal::counter;
  deviation_ = std::array{0.7, 1.0, 1.5, 2.5, 4.0, 8.0}[tag % 6];
}

Source::Sample Source::next() {
  const auto jitter = stamps_.jitter_ms == 0 ? 0 : random_() % (static_cast<std::uint64_t>(stamps_.jitter_ms) + 1);
  const auto time = kStart + place_++ * stamps_.period_ns + static_cast<std::int64_t>(jitter) * 1'000'000;
  switch (signal_) {
    case Signal::analog: {
      const double pulled = static_cast<double>(kMean) + (1 - kPull) * static_cast<double>(hundredths_ - kMean);
      hundredths_ = std::llround(pulled + deviation_ * noise_(random_));
      return {time, static_cast<double>(hundredths_) / 100};
    }
    case Signal::state:
      if (std::bernoulli_distribution(kStateChange)(random_))
        number_ = (number_ + 1 + static_cast<std::int64_t>(random_() % (kStates - 1))) % kStates;
      return {time, static_cast<double>(number_)};
    case Signal::counter:
      number_ += count_(random_);
      return {time, static_cast<double>(number_)};
  }
  return {};
}

double Source::entropy_bits() const {
  const double stamp = std::log2(stamps_.jitter_ms + 1);
  switch (signal_) {
    case Signal::analog:
      return stamp + rounded_normal_bits(deviation_);
    case Signal::state:
      return stamp - log2_of(kStateChange) - log2_of(1 - kStateChange) + kStateChange * std::log2(kStates - 1);
    case Signal::counter:
      return stamp + poisson_bits(2);
  }
  return 0;
}

}  // namespace millwright::bench
