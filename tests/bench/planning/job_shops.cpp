#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "mes/planning/checker/checker.h"
#include "mes/planning/jobshop/instance.h"
#include "mes/planning/planner.h"
#include "tests/bench/planning/bench.h"

namespace millwright::bench {

namespace {

using namespace mes::planning;  // NOLINT(google-build-using-namespace)

/// Best known makespans as published (Fisher and Thompson 1963, Lawrence 1984, Adams et al. 1988, Taillard 1993, with
/// what has been proved since), by file name; only to compare with.
const std::map<std::string, int> kBestKnown{{"ft06", 55},   {"ft10", 930},  {"la16", 945},
                                            {"la21", 1046}, {"la29", 1152}, {"la40", 1222},
                                            {"abz7", 656},  {"ta01", 1231}, {"ta21", 1642}};

double seconds_for(std::size_t operations) { return operations <= 100 ? 10 : operations <= 300 ? 30 : 60; }

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool run(const std::filesystem::path& path, const Clock& clock, std::uint64_t seed, double time_scale) {
  const auto problem = jobshop::read_instance(read_file(path), path.filename().string());
  if (!problem) {
    fmt::print("{}\n", problem.error().message);
    return false;
  }
  Progress progress;
  const double seconds = time_scale * seconds_for(problem->operations.size());
  const auto planned = plan(*problem, timed(clock, seconds, seed, progress));
  if (!planned) {
    fmt::print("{}: {}\n", path.filename().string(), planned.error().message);
    return false;
  }
  const auto faults = check_plan(*problem, *planned);
  const auto name = path.stem().string();
  const auto best = kBestKnown.find(name);
  const auto makespan = static_cast<double>(planned->cost.makespan_s);
  const auto over = best == kBestKnown.end()
                        ? std::string(16, ' ')
                        : fmt::format("{:8} {:6.2f}%", best->second, 100 * (makespan / best->second - 1));
  fmt::print("{:<10} {:3} x {:<3} {:8} {} {:8.2f} {:8.0f}   {}\n", name, problem->orders.size(), problem->units.size(),
             planned->cost.makespan_s, over, progress.best_s, seconds,
             faults.empty() ? "feasible" : faults.front().message);
  std::fflush(stdout);
  return faults.empty();
}

}  // namespace

bool bench_job_shops(const std::string& folder, std::uint64_t seed, double time_scale) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.is_regular_file() && entry.path().filename() != "README.md") paths.push_back(entry.path());
  if (error) {
    fmt::print("{}: {}\n", folder, error.message());
    return false;
  }
  std::ranges::sort(paths);
  const SystemClock clock;
  fmt::print("{:<10} {:>9} {:>8} {:>8} {:>7} {:>8} {:>8}   {}\n", "instance", "size", "makespan", "best", "over",
             "found s", "given s", "checker");
  bool sound = true;
  for (const auto& path : paths) sound = run(path, clock, seed, time_scale) && sound;
  return sound;
}

}  // namespace millwright::bench
