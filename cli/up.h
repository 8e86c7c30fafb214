#pragma once
// `millwright up PLANT`: all of a plant on one machine, supervised.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "lib/base/secret.h"

namespace millwright::cli {

struct UpOptions {
  std::filesystem::path plant;
  std::filesystem::path data;  // empty: ./data/<plant name>
  std::optional<int> port_base;
  SecretOptions bus;  // of which the environment may say more: take_secret
  SecretOptions database;
  std::optional<std::uint64_t> seed;  // of the simulated line
  int line_speed = 1;                 // of the simulated line, in real times
};

/// Runs until SIGTERM, SIGINT or SIGHUP; the exit code. Called before any thread is started.
int run_up(const UpOptions& options);

}  // namespace millwright::cli
