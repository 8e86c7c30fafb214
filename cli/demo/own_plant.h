#pragma once
// A whole plant for one scenario: a `millwright up` of its own, on free ports, with its data and its log in a
// temporary folder. Owned by the demonstration and used by its one thread; stopped, and its folder removed, when it is
// destroyed. Whoever waits must do so by pump(): it takes the child's output, and hears of its end and of Ctrl-C.

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "cli/ports.h"
#include "cli/supervisor/child_process.h"
#include "lib/base/process.h"
#include "lib/base/result.h"

namespace millwright::cli::demo {

enum class PlantError { start, ended, stopped };

struct OwnPlantOptions {
  std::filesystem::path plant;
  std::uint64_t seed = 1;
};

class OwnPlant {
 public:
  /// Returns once the plant has said that it is ready.
  [[nodiscard]] static Result<std::unique_ptr<OwnPlant>, PlantError> start(const OwnPlantOptions& options,
                                                                           StopSignals& signals);
  ~OwnPlant();
  OwnPlant(const OwnPlant&) = delete;
  OwnPlant& operator=(const OwnPlant&) = delete;

  [[nodiscard]] const Ports& ports() const { return ports_; }
  /// Of the user `admin`.
  [[nodiscard]] const std::string& password() const { return password_; }
  Result<void, PlantError> pump(Duration time);
  /// The folder outlives the plant, for whoever wants to read its log.
  std::filesystem::path keep_log();

 private:
  OwnPlant(std::filesystem::path folder, Ports ports, std::string password, StopSignals& signals);
  Result<void, PlantError> wait_until_ready();
  void take_output();

  std::filesystem::path folder_;
  Ports ports_;
  std::string password_;
  StopSignals& signals_;
  std::unique_ptr<ChildProcess> up_;
  std::ofstream log_;
  std::string said_;  // all of its output until it is ready
  bool ready_ = false;
  bool keep_ = false;
};

}  // namespace millwright::cli::demo
