#pragma once
// What the parts of the planning benchmark share: the wall clock's budget and what is kept of a search.

#include <string>
#include <vector>

#include "mes/planning/model/search_options.h"

namespace millwright::bench {

/// A search's run: when its plans came, and what they cost.
struct Progress {
  double first_s = 0;
  double best_s = 0;
  int plans = 0;
};

/// Options for a search of `seconds` that notes its progress, calling `seen` with each plan.
mes::planning::SearchOptions timed(const Clock& clock, double seconds, std::uint64_t seed, Progress& progress,
                                   std::function<void(const mes::planning::Plan&)> seen = {});

/// Instances of a folder: makespans beside the best known. True: every file was read and every plan checked.
bool bench_job_shops(const std::string& folder, std::uint64_t seed, double time_scale);
/// The flexible shop against dispatching rules, and what a breakdown does to its plan. True: every plan checked.
bool bench_flexible(std::uint64_t seed, int shops, double seconds);

}  // namespace millwright::bench
