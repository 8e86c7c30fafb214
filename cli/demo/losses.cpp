#include "cli/demo/losses.h"

#include <algorithm>

namespace millwright::cli::demo {

Losses losses_over(std::span<const PlantSample> samples) {
  Losses losses;
  if (samples.empty()) return losses;
  const PlantSample* held = &samples.front();
  for (const auto& next : samples.subspan(1)) {
    if (next.time <= held->time) continue;
    if (held->temperature_c > kTooHotC) {
      const Duration lasted = next.time - held->time;
      losses.hot += lasted;
      losses.overheated_l +=
          std::max(held->flow_l_min, 0.0) * std::chrono::duration<double, std::ratio<60>>(lasted).count();
    }
    losses.diverted_l += std::max(next.diverted_l - held->diverted_l, 0.0);
    losses.rejected += next.rejected - held->rejected;
    held = &next;
  }
  return losses;
}

}  // namespace millwright::cli::demo
