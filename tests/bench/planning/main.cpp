// Measures planning on two threads: classic job shops against the best known makespans, a flexible shop with setups,
// calendars and materials against dispatching rules, and replanning after a breakdown. Prints tables.
//
//   millwright-planning-bench [--instances FOLDER] [--flexible SHOPS] [--seconds S] [--seed N] [--scale X]
//
// FOLDER holds instances as text (docs in mes/planning/jobshop/instance.h); without one that table is left out. SHOPS
// (3; 0 leaves them out) flexible shops of 200 orders get S (20) seconds each. X (1) stretches the job shops' times.

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

#include "tests/bench/planning/bench.h"

int main(int argc, char** argv) {
  std::string folder;
  int shops = 3;
  double seconds = 20;
  double scale = 1;
  std::uint64_t seed = 1;
  for (int k = 1; k < argc; k += 2) {
    const std::string name = argv[k];
    const char* value = k + 1 < argc ? argv[k + 1] : nullptr;
    if (value == nullptr) {
      fmt::print(stderr, "{} wants a value\n", name);
      return 2;
    }
    if (name == "--instances")
      folder = value;
    else if (name == "--flexible")
      shops = std::atoi(value);
    else if (name == "--seconds")
      seconds = std::atof(value);
    else if (name == "--scale")
      scale = std::atof(value);
    else if (name == "--seed")
      seed = static_cast<std::uint64_t>(std::atoll(value));
    else {
      fmt::print(stderr, "unknown argument {}\n", name);
      return 2;
    }
  }
  bool sound = true;
  if (folder.empty())
    fmt::print("job shops: no folder of instances was given, left out\n");
  else
    sound = millwright::bench::bench_job_shops(folder, seed, scale);
  if (shops > 0) sound = millwright::bench::bench_flexible(seed, shops, seconds) && sound;
  return sound ? 0 : 1;
}
