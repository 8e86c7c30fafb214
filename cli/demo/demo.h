#pragma once
// `millwright demo drift`: what a MES over a SCADA is for, shown on this machine. Plays the same drift with an operator
// alone and with the closed loop, one after the other on one seed, and compares the bottles lost.

#include <cstdint>
#include <filesystem>

namespace millwright::cli::demo {

struct DriftOptions {
  std::filesystem::path plant = "plants/bottling";
  std::uint64_t seed = 1;
  int seconds = 90;          // of each scenario, from the fault on
  bool without_mes = false;  // the operator alone
};

/// 0 when the scenarios ran to their end, 1 with a line on stderr otherwise. Called before any thread is started.
int run_demo_drift(const DriftOptions& options);

}  // namespace millwright::cli::demo
