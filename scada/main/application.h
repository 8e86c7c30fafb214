#pragma once
// All parts of SCADA, made in the order of use and wired. Owned by main(); stops everything when it goes.

#include <memory>

#include "scada/main/options.h"

namespace millwright::scada {

enum class StartError { plant, data, accounts, address };

class Application {
 public:
  /// The message may have several lines: one for every fault of the plant file.
  [[nodiscard]] static Result<std::unique_ptr<Application>, StartError> start(const Options& options);
  ~Application();

  [[nodiscard]] int http_port() const;
  [[nodiscard]] int opcua_port() const;
  /// Every thread that the plant depends on has turned lately: what the watchdog asks.
  [[nodiscard]] bool healthy() const;

 private:
  struct Parts;
  explicit Application(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace millwright::scada
