#pragma once
// What the historian's benchmarks measure with.

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

namespace millwright::bench {

using SteadyClock = std::chrono::steady_clock;

/// Of this process so far, all threads, user and system.
inline double cpu_s() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

inline double ms_since(SteadyClock::time_point began) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - began).count();
}

/// The value below which a share of them lies.
inline double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}
inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

/// "VmRSS" (now) or "VmHWM" (the most it ever was) of this process.
inline double resident_mb(const std::string& which) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(which + ":")) return std::stod(line.substr(which.size() + 1)) * 1024 / 1e6;
  return 0;
}

}  // namespace millwright::bench
